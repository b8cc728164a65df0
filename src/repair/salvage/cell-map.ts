import { layout } from "hivex-wasm";
import { type BinSpan, findBins } from "./bin-map.ts";
import type { HiveImage } from "./hive-image.ts";

/** A place that something refers to, as a cell. */
export interface Cell {
  readonly offset: number;
  /** Where its data begins. */
  readonly data: number;
  /** Bytes of data, as its size field says; where that makes no sense, up to the next cell. */
  readonly room: number;
  /** As `room`; behind a cell whose size was made smaller nothing can be followed, and all that lies there may be its own. */
  readonly reach: number;
  readonly isAllocated: boolean;
  /** The cells before it lead here. */
  readonly isStart: boolean;
}

const RECORD_SIGNATURES: ReadonlySet<number> = new Set([
  layout.SIGNATURE_NK,
  layout.SIGNATURE_VK,
  layout.SIGNATURE_SK,
  layout.SIGNATURE_LF,
  layout.SIGNATURE_LH,
  layout.SIGNATURE_LI,
  layout.SIGNATURE_RI,
  layout.SIGNATURE_DB,
]);

/**
 * Where cells begin. They are followed bin by bin; where their sizes lead nowhere, the next record that shows its signature
 * is where they are followed again. One bit for 8 bytes of the hive.
 */
export class CellMap {
  readonly bins: readonly BinSpan[];
  /** Cells whose size leads nowhere, each with the place where the cells of its bin are followed again. */
  readonly breaks = new Map<number, number>();
  readonly #image: HiveImage;
  readonly #starts: Uint8Array;

  constructor(image: HiveImage) {
    this.#image = image;
    this.bins = findBins(image);
    this.#starts = new Uint8Array((image.end >> 6) + 1);
    for (const bin of this.bins) this.#follow(bin);
  }

  /** What lies at an offset, if a cell can: aligned, within the bins, of a size that makes sense or where a cell is known. */
  cell(offset: number): Cell | undefined {
    const image = this.#image;
    if (offset % layout.CELL_ALIGNMENT !== 0 || offset < layout.HIVE_BIN_SIZE) return undefined;
    if (!image.holds(offset, layout.CELL_ALIGNMENT)) return undefined;
    const field = image.i32(offset);
    const isSane = isSize(Math.abs(field)) && offset + Math.abs(field) <= image.end;
    const next = isSane ? offset + Math.abs(field) : this.breaks.get(offset);
    if (next === undefined) return undefined;
    const isStart = this.isStart(offset);
    const known = isStart ? (this.breaks.get(next) ?? next) : next;
    const data = offset + layout.CELL_HEADER_SIZE;
    return { offset, data, room: next - data, reach: known - data, isAllocated: field < 0 || !isSane, isStart };
  }

  isStart(offset: number): boolean {
    return offset % 8 === 0 && ((this.#starts[offset >> 6] ?? 0) & (1 << ((offset >> 3) & 7))) !== 0;
  }

  /** Offsets of all cells that are known, ascending. */
  *starts(): Generator<number> {
    for (const [index, bits] of this.#starts.entries()) {
      for (let bit = 0; bits >> bit !== 0; bit++) if (bits & (1 << bit)) yield (index << 6) | (bit << 3);
    }
  }

  #follow({ offset, size }: BinSpan): void {
    const end = offset + size;
    for (let at = offset + layout.HIVE_BIN_SIZE; at < end; ) {
      this.#starts[at >> 6] = (this.#starts[at >> 6] ?? 0) | (1 << ((at >> 3) & 7));
      const next = at + Math.abs(this.#image.i32(at));
      if (isSize(next - at) && next <= end) at = next;
      else {
        const found = this.#nextRecord(at + layout.CELL_ALIGNMENT, end);
        this.breaks.set(at, found);
        at = found;
      }
    }
  }

  /** The next place before `end` where an allocated record shows its signature. */
  #nextRecord(from: number, end: number): number {
    const image = this.#image;
    for (let at = from; at < end; at += layout.CELL_ALIGNMENT) {
      if (!RECORD_SIGNATURES.has(image.u16(at + layout.CELL_HEADER_SIZE))) continue;
      const field = image.i32(at);
      if (field < 0 && isSize(-field) && at - field <= end) return at;
    }
    return end;
  }
}

function isSize(size: number): boolean {
  return size >= layout.CELL_ALIGNMENT && size % layout.CELL_ALIGNMENT === 0;
}
