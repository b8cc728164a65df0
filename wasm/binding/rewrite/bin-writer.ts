import * as layout from "../../assembly/layout.ts";
import { HiveError } from "../hive-error.ts";

/**
 * Bins that still have room, the oldest first: so many are kept open. More would pack no tighter, and what belongs together
 * would come to lie further apart.
 */
const MOST_OPEN = 16;
/** Larger cells fill a page or more: they get a bin of their own. */
const LARGEST_IN_PAGE = layout.PAGE_SIZE - layout.HIVE_BIN_SIZE;

/**
 * Fills hive bins with cells, one behind the other: a file image that grows at its end. A cell goes to the oldest open bin
 * that has room for it, else to a new one, of 4 KiB or what it needs. Cells begin zeroed.
 */
export class BinWriter {
  /** The file so far: base block, bins. Another array after each `allocate`. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same bytes. */
  view: DataView<ArrayBuffer>;
  #binsSize = 0;
  /** Where the room of each open bin begins, and how much it is. */
  readonly #roomAt: number[] = [];
  readonly #room: number[] = [];

  constructor(sizeHint: number) {
    const size = Math.max(layout.BASE_BLOCK_SIZE + layout.PAGE_SIZE, Math.min(sizeHint, layout.MAXIMUM_FILE_SIZE));
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** An allocated cell for so many bytes of data; its offset. Throws `hive-full` beyond 2 GiB. */
  allocate(dataSize: number): number {
    const size = (layout.CELL_HEADER_SIZE + dataSize + layout.CELL_ALIGNMENT - 1) & -layout.CELL_ALIGNMENT;
    const room = this.#room;
    let index = 0;
    while (index < room.length && (room[index] as number) < size) index++;
    if (index === room.length) index = this.#openBin(size);
    const offset = this.#roomAt[index] as number;
    const left = (room[index] as number) - size;
    if (left === 0) this.#forget(index);
    else {
      room[index] = left;
      this.#roomAt[index] = offset + size;
    }
    this.view.setInt32(layout.BASE_BLOCK_SIZE + offset, -size, true);
    return offset;
  }

  /** The finished file: what is left of each bin is one free cell. */
  finish(): Uint8Array<ArrayBuffer> {
    while (this.#room.length > 0) this.#close(0);
    return this.bytes.subarray(0, layout.BASE_BLOCK_SIZE + this.#binsSize);
  }

  get binsSize(): number {
    return this.#binsSize;
  }

  /** A bin with room for a cell of this size; its place among the open ones. */
  #openBin(cellSize: number): number {
    if (this.#room.length === MOST_OPEN) this.#close(this.#fullest());
    const offset = this.#binsSize;
    const size =
      cellSize <= LARGEST_IN_PAGE
        ? layout.PAGE_SIZE
        : Math.ceil((cellSize + layout.HIVE_BIN_SIZE) / layout.PAGE_SIZE) * layout.PAGE_SIZE;
    this.#reach(layout.BASE_BLOCK_SIZE + offset + size);
    this.#binsSize = offset + size;
    const at = layout.BASE_BLOCK_SIZE + offset;
    this.view.setUint32(at + layout.HIVE_BIN_SIGNATURE, layout.SIGNATURE_HBIN, true);
    this.view.setUint32(at + layout.HIVE_BIN_OFFSET, offset, true);
    this.view.setUint32(at + layout.HIVE_BIN_BYTES, size, true);
    this.#roomAt.push(offset + layout.HIVE_BIN_SIZE);
    return this.#room.push(size - layout.HIVE_BIN_SIZE) - 1;
  }

  #fullest(): number {
    let fullest = 0;
    for (let index = 1; index < this.#room.length; index++)
      if ((this.#room[index] as number) < (this.#room[fullest] as number)) fullest = index;
    return fullest;
  }

  #close(index: number): void {
    this.view.setInt32(layout.BASE_BLOCK_SIZE + (this.#roomAt[index] as number), this.#room[index] as number, true);
    this.#forget(index);
  }

  #forget(index: number): void {
    this.#roomAt.splice(index, 1);
    this.#room.splice(index, 1);
  }

  #reach(size: number): void {
    if (size > layout.MAXIMUM_FILE_SIZE)
      throw new HiveError("hive-full", "the tree does not fit a hive", { expected: "2 GiB at most" });
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, Math.min(this.bytes.length * 2, layout.MAXIMUM_FILE_SIZE)));
    grown.set(this.bytes);
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
