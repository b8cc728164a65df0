import type { PageSource } from "hivex-wasm";

/** One read that the engine asked for, in pages of the file: page 0 is the base block. */
export interface Read {
  readonly page: number;
  readonly count: number;
}

/** A page source over bytes that notes every read, and that a test can let fail. */
export class RecordingSource implements PageSource {
  readonly size: number;
  readonly reads: Read[] = [];
  /** Called before each read; what it throws is what the source throws. */
  onRead: (read: Read) => void = () => {};
  /** Bytes that every read falls short of what was asked for. */
  shortBy = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, size = bytes.length) {
    this.#bytes = bytes;
    this.size = size;
  }

  read(fileOffset: number, target: Uint8Array): number {
    const read = { page: fileOffset / 4096, count: target.length / 4096 };
    this.onRead(read);
    this.reads.push(read);
    const slice = this.#bytes.subarray(fileOffset, fileOffset + target.length - this.shortBy);
    target.set(slice);
    return slice.length;
  }

  get bytesRead(): number {
    return this.reads.reduce((sum, { count }) => sum + count * 4096, 0);
  }

  /** Every page that was read, in the order of reading; a page that was read twice is here twice. */
  get pages(): number[] {
    return this.reads.flatMap(({ page, count }) => Array.from({ length: count }, (_, index) => page + index));
  }
}
