import type { ValueRecord } from "hivex-wasm";
import type { Key } from "./key.ts";

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

  /** A copy of the data. */
  data(): Uint8Array<ArrayBuffer> {
    return this.key.engine.valueData(this.offset);
  }
}
