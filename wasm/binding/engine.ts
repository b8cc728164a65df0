import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import { handle } from "./arguments.ts";
import { type BaseBlock, decodeBaseBlock } from "./base-block.ts";
import { committedImage } from "./committed-image.ts";
import { Editing } from "./editing.ts";
import { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";
import { type KeyRecord, keyRecord } from "./key-record.ts";
import { openLeniently } from "./open-leniently.ts";
import type { PageSource } from "./page-source.ts";
import type { CellRecord, FoundValue, SecurityRecord, StoredName, ValueRecord } from "./records.ts";
import { securityCounts } from "./security-counts.ts";
import type { ValueBatch } from "./value-batch.ts";

/** How to open a hive. */
export interface EngineOptions {
  /** `edit` keeps what proving and changing needs; `read` is the default. */
  readonly mode?: "read" | "edit";
  /** Opens a hive whose checksum is wrong, so that one can look at it. */
  readonly ignoreChecksum?: boolean;
  /**
   * Opens what can be opened: a hive with a wrong checksum, or of which the end is missing. `faults` says so, and takes up
   * what `attempt` passes over. For reading only.
   */
  readonly tolerant?: boolean;
}

/**
 * One open hive. Handles are cell offsets; every call checks them against the file, because the file is not to be trusted.
 * Errors are `HiveError`s with the structure, the file offset, what was expected and what was found.
 *
 * @example
 * using engine = Engine.open(bytesSource(bytes));
 * const software = engine.findSubkey(engine.baseBlock.rootOffset, "Software");
 */
export class Engine {
  readonly baseBlock: BaseBlock;
  readonly #memory: EngineMemory;
  readonly #mode: "read" | "edit";

  /** Whether what cannot be read is passed over. */
  readonly isTolerant: boolean;
  readonly #faults: HiveError[] = [];
  readonly #toldFaults = new Set<string>();
  #refusals = 0;
  #editing: Editing | undefined;
  #upcase: Uint16Array | undefined;

  private constructor(memory: EngineMemory, baseBlock: BaseBlock, mode: "read" | "edit", isTolerant: boolean) {
    this.#memory = memory;
    this.#mode = mode;
    this.baseBlock = baseBlock;
    this.isTolerant = isTolerant;
  }

  /** Opens a hive: reads and checks its base block, nothing else. */
  static open(source: PageSource, options: EngineOptions = {}): Engine {
    const { mode = "read", ignoreChecksum = false, tolerant = false } = options;
    if (tolerant && mode === "edit") throw new HiveError("usage", "a damaged hive can be read, not edited");
    const memory = EngineMemory.over(source);
    try {
      const leniency = ignoreChecksum ? abi.LENIENT_CHECKSUM : 0;
      const { baseBlock, faults } = openLeniently(
        memory,
        mode === "edit" ? abi.MODE_EDIT : abi.MODE_READ,
        leniency,
        tolerant,
      );
      const engine = new Engine(memory, decodeBaseBlock(baseBlock.bytes, baseBlock.checksum), mode, tolerant);
      engine.#faults.push(...faults);
      return engine;
    } catch (error) {
      memory.close();
      throw error;
    }
  }

  /** What has been passed over so far, in a hive that was opened tolerantly. */
  get faults(): readonly HiveError[] {
    return this.#faults;
  }

  /** Does something that a damaged hive may refuse; in a tolerant engine the refusal goes to `faults`. */
  attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!this.isTolerant || !(error instanceof HiveError) || OWN_FAULTS.includes(error.code)) throw error;
      this.#refusals++;
      // Listing a key twice meets the same damage twice.
      if (this.#faults.length < MOST_FAULTS && !this.#toldFaults.has(error.message)) {
        this.#faults.push(error);
        this.#toldFaults.add(error.message);
      }
      return undefined;
    }
  }

  /** The memory with the raw calls; for what is built on the engine within this package. */
  get memory(): EngineMemory {
    return this.#memory;
  }

  /** What changes the hive; only of one that was opened with mode `edit`. */
  get editing(): Editing {
    this.#mustBeEditing();
    this.#editing ??= new Editing(this.#memory);
    return this.#editing;
  }

  /** Reads a key node. */
  key(offset: number): KeyRecord {
    const memory = this.#memory;
    memory.call((engine) => engine.readKey(handle(offset)));
    const name = memory.name(abi.KEY_NAME_ADDRESS, abi.KEY_NAME_SIZE, abi.KEY_NAME_COMPRESSED);
    return keyRecord(memory.record(), name);
  }

  /** A key's class name, exactly as stored: any UTF-16 units. undefined where it has none. */
  className(key: number): string | undefined {
    const memory = this.#memory;
    memory.call((engine) => engine.readClassName(handle(key)));
    return memory.result(abi.RESULT_SIZE) === 0 ? undefined : memory.units(abi.RESULT, abi.RESULT_SIZE);
  }

  /**
   * Reads a security cell: its place in the ring and a copy of its descriptor, whose bytes are not looked at.
   * Throws `bad-signature` or `cell-too-small` where there is none.
   */
  security(offset: number): SecurityRecord {
    const memory = this.#memory;
    memory.call((engine) => engine.readSecurity(handle(offset)));
    return {
      descriptor: memory.resultBytes(),
      next: memory.result(abi.SECURITY_RING_FORWARD),
      previous: memory.result(abi.SECURITY_RING_BACKWARD),
      referenceCount: memory.result(abi.SECURITY_REFERENCE_COUNT),
    };
  }

  /** Which security cells a key and all keys below it share, each with the number of these keys: one walk, no names. */
  securityCounts(key: number): Map<number, number> {
    return securityCounts(this.#memory, key);
  }

  /**
   * A cell as it lies, free or allocated, its header included: a copy of at most 1 MiB from `position` on.
   * Nothing is known about the offset but that a cell could begin there.
   */
  cell(offset: number, position = 0): CellRecord {
    const memory = this.#memory;
    memory.call((engine) => engine.readCell(handle(offset), handle(position)));
    const sizeField = memory.result(abi.RESULT_EXTRA) | 0;
    return {
      bytes: memory.resultBytes(),
      size: Math.abs(sizeField),
      isAllocated: sizeField < 0,
      headerSize:
        this.baseBlock.minorVersion <= layout.OLD_CELL_MINOR ? layout.OLD_CELL_HEADER_SIZE : layout.CELL_HEADER_SIZE,
    };
  }

  /** The header of the hive bin around an offset, and the bin's own offset. */
  bin(offset: number): { readonly offset: number; readonly bytes: Uint8Array<ArrayBuffer> } {
    const memory = this.#memory;
    memory.call((engine) => engine.readBin(handle(offset)));
    return { offset: memory.result(abi.RESULT_EXTRA), bytes: memory.resultBytes() };
  }

  /** A copy of the base block, all 4,096 bytes of it, as it lies in the file or has been changed since. */
  baseBlockBytes(): Uint8Array<ArrayBuffer> {
    return this.#memory.imageBytes(0, layout.BASE_BLOCK_SIZE);
  }

  /** Reads a value's record, not its data. */
  value(offset: number): ValueRecord {
    const memory = this.#memory;
    memory.call((engine) => engine.readValue(handle(offset)));
    return {
      name: memory.name(abi.VALUE_NAME_ADDRESS, abi.VALUE_NAME_BYTES, abi.VALUE_NAME_COMPRESSED),
      type: memory.result(abi.VALUE_DATA_TYPE),
      size: memory.result(abi.VALUE_DATA_BYTES),
      flags: memory.result(abi.VALUE_RECORD_FLAGS),
    };
  }

  /** Offset of a key's subkey, compared as Windows compares: case-insensitive by the NT upcase table. */
  findSubkey(key: number, name: string): number | undefined {
    const find = (): number | undefined => this.#find(name, (engine, length) => engine.findSubkey(handle(key), length));
    if (!this.isTolerant) return find();
    // A search trusts the order of the list; where the list is damaged, all of it is looked through.
    const refusals = this.#refusals;
    const found = this.attempt(find);
    if (found !== undefined || this.#refusals === refusals) return found;
    return this.subkeys(key).find(
      (offset) => this.attempt(() => this.upcased(this.key(offset).name) === this.upcased(name)) ?? false,
    );
  }

  /** A text as Windows compares names: every UTF-16 unit upcased by its table. */
  upcased(text: string): string {
    if (IS_ASCII.test(text)) return text.toUpperCase();
    this.#upcase ??= new Uint16Array(this.#memory.bytesAt(abi.UPCASE, 0x20000).buffer);
    const upcase = this.#upcase;
    return Array.from({ length: text.length }, (_, at) => String.fromCharCode(upcase[text.charCodeAt(at)] ?? 0)).join(
      "",
    );
  }

  /** Offset of a key's value; the empty name is the default value. */
  findValue(key: number, name: string): number | undefined {
    return this.#find(name, (engine, length) => engine.findValue(handle(key), length));
  }

  /**
   * How many values of a batch, from the one of index `from` on, a key holds just so: type and data. It looks near the place
   * in the key's list that the one before has, so a value that is elsewhere counts as another one, and so does one that is to be
   * deleted. `place` is where it begins to look, and where it has ended; without one it looks for the first everywhere.
   */
  sameValues(key: number, batch: ValueBatch, from = 0, place = layout.NIL): { count: number; place: number } {
    const memory = this.#memory;
    const position = batch.position(from);
    memory.inputBatch(batch, position);
    memory.call((engine) => engine.sameValues(handle(key), position, batch.count - from, handle(place)));
    return { count: memory.result(abi.RESULT), place: memory.result(abi.RESULT_EXTRA) };
  }

  /** Offsets of a key's subkeys, in stored order; a tolerant engine passes over the parts of the list that are damaged. */
  subkeys(key: number): number[] {
    return this.#collect(abi.VERB_SUBKEYS, key);
  }

  /** Offsets of a key's values, in stored order. */
  values(key: number): number[] {
    return this.#collect(abi.VERB_VALUES, key);
  }

  /** Every value of one name at most `depth` levels below a key, itself at depth 0 included; depth first. */
  findValues(key: number, name: string, depth: number = layout.MAXIMUM_DEPTH): FoundValue[] {
    if (!(depth >= 0)) throw new HiveError("usage", "a depth must be a number of levels", { found: String(depth) });
    if (name.length > layout.MAXIMUM_NAME_LENGTH) return [];
    const found: FoundValue[] = [];
    const words = this.#collect(abi.VERB_FIND_VALUES, key, name, Math.floor(Math.min(depth, layout.MAXIMUM_DEPTH)));
    for (let at = 0; at < words.length; ) {
      const count = words[at] as number;
      found.push({ value: words[at + 1] as number, keys: words.slice(at + 2, at + 2 + count) });
      at += 2 + count;
    }
    return found;
  }

  /** A copy of a value's data. */
  valueData(offset: number): Uint8Array<ArrayBuffer> {
    const { size } = this.value(offset);
    // A hostile size must not be allocated before the data is known to be there: every piece is proved first.
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let position = 0; position < size; ) {
      this.#memory.call((engine) => engine.readData(offset, position));
      const piece = this.#memory.resultBytes();
      pieces.push(piece);
      position += piece.length;
    }
    return pieces.length === 1 ? (pieces[0] as Uint8Array<ArrayBuffer>) : joined(pieces, size);
  }

  /** Where in the file a byte of a value's data lies, wherever that is kept. */
  dataFileOffset(value: number, position: number): number {
    this.#memory.call((engine) => engine.readData(handle(value), handle(position)));
    return this.#memory.fileOffsetOf(abi.RESULT);
  }

  /** Where in the file a key's name begins, and how many bytes each of its units has there. */
  keyNamePlace(key: number): StoredName {
    this.#memory.call((engine) => engine.readKey(handle(key)));
    return this.#storedName(abi.KEY_NAME_ADDRESS, abi.KEY_NAME_COMPRESSED);
  }

  /** The same for a value's name. */
  valueNamePlace(value: number): StoredName {
    this.#memory.call((engine) => engine.readValue(handle(value)));
    return this.#storedName(abi.VALUE_NAME_ADDRESS, abi.VALUE_NAME_COMPRESSED);
  }

  /** Proves that an allocated cell begins at `offset`, in a bin that its cells fill and its neighbours meet. */
  prove(offset: number): void {
    this.#mustBeEditing();
    this.#memory.call((engine) => engine.prove(handle(offset)));
  }

  /** Whether anything has been changed since the hive was opened. */
  get isChanged(): boolean {
    this.#memory.call((engine) => engine.changed());
    return this.#memory.result(abi.RESULT) !== 0;
  }

  /**
   * The hive's file as a commit would leave it, to be read piece by piece; where nothing has been changed, the file that was
   * opened. Good until the next change.
   * Throws `hive-is-dirty` where a hive that waits for its logs has been changed.
   */
  committed(): PageSource {
    return committedImage(this.#memory, this.baseBlock);
  }

  /** The same as bytes. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const image = this.committed();
    const bytes = new Uint8Array(image.size);
    if (image.read(0, bytes) === bytes.length) return bytes;
    throw new HiveError("short-read", "the file ended while it was being read");
  }

  /** Lets go of the engine's memory. Further calls throw. */
  close(): void {
    this.#memory.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #storedName(address: number, compressed: number): StoredName {
    return { fileOffset: this.#memory.fileOffsetOf(address), unitSize: this.#memory.result(compressed) === 0 ? 2 : 1 };
  }

  #mustBeEditing(): void {
    if (this.#mode !== "edit") throw new HiveError("usage", "the hive was opened for reading; open it with mode edit");
  }

  #find(name: string, call: Parameters<EngineMemory["lookUp"]>[1]): number | undefined {
    if (name.length > layout.MAXIMUM_NAME_LENGTH) return undefined;
    return this.#memory.lookUp(name, call);
  }

  /** Runs a bulk verb to its end. The engine holds one verb at a time, so nothing may come between its steps. */
  #collect(verb: number, key: number, name = "", depth = 0): number[] {
    const words: number[] = [];
    const memory = this.#memory;
    memory.startVerb(verb, handle(key), name, depth);
    for (let more = true; more; ) {
      more = this.attempt(() => memory.stepVerb()) ?? verb === abi.VERB_SUBKEYS;
      for (const word of new Uint32Array(memory.resultBytes().buffer)) words.push(word);
    }
    return words;
  }
}

const IS_ASCII = /^[\0-\x7f]*$/;

/** Errors that no damage of a hive explains. */
const OWN_FAULTS = ["engine-bug", "usage", "out-of-memory", "short-read", "io-error"];
const MOST_FAULTS = 10_000;

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}
