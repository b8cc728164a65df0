import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import { engineError } from "./engine-faults.ts";
import { HiveError } from "./hive-error.ts";
import { type EngineExports, type EngineInstance, returnInstance, takeInstance } from "./instance.ts";
import type { PageSource } from "./page-source.ts";
import type { ValueBatch } from "./value-batch.ts";

/** The engine's memory, as long as it does not grow. */
interface MemoryViews {
  readonly buffer: ArrayBuffer;
  readonly record: DataView;
  /** Where names go. */
  readonly units: Uint16Array;
}

/**
 * The border: calls the engine, answers its page faults, turns status into errors, and copies bytes in and out.
 * Views on the engine's memory hold until it grows, which any call may do.
 */
export class EngineMemory {
  /** Whether the file is to end where the bins do, when it is committed: else what lies behind them stays. */
  endsWithBins = false;
  readonly #source: PageSource;
  #views: MemoryViews | undefined;
  #instance: EngineInstance | undefined;
  #imageBase = 0;
  #isFaulting = false;
  #startedVerbs = 0;
  #thrownBySource: unknown;

  private constructor(source: PageSource) {
    this.#source = source;
    this.#instance = takeInstance();
    this.#instance.onFault = (firstPage, count) => this.#answerFault(firstPage, count);
  }

  static over(source: PageSource): EngineMemory {
    return new EngineMemory(source);
  }

  /** Opens the hive; hands out a copy of its base block and the checksum that it should have. */
  open(mode: number, leniency: number): { bytes: Uint8Array; checksum: number } {
    const { size } = this.#source;
    if (size < layout.BASE_BLOCK_SIZE) throw this.#tooSmall();
    this.#imageBase = mode === abi.MODE_EDIT ? abi.IMAGE_BASE_EDIT : abi.IMAGE_BASE_READ;
    const fileSize = Math.min(size, layout.MAXIMUM_FILE_SIZE);
    this.call((engine) => engine.open(mode, fileSize, leniency));
    return {
      bytes: this.#bytes(this.result(abi.RESULT), layout.BASE_BLOCK_SIZE).slice(),
      checksum: this.result(abi.RESULT_EXTRA),
    };
  }

  /** Opens what the source holds, sound or not, for a check; see `EngineExports.checkOn`. */
  openToCheck(now: bigint, limit: number): void {
    this.#imageBase = abi.IMAGE_BASE_READ;
    const fileSize = Math.min(this.#source.size, layout.MAXIMUM_FILE_SIZE);
    const [low, high] = [Number(BigInt.asUintN(32, now)), Number(BigInt.asUintN(32, now >> 32n))];
    this.call((engine) => engine.openToCheck(fileSize, low, high, Math.min(limit, 0xffff_ffff)));
  }

  /** Calls the engine; throws unless it says OK, NOT_FOUND or MORE, which it hands back. */
  call(run: (engine: EngineExports) => number): number {
    const instance = this.#living();
    const status = this.#guarded(instance, run);
    if (status <= abi.MORE) return status;
    throw engineError({
      status,
      structure: this.result(abi.FAULT_STRUCTURE),
      rule: this.result(abi.FAULT_RULE),
      fileOffset: this.result(abi.FAULT_FILE_OFFSET),
      expected: this.result(abi.FAULT_EXPECTED),
      found: this.result(abi.FAULT_FOUND),
    });
  }

  /** Runs calls that change the hive: whatever they throw, the half-changed instance is not used again. */
  change(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#discard();
      throw error;
    }
  }

  /** Puts a name in and calls; the found offset, or undefined. */
  lookUp(name: string, run: (engine: EngineExports, length: number) => number): number | undefined {
    this.inputName(name);
    const status = this.call((engine) => run(engine, name.length));
    return status === abi.NOT_FOUND ? undefined : this.result(abi.RESULT);
  }

  /** Starts a bulk verb; an unfinished one is forgotten. */
  startVerb(verb: number, key: number, name: string, depth: number): void {
    this.inputName(name);
    this.#startedVerbs++;
    this.call((engine) => engine.start(verb, key, name.length, depth));
  }

  /** Starts an export: `mode` is twice the format, plus one when it is tolerant. Returns its number; see `mustBeLatest`. */
  startExport(key: number, prefix: Uint8Array, mode: number): number {
    if (prefix.length > abi.PREFIX_SIZE) throw new HiveError("usage", "the prefix is longer than the engine takes");
    this.#bytes(abi.PREFIX, prefix.length).set(prefix);
    this.call((engine) => engine.start(abi.VERB_EXPORT, key, prefix.length, mode));
    return ++this.#startedVerbs;
  }

  /** Says what is to be searched for. Returns the search's number. */
  startSearch(table: Uint8Array): number {
    this.input(table);
    this.call((engine) => engine.searchFor(table.length));
    return ++this.#startedVerbs;
  }

  /** Starts searching below a key; `mode` is 1 when it is tolerant, plus 2 after a scan. Returns the search's number. */
  searchBelow(key: number, mode: number): number {
    this.call((engine) => engine.start(abi.VERB_SEARCH, key, 0, mode));
    return ++this.#startedVerbs;
  }

  /** Throws when another verb has been started since: the engine does one such thing at a time, and forgets the others. */
  mustBeLatest(started: number, what: string): void {
    if (this.#startedVerbs === started) return;
    const advice = `Finish ${what} first, or open the hive a second time.`;
    const others = "another listing, search, export or edit was started on this hive";
    throw new HiveError("usage", `${others} before ${what} had ended`, { advice });
  }

  /** One step of a verb; whether there is more. The output is the result bytes. */
  stepVerb(): boolean {
    return this.call((engine) => engine.step()) === abi.MORE;
  }

  /** Writes a name's code units to where look-ups expect it. */
  inputName(name: string): void {
    if (name.length * 2 > abi.INPUT_SIZE) throw new HiveError("usage", "a name is longer than the engine takes");
    const { units } = this.#current();
    for (let index = 0; index < name.length; index++) units[index] = name.charCodeAt(index);
  }

  /** Writes bytes to where changes expect them. */
  input(bytes: Uint8Array): void {
    if (bytes.length > abi.INPUT_SIZE) throw new HiveError("usage", "a part of data is longer than the engine takes");
    this.#bytes(abi.INPUT, bytes.length).set(bytes);
  }

  /** Writes a part of a value's data to where editing expects it; only of a hive that was opened for editing. */
  inputData(bytes: Uint8Array): void {
    if (bytes.length > abi.DATA_SIZE) throw new HiveError("usage", "a part of data is longer than the engine takes");
    this.#bytes(abi.DATA, bytes.length).set(bytes);
  }

  /** Writes values in a row to where the engine expects them, from the one at a place on. */
  inputBatch(batch: ValueBatch, position: number): void {
    const bytes = batch.bytesFrom(position);
    this.#startedVerbs++; // exports and searches keep theirs in the same place
    this.#bytes(abi.BATCH + position, bytes.length).set(bytes);
  }

  /** Takes back what has become of them. */
  outputBatch(batch: ValueBatch, position: number): void {
    const bytes = batch.bytesFrom(position);
    bytes.set(this.#bytes(abi.BATCH + position, bytes.length));
  }

  /** A field of the result record. */
  result(field: number): number {
    return this.#current().record.getUint32(field, true);
  }

  /** The result record as it is now; the next call changes it. */
  record(): DataView {
    return this.#current().record;
  }

  /** UTF-16 units, lone surrogates and NULs kept. */
  units(address: number, size: number): string {
    const bytes = this.#bytes(this.result(address), this.result(size));
    return fromUnits(new Uint16Array(bytes.slice().buffer));
  }

  /** A copy of the bytes that RESULT and RESULT_SIZE name. */
  resultBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes(this.result(abi.RESULT), this.result(abi.RESULT_SIZE)).slice();
  }

  /** The bytes that RESULT and RESULT_SIZE name, where they lie: good until the next call. */
  resultView(): Uint8Array<ArrayBuffer> {
    return this.#bytes(this.result(abi.RESULT), this.result(abi.RESULT_SIZE));
  }

  /** Bytes anywhere in engine memory, where they lie: good until the next call that may grow it. */
  viewAt(address: number, size: number): Uint8Array<ArrayBuffer> {
    return this.#bytes(address, size);
  }

  /** A copy of bytes anywhere in engine memory. */
  bytesAt(address: number, size: number): Uint8Array<ArrayBuffer> {
    return this.#bytes(address, size).slice();
  }

  /** A copy of bytes of the file that have been read already. */
  imageBytes(fileOffset: number, size: number): Uint8Array<ArrayBuffer> {
    return this.#bytes(this.#imageBase + fileOffset, size).slice();
  }

  /** A view on bytes of the file that have been read already: good until the next call. */
  imageView(fileOffset: number, size: number): DataView {
    return new DataView(this.#living().memory.buffer, this.#imageBase + fileOffset, size);
  }

  /** Decodes a name: Latin-1 bytes or UTF-16 units, lone surrogates and NULs kept. */
  name(address: number, size: number, compressed: number): string {
    const bytes = this.#bytes(this.result(address), this.result(size));
    if (this.result(compressed) !== 0) return fromUnits(bytes);
    return fromUnits(new Uint16Array(bytes.slice().buffer));
  }

  /** Where in the file the byte lies that is at an address of the image, which a result names. */
  fileOffsetOf(address: number): number {
    return this.result(address) - this.#imageBase;
  }

  /** No page of the hive from here on is in memory: there is no room for it. */
  get imagePages(): number {
    return Math.ceil((this.#living().memory.buffer.byteLength - this.#imageBase) / layout.PAGE_SIZE);
  }

  /** The file that the hive was opened from; it may be longer than its bins. */
  get source(): PageSource {
    return this.#source;
  }

  /** Whether there is an engine to call: not after `close`, and not after a trap. */
  get isOpen(): boolean {
    return this.#instance !== undefined;
  }

  close(): void {
    if (this.#isFaulting) throw reentered();
    const instance = this.#instance;
    this.#instance = undefined;
    this.#views = undefined;
    if (instance !== undefined) returnInstance(instance);
  }

  #guarded(instance: EngineInstance, run: (engine: EngineExports) => number): number {
    try {
      return run(instance.exports);
    } catch (error) {
      // What the page source threw passes through, and so does the refusal of an argument before the engine was entered.
      // Anything else is a trap, after which nothing can be trusted.
      if (error === this.#thrownBySource || error instanceof HiveError) throw error;
      this.#discard();
      throw new HiveError("engine-bug", "the engine stopped in a way that it never should", { cause: error });
    } finally {
      this.#thrownBySource = undefined;
    }
  }

  #answerFault(firstPage: number, count: number): void {
    const fileOffset = firstPage * layout.PAGE_SIZE;
    const target = this.#bytes(this.#imageBase + fileOffset, count * layout.PAGE_SIZE);
    this.#isFaulting = true;
    try {
      this.#read(fileOffset, target);
    } catch (error) {
      this.#thrownBySource = error;
      throw error;
    } finally {
      this.#isFaulting = false;
    }
  }

  #read(fileOffset: number, target: Uint8Array): void {
    const size = this.#source.read(fileOffset, target);
    if (size !== target.length) {
      throw new HiveError("short-read", "the file ended while it was being read", {
        fileOffset,
        expected: `${target.length} bytes`,
        found: `${size} bytes`,
      });
    }
  }

  #bytes(address: number, size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#current().buffer, address, size);
  }

  /** Views on the engine's memory as it is now: it gets another buffer when it grows. */
  #current(): MemoryViews {
    const { buffer } = this.#living().memory;
    if (this.#views?.buffer === buffer) return this.#views;
    this.#views = {
      buffer,
      record: new DataView(buffer, abi.RECORD, abi.RECORD_SIZE),
      units: new Uint16Array(buffer, abi.INPUT, abi.INPUT_SIZE / 2),
    };
    return this.#views;
  }

  #living(): EngineInstance {
    if (this.#isFaulting) throw reentered();
    if (this.#instance === undefined)
      throw new HiveError("usage", "the hive has been closed", { advice: "Open it again, or close it later." });
    return this.#instance;
  }

  #discard(): void {
    if (this.#instance !== undefined) this.#instance.onFault = undefined;
    this.#instance = undefined;
    this.#views = undefined;
  }

  /** Not even a base block: by its first letters, a piece of a hive or something else. */
  #tooSmall(): HiveError {
    const { size } = this.#source;
    const start = new Uint8Array(Math.min(size, 4));
    this.#source.read(0, start);
    const isHive = String.fromCharCode(...start) === "regf";
    return new HiveError(
      isHive ? "truncated-hive" : "not-a-hive",
      isHive
        ? "the file ends within its base block"
        : size === 0
          ? "the file is empty"
          : "the file is too short to be a hive",
      { structure: "base block", fileOffset: 0, expected: "at least 8192 bytes", found: `${size} bytes` },
    );
  }
}

function reentered(): HiveError {
  return new HiveError("engine-bug", "a page source called the engine that was asking it");
}

const LONGEST_CALL = 8192; // arguments that one call takes without harm

function fromUnits(units: Uint8Array | Uint16Array): string {
  if (units.length <= LONGEST_CALL) return textOf(units);
  let text = "";
  for (let at = 0; at < units.length; at += LONGEST_CALL) text += textOf(units.subarray(at, at + LONGEST_CALL));
  return text;
}

/** Spreading would make an object for each unit: names were a third of what the garbage collector had to clear away. */
function textOf(units: Uint8Array | Uint16Array): string {
  return Reflect.apply(String.fromCharCode, undefined, units);
}
