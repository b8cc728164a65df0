import { BASE_BLOCK, type FieldTable, sizeOf } from "../layout-transcription.ts";
import { StructureView } from "../structure-view.ts";
import type { Findings } from "./finding.ts";

export const PAGE = 4096;
export const NIL = 0xffffffff;

/** What an allocated cell holds: where its data begins in the file, and how many bytes it has. */
export interface CellData {
  readonly offset: number;
  readonly start: number;
  readonly size: number;
}

/** A name, and its bytes as if it were stored in UTF-16. */
export interface StoredName {
  readonly text: string;
  readonly size: number;
}

/** The bytes that are judged, and what the rules have learned about them so far. */
export class HiveImage {
  readonly bytes: Uint8Array;
  readonly findings: Findings;
  readonly baseBlock: StructureView;
  readonly minor: number;
  /** End of the hive bins that are there, from the first one. */
  binsEnd = 0;
  /** The size of each cell, as it stands: negative where it is allocated. */
  readonly cells = new Map<number, number>();
  /** Ranges in which nobody knows where cells begin, because what would tell is broken. */
  readonly unknown: { readonly from: number; readonly to: number }[] = [];
  /** Allocated cells that have an owner. */
  readonly owned = new Set<number>();
  readonly #view: DataView;

  constructor(bytes: Uint8Array, findings: Findings) {
    this.bytes = bytes;
    this.findings = findings;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.baseBlock = new StructureView(bytes, BASE_BLOCK, 0);
    this.minor = this.baseBlock.number("minorVersion");
  }

  /** Until version 1.1 cells have 8 bytes in front of their data, sizes of 16, and no flags in names. */
  get isOld(): boolean {
    return this.minor < 2;
  }

  word(at: number): number {
    return this.#view.getUint16(at, true);
  }

  dword(at: number): number {
    return this.#view.getUint32(at, true);
  }

  signature(at: number, size = 2): string {
    return Buffer.from(this.bytes.subarray(at, at + size)).toString("latin1");
  }

  view(table: FieldTable, start: number): StructureView {
    return new StructureView(this.bytes, table, start);
  }

  /** The size of the cell that begins there, negative where it is allocated; undefined where none does. */
  cellSize(offset: number): number | undefined {
    const known = this.cells.get(offset);
    // In front of the first cell there is the first bin's header, whatever stands in it.
    if (known !== undefined || offset % 8 !== 0 || offset < 32) return known;
    if (!this.unknown.some(({ from, to }) => offset >= from && offset < to)) return undefined;
    const field = this.dword(PAGE + offset);
    const size = field < 0x80000000 ? field : 0x100000000 - field;
    if (size < 8 || size % 8 !== 0 || offset + size > this.binsEnd) return undefined;
    return field < 0x80000000 ? size : -size;
  }

  /** The data of the allocated cell that begins there. */
  cell(offset: number): CellData {
    const head = this.isOld ? 8 : 4;
    return { offset, start: PAGE + offset + head, size: -(this.cellSize(offset) ?? 0) - head };
  }

  /** Whether an allocated cell begins there that holds such a structure. */
  holds(offset: number, signature: string, table: FieldTable): boolean {
    if ((this.cellSize(offset) ?? 0) >= 0) return false;
    const { start, size } = this.cell(offset);
    return size >= sizeOf(table) && this.signature(start) === signature;
  }

  /**
   * The allocated cell that a reference leads to; undefined where it leads nowhere, which is a finding (I29 to I31) at the
   * reference.
   */
  follow(reference: number, offset = this.dword(reference)): CellData | undefined {
    const size = this.cellSize(offset);
    if (offset !== NIL && offset >= 0x80000000) this.findings.error("I31", reference);
    else if (size === undefined) this.findings.error("I30", reference);
    else if (size > 0) this.findings.error("I29", reference);
    else return this.cell(offset);
    return undefined;
  }

  /** The same for a cell that nothing else may refer to (I28). */
  own(reference: number): CellData | undefined {
    const cell = this.follow(reference);
    return cell && this.take(cell, reference) ? cell : undefined;
  }

  /** Notes the owner of a cell; false where it has one already. */
  take({ offset }: CellData, reference: number): boolean {
    if (this.owned.has(offset)) {
      this.findings.error("I28", reference);
      return false;
    }
    this.owned.add(offset);
    return true;
  }

  /** As much of a name as its cell holds, in whole letters. */
  name(at: number, size: number, room: number, isNarrow: boolean): StoredName {
    const held = Math.min(size, room);
    const bytes = Buffer.from(this.bytes.subarray(at, at + held));
    const text = bytes.toString(isNarrow ? "latin1" : "utf16le");
    return { text, size: isNarrow ? held * 2 : held };
  }
}
