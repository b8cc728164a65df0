import { writeSync } from "node:fs";

const PAGE = 4096;
const BASE_BLOCK = 4096;
const BIN_HEADER = 32;
const WINDOW = 1 << 20;

/**
 * The hive bins of a hive that is written front to back: hands out cells, one after the other, and keeps only the last
 * megabyte in memory. What lies further back is changed in the file itself.
 */
export class CellStream {
  readonly #file: number;
  readonly #window = Buffer.alloc(WINDOW);
  #windowStart = 0;
  #binEnd = 0;
  #used = 0;

  constructor(file: number) {
    this.#file = file;
  }

  /** Bytes of all bins so far. */
  get size(): number {
    return this.#binEnd;
  }

  /** A new allocated cell with room for `length` bytes of data; gives its offset from the first bin. */
  allocate(length: number): number {
    const size = (4 + length + 7) & ~7;
    if (this.#used + size > this.#binEnd) this.#openBin(Math.ceil((BIN_HEADER + size) / PAGE) * PAGE);
    const offset = this.#used;
    this.#window.writeInt32LE(-size, offset - this.#windowStart);
    this.#used += size;
    return offset;
  }

  /** A cell with exactly these bytes. */
  store(data: Uint8Array): number {
    const offset = this.allocate(data.length);
    this.put(offset, data);
    return offset;
  }

  /** Writes the data of a cell, from its first byte on. */
  put(offset: number, data: Uint8Array): void {
    if (offset >= this.#windowStart) this.#window.set(data, offset - this.#windowStart + 4);
    else writeSync(this.#file, data, 0, data.length, BASE_BLOCK + offset + 4);
  }

  /** Closes the last bin and writes what is still in memory. */
  finish(): void {
    this.#closeBin();
    this.#flush();
  }

  #openBin(size: number): void {
    this.#closeBin();
    if (this.#binEnd + size > this.#windowStart + WINDOW) this.#flush();
    const at = this.#binEnd - this.#windowStart;
    this.#window.write("hbin", at, "latin1");
    this.#window.writeUInt32LE(this.#binEnd, at + 4);
    this.#window.writeUInt32LE(size, at + 8);
    this.#used = this.#binEnd + BIN_HEADER;
    this.#binEnd += size;
  }

  #closeBin(): void {
    const rest = this.#binEnd - this.#used;
    if (rest > 0) this.#window.writeInt32LE(rest, this.#used - this.#windowStart);
    this.#used = this.#binEnd;
  }

  #flush(): void {
    const size = this.#binEnd - this.#windowStart;
    writeSync(this.#file, this.#window, 0, size, BASE_BLOCK + this.#windowStart);
    this.#window.fill(0, 0, size);
    this.#windowStart = this.#binEnd;
  }
}
