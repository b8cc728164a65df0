import { layout } from "hivex-wasm";
import type { Salvaged } from "../salvage/salvage.ts";

/** A hive being mended where it lies: a copy of its file, and the cells that belong to something. */
export class Mending {
  readonly salvaged: Salvaged;
  /** The file with what has been mended so far, cut behind its last hive bin only where that was cut short. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #used: Uint8Array;

  constructor(file: Uint8Array, salvaged: Salvaged) {
    this.salvaged = salvaged;
    this.bytes = new Uint8Array(file);
    this.#view = new DataView(this.bytes.buffer);
    this.#used = new Uint8Array((salvaged.image.end >> 6) + 1);
  }

  /** Notes that a cell belongs to something; false where something else has it already. */
  use(offset: number): boolean {
    const bit = 1 << ((offset >> 3) & 7);
    const bits = this.#used[offset >> 6] ?? 0;
    this.#used[offset >> 6] = bits | bit;
    return (bits & bit) === 0;
  }

  isUsed(offset: number): boolean {
    return ((this.#used[offset >> 6] ?? 0) & (1 << ((offset >> 3) & 7))) !== 0;
  }

  u16(offset: number): number {
    return this.#view.getUint16(layout.BASE_BLOCK_SIZE + offset, true);
  }

  u32(offset: number): number {
    return this.#view.getUint32(layout.BASE_BLOCK_SIZE + offset, true);
  }

  i32(offset: number): number {
    return this.#view.getInt32(layout.BASE_BLOCK_SIZE + offset, true);
  }

  put16(offset: number, value: number): void {
    this.#view.setUint16(layout.BASE_BLOCK_SIZE + offset, value, true);
  }

  put32(offset: number, value: number): void {
    this.#view.setUint32(layout.BASE_BLOCK_SIZE + offset, value, true);
  }

  put(offset: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, layout.BASE_BLOCK_SIZE + offset);
  }

  /** Bytes of data that the cell at an offset has room for; 0 where no cell of the map begins. */
  roomAt(offset: number): number {
    const cell = this.salvaged.cells.cell(offset);
    return cell?.isStart && cell.room === cell.reach ? cell.room : 0;
  }
}
