import type { ValueRecord } from "hivex-wasm";
import type { Key } from "./key.ts";
import { type DecodedValue, decodeValue } from "./value-data.ts";

const TOMBSTONE = 0x0002;

/** A value of an open hive. Its record is read when the value is met, its data only when asked for. */
export class Value {
  /** Offset of the value's record, from the first hive bin. */
  readonly offset: number;
  readonly key: Key;
  readonly #record: ValueRecord;

  /** The value at an offset that the engine gave for this key. */
  constructor(key: Key, offset: number) {
    this.key = key;
    this.offset = offset;
    this.#record = key.engine.value(offset);
  }

  /** Empty for the default value. */
  get name(): string {
    return this.#record.name;
  }

  /** The type's number: 1 is REG_SZ, 3 REG_BINARY; any number is legal. */
  get type(): number {
    return this.#record.type;
  }

  /** Bytes of data. */
  get size(): number {
    return this.#record.size;
  }

  /** Bit 0: the name is stored with one byte a character; bit 1: a tombstone. */
  get flags(): number {
    return this.#record.flags;
  }

  /** Whether a layered hive says here that the layer below has this value no more. */
  get isTombstone(): boolean {
    return (this.#record.flags & TOMBSTONE) !== 0;
  }

  /**
   * The data by its type, with the bytes beside it; data that its type cannot mean is `binary`, with a note.
   *
   * @example
   * const decoded = key.value("Wallpaper").decoded();
   * if (decoded.kind === "string") console.log(decoded.text);
   */
  decoded(): DecodedValue {
    return decodeValue(this.type, this.data());
  }

  /** A copy of the data. */
  data(): Uint8Array<ArrayBuffer> {
    return this.key.engine.valueData(this.offset);
  }
}
