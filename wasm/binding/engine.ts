import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import { type BaseBlock, decodeBaseBlock } from "./base-block.ts";
import { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";
import type { PageSource } from "./page-source.ts";

/** How to open a hive. */
export interface EngineOptions {
  /** `edit` keeps what proving and changing needs; `read` is the default. */
  readonly mode?: "read" | "edit";
  /** Opens a hive whose checksum is wrong, so that one can look at it. */
  readonly ignoreChecksum?: boolean;
}

/** A key node's fields. Offsets count from the first hive bin; they are the handles of all calls. */
export interface KeyRecord {
  readonly name: string;
  readonly flags: number;
  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  readonly lastWritten: bigint;
  /** Offset of the parent as the record has it; means nothing for the root. */
  readonly parent: number;
  readonly subkeyCount: number;
  /** 0 for keys that hold a predefined handle. */
  readonly valueCount: number;
  /** Bytes of class name. */
  readonly classSize: number;
  /** Offset of the security cell. */
  readonly security: number;
}

/** A value's fields. */
export interface ValueRecord {
  /** Empty for the default value. */
  readonly name: string;
  /** REG_SZ is 1, REG_BINARY 3, ...; any number is legal. */
  readonly type: number;
  /** Bytes of data. */
  readonly size: number;
  readonly flags: number;
}

/** A hit of `findValues`: the keys from the starting one down to the one that has the value, and the value. */
export interface FoundValue {
  readonly keys: readonly number[];
  readonly value: number;
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
  /** Changes that have been prepared and not applied: the value's offset, with its key and the new size. */
  readonly #prepared = new Map<number, { readonly key: number; readonly size: number }>();

  private constructor(memory: EngineMemory, baseBlock: BaseBlock, mode: "read" | "edit") {
    this.#memory = memory;
    this.#mode = mode;
    this.baseBlock = baseBlock;
  }

  /** Opens a hive: reads and checks its base block, nothing else. */
  static open(source: PageSource, options: EngineOptions = {}): Engine {
    const { mode = "read", ignoreChecksum = false } = options;
    const memory = EngineMemory.over(source);
    try {
      const baseBlock = memory.open(mode === "edit" ? abi.MODE_EDIT : abi.MODE_READ, ignoreChecksum);
      return new Engine(memory, decodeBaseBlock(baseBlock.bytes, baseBlock.checksum), mode);
    } catch (error) {
      memory.close();
      throw error;
    }
  }

  /** The memory with the raw calls; for what is built on the engine within this package. */
  get memory(): EngineMemory {
    return this.#memory;
  }

  /** Reads a key node. */
  key(offset: number): KeyRecord {
    const memory = this.#memory;
    memory.call((engine) => engine.readKey(handle(offset)));
    return {
      name: memory.name(abi.KEY_NAME_ADDRESS, abi.KEY_NAME_SIZE, abi.KEY_NAME_COMPRESSED),
      flags: memory.result(abi.KEY_FLAGS),
      lastWritten: memory.result64(abi.KEY_LAST_WRITTEN_LOW),
      parent: memory.result(abi.KEY_PARENT),
      subkeyCount: memory.result(abi.KEY_SUBKEY_COUNT),
      valueCount: memory.result(abi.KEY_VALUE_COUNT),
      classSize: memory.result(abi.KEY_CLASS_SIZE),
      security: memory.result(abi.KEY_SECURITY),
    };
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
    return this.#find(name, (engine, length) => engine.findSubkey(handle(key), length));
  }

  /** Offset of a key's value; the empty name is the default value. */
  findValue(key: number, name: string): number | undefined {
    return this.#find(name, (engine, length) => engine.findValue(handle(key), length));
  }

  /** Offsets of a key's subkeys, in stored order. */
  subkeys(key: number): number[] {
    return this.#collect(abi.VERB_SUBKEYS, key);
  }

  /** Offsets of a key's values, in stored order. */
  values(key: number): number[] {
    return this.#collect(abi.VERB_VALUES, key);
  }

  /** Every value of one name at most `depth` levels below a key, itself at depth 0 included; depth first. */
  findValues(key: number, name: string, depth: number = layout.MAXIMUM_DEPTH): FoundValue[] {
    if (name.length > layout.MAXIMUM_NAME_LENGTH) return [];
    const found: FoundValue[] = [];
    const words = this.#collect(abi.VERB_FIND_VALUES, key, name, depth);
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

  /** Proves that an allocated cell begins at `offset`, in a bin that its cells fill and its neighbours meet. */
  prove(offset: number): void {
    this.#mustBeEditing();
    this.#memory.call((engine) => engine.prove(handle(offset)));
  }

  /**
   * First half of changing a value's data: proves and reads all that the second half touches, changes nothing.
   * Throws `does-not-fit` where the new size asks for another place than the old data's, `bin-not-proved` where the
   * hive is not built as it should be.
   */
  prepareValueData(key: number, value: number, data: Uint8Array): void {
    this.#mustBeEditing();
    this.#memory.call((engine) => engine.prepareValueData(handle(key), handle(value), data.length));
    this.#prepared.set(value, { key, size: data.length });
  }

  /** Second half: changes data, size, the key's largest data size and its time (FILETIME). Must have been prepared. */
  applyValueData(key: number, value: number, data: Uint8Array, time: bigint): void {
    const prepared = this.#prepared.get(value);
    if (prepared?.key !== key || prepared.size !== data.length) {
      throw new HiveError("usage", "a change must be prepared before it is applied");
    }
    const [low, high] = halves(time);
    this.#prepared.delete(value);
    this.#memory.change(() => {
      for (let position = 0; position === 0 || position < data.length; position += abi.INPUT_SIZE) {
        const part = data.subarray(position, position + abi.INPUT_SIZE);
        this.#memory.input(part);
        this.#memory.call((engine) => engine.applyValueData(value, data.length, position, part.length));
      }
      this.#memory.call((engine) => engine.applyValueRecord(key, value, data.length, low, high));
    });
  }

  /** Whether anything has been changed since the hive was opened. */
  get isChanged(): boolean {
    this.#memory.call((engine) => engine.changed());
    return this.#memory.result(abi.RESULT) !== 0;
  }

  /** Lets go of the engine's memory. Further calls throw. */
  close(): void {
    this.#memory.close();
  }

  [Symbol.dispose](): void {
    this.close();
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
      more = memory.stepVerb();
      for (const word of new Uint32Array(memory.resultBytes().buffer)) words.push(word);
    }
    return words;
  }
}

/** A handle must be a u32 as it stands; a number that would be wrapped into one is a mistake of the caller. */
function handle(offset: number): number {
  if (Number.isInteger(offset) && offset >= 0 && offset <= layout.NIL) return offset;
  throw new HiveError("usage", "a handle must be the offset of a cell", { found: String(offset) });
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}

/** A FILETIME as the two u32 that the engine takes. */
export function halves(time: bigint): [low: number, high: number] {
  if (time < 0n || time > 0xffffffffffffffffn) throw new HiveError("usage", "a time must fit 64 bits");
  return [Number(time & 0xffffffffn), Number(time >> 32n)];
}
