import * as layout from "../../assembly/layout.ts";
import type { PageSource } from "../page-source.ts";
import { headerChecksum, viewOf } from "./log-header.ts";
import { readInto } from "./log-reader.ts";
import { SectorMap, type SectorRun } from "./sector-map.ts";

/** What applying entries changes in the base block. */
export interface RecoveredFields {
  /** Bytes of hive bins data, as the last entry says. */
  binsSize: number;
  /** Number of the last entry applied. */
  sequence: number;
}

/**
 * The recovered hive as a page source: the pages that the logs hold laid over the hive's own, and a base block that says
 * so. Nothing is copied; pages are read from where they lie when they are asked for.
 *
 * What a log makes the hive grow by and no entry covers reads as zeros, as when the file were extended.
 */
export class RecoveredImage implements PageSource {
  readonly primary: PageSource;
  readonly sectors = new SectorMap();
  readonly #logs: readonly PageSource[];
  /** First sector of the base block, without the fields that change with every entry. */
  readonly #header: Uint8Array;
  #fields: RecoveredFields | undefined;

  /** `header` is the first sector to start from: the hive's own, or a log's where the hive's own is broken. */
  constructor(primary: PageSource, logs: readonly PageSource[], header: Uint8Array) {
    this.primary = primary;
    this.#logs = logs;
    this.#header = header.slice();
    viewOf(this.#header).setUint32(layout.BASE_BLOCK_TYPE, layout.FILE_TYPE_PRIMARY, true);
  }

  /** Takes over what an entry says beyond its pages. `pending` is bit 0 of the base block's flags, the only one replayed. */
  note(fields: RecoveredFields, pending?: number): void {
    this.#fields = fields;
    if (pending === undefined) return;
    const view = viewOf(this.#header);
    const others = view.getUint32(layout.BASE_BLOCK_FLAGS, true) & ~layout.HIVE_FLAG_PENDING_TRANSACTIONS;
    view.setUint32(layout.BASE_BLOCK_FLAGS, others | (pending & layout.HIVE_FLAG_PENDING_TRANSACTIONS), true);
  }

  /** Whether any entry has been applied, and what the last one said. */
  get fields(): RecoveredFields | undefined {
    return this.#fields;
  }

  get size(): number {
    return Math.max(this.primary.size, this.binsEnd);
  }

  /** Where the hive bins data ends in the file. */
  get binsEnd(): number {
    return layout.BASE_BLOCK_SIZE + (this.#fields?.binsSize ?? 0);
  }

  /** The first sector of the base block of a clean hive with this sequence number. */
  header(sequence: number): Uint8Array<ArrayBuffer> {
    const sector = this.#header.slice();
    const view = viewOf(sector);
    view.setUint32(layout.BASE_BLOCK_PRIMARY_SEQUENCE, sequence, true);
    view.setUint32(layout.BASE_BLOCK_SECONDARY_SEQUENCE, sequence, true);
    if (this.#fields !== undefined) view.setUint32(layout.BASE_BLOCK_BINS_SIZE, this.#fields.binsSize, true);
    view.setUint32(layout.BASE_BLOCK_CHECKSUM, headerChecksum(sector), true);
    return sector;
  }

  /** Runs of hive bins data that the logs hold, ascending, each at most `maximum` bytes. */
  coveredRuns(maximum: number): Generator<SectorRun> {
    return this.sectors.runs(this.#fields?.binsSize ?? 0, maximum);
  }

  read(fileOffset: number, target: Uint8Array): number {
    const end = Math.min(fileOffset + target.length, this.size);
    let at = fileOffset;
    while (at < end) at += this.#readPiece(at, target.subarray(at - fileOffset, end - fileOffset));
    return Math.max(0, end - fileOffset);
  }

  /** Fills the beginning of `target` from one place; returns the bytes. */
  #readPiece(at: number, target: Uint8Array): number {
    if (at < layout.BASE_BLOCK_HEADER_SIZE) {
      const piece = this.header(this.#fields?.sequence ?? 0).subarray(at, at + target.length);
      target.set(piece);
      return piece.length;
    }
    const place = this.#placeOf(at);
    const size = this.#reachOf(at, target.length);
    const piece = target.subarray(0, size);
    if (place !== undefined) readInto(this.#logs[place.log] as PageSource, place.position, piece);
    else if (at < this.primary.size) readInto(this.primary, at, piece);
    else piece.fill(0);
    return size;
  }

  /** How many bytes from `at` on lie together in the same file. */
  #reachOf(at: number, maximum: number): number {
    const start = this.#placeOf(at);
    const last = at + maximum;
    const fileEnd = start === undefined && at < this.primary.size ? Math.min(last, this.primary.size) : last;
    let next = nextSector(at);
    while (next < fileEnd) {
      const place = this.#placeOf(next);
      if (place?.log !== start?.log) break;
      if (place !== undefined && start !== undefined && place.position - start.position !== next - at) break;
      next = nextSector(next);
    }
    return Math.min(next, fileEnd) - at;
  }

  #placeOf(at: number): { log: number; position: number } | undefined {
    if (at < layout.BASE_BLOCK_SIZE || at >= this.binsEnd) return undefined;
    const offset = at - layout.BASE_BLOCK_SIZE;
    const place = this.sectors.placeOf(offset);
    return place && { log: place.log, position: place.position + (offset % layout.SECTOR_SIZE) };
  }
}

function nextSector(at: number): number {
  return at - (at % layout.SECTOR_SIZE) + layout.SECTOR_SIZE;
}
