import { type FieldTable, offsetOf, sizeOf, widthOf } from "./layout-transcription.ts";

/** Reads, and in tests also spoils, the fields of one structure by name. */
export class StructureView {
  readonly #bytes: Uint8Array;
  readonly #table: FieldTable;
  readonly #start: number;

  /** `start` is where the structure begins in `bytes`. */
  constructor(bytes: Uint8Array, table: FieldTable, start: number) {
    if (start < 0 || start + sizeOf(table) > bytes.length) throw new RangeError(`no room for a structure at ${start}`);
    this.#bytes = bytes;
    this.#table = table;
    this.#start = start;
  }

  /** An unsigned number of up to 4 bytes. */
  number(field: string): number {
    return this.bytes(field).reduceRight((number, byte) => number * 256 + byte, 0);
  }

  time(field: string): bigint {
    return this.bytes(field).reduceRight((number, byte) => number * 256n + BigInt(byte), 0n);
  }

  text(field: string): string {
    return Buffer.from(this.bytes(field)).toString("latin1");
  }

  bytes(field: string): Uint8Array {
    const at = this.at(field);
    return this.#bytes.subarray(at, at + widthOf(this.#table, field));
  }

  /** Where the field lies in the bytes that the view was made of. */
  at(field: string): number {
    return this.#start + offsetOf(this.#table, field);
  }

  set(field: string, value: number | bigint): void {
    let rest = BigInt(value);
    const field_ = this.bytes(field);
    for (let index = 0; index < field_.length; index++, rest >>= 8n) field_[index] = Number(rest & 0xffn);
  }
}
