import { layout } from "hivex-wasm";

/**
 * The bytes of a hive that may be damaged anywhere. Offsets count from the first hive bin, as the hive's own do; what lies
 * outside reads as zeros, so that no caller has to trust a number before looking.
 */
export class HiveImage {
  readonly bytes: Uint8Array;
  /** Where the readable hive bins data ends; no multiple of a page where the file was cut within one. */
  readonly end: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, end: number) {
    this.bytes = bytes;
    this.end = Math.max(0, Math.min(end, bytes.length - layout.BASE_BLOCK_SIZE));
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8(offset: number): number {
    return this.holds(offset, 1) ? this.#view.getUint8(layout.BASE_BLOCK_SIZE + offset) : 0;
  }

  u16(offset: number): number {
    return this.holds(offset, 2) ? this.#view.getUint16(layout.BASE_BLOCK_SIZE + offset, true) : 0;
  }

  u32(offset: number): number {
    return this.holds(offset, 4) ? this.#view.getUint32(layout.BASE_BLOCK_SIZE + offset, true) : 0;
  }

  i32(offset: number): number {
    return this.u32(offset) | 0;
  }

  /** A view, not a copy; shorter where the image ends before. */
  slice(offset: number, size: number): Uint8Array {
    const from = Math.max(0, Math.min(offset, this.end));
    const to = Math.max(from, Math.min(offset + size, this.end));
    return this.bytes.subarray(layout.BASE_BLOCK_SIZE + from, layout.BASE_BLOCK_SIZE + to);
  }

  holds(offset: number, size: number): boolean {
    return offset >= 0 && offset + size <= this.end;
  }
}
