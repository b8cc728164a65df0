import * as layout from "../../assembly/layout.ts";

/** Where a piece of the recovered hive comes from. */
export interface SectorPlace {
  /** Position of the log in the list of logs. */
  readonly log: number;
  /** Where in that log it lies. */
  readonly position: number;
}

/** A run of bytes of hive bins data; the offset counts from the first hive bin. */
export interface SectorRun {
  readonly offset: number;
  readonly size: number;
}

/**
 * Which sectors of the hive bins data lie in which log: positions, not bytes. Sectors, because the old format's bitmap
 * counts in them. Memory stays in proportion to what the logs really hold, and below some 40 MB whatever they claim.
 */
export class SectorMap {
  /** Positions of 128 sectors each; 0 where no log has the sector. */
  readonly #chunks = new Map<number, Float64Array>();
  #sectorCount = 0;

  /** Bytes covered. */
  get coveredSize(): number {
    return this.#sectorCount * layout.SECTOR_SIZE;
  }

  /** Notes that the bytes from `offset` on lie in a log from `position` on. All in whole sectors; a later note wins. */
  cover(offset: number, size: number, { log, position }: SectorPlace): void {
    const first = offset / layout.SECTOR_SIZE;
    for (let index = 0; index < size / layout.SECTOR_SIZE; index++) {
      const sector = first + index;
      const chunk = this.#chunkOf(sector);
      if (chunk[sector % CHUNK] === 0) this.#sectorCount += 1;
      chunk[sector % CHUNK] = (log + 1) * LOG_UNIT + position + index * layout.SECTOR_SIZE;
    }
  }

  /** Where the sector around `offset` lies; undefined where no log has it. */
  placeOf(offset: number): SectorPlace | undefined {
    const sector = Math.floor(offset / layout.SECTOR_SIZE);
    const place = this.#chunks.get(Math.floor(sector / CHUNK))?.[sector % CHUNK] ?? 0;
    if (place === 0) return undefined;
    return { log: Math.floor(place / LOG_UNIT) - 1, position: place % LOG_UNIT };
  }

  /** Runs of covered sectors below `end`, ascending, neighbours joined, each at most `maximum` bytes. */
  *runs(end: number, maximum: number): Generator<SectorRun> {
    let run: SectorRun | undefined;
    for (const offset of this.#coveredOffsets(end)) {
      if (run !== undefined && run.offset + run.size === offset && run.size < maximum) {
        run = { offset: run.offset, size: run.size + layout.SECTOR_SIZE };
        continue;
      }
      if (run !== undefined) yield run;
      run = { offset, size: layout.SECTOR_SIZE };
    }
    if (run !== undefined) yield run;
  }

  /** Bytes from `start` to `end` that no log has. Both in whole sectors. */
  uncoveredSize(start: number, end: number): number {
    let covered = 0;
    for (const offset of this.#coveredOffsets(end)) if (offset >= start) covered += layout.SECTOR_SIZE;
    return Math.max(0, end - start) - covered;
  }

  *#coveredOffsets(end: number): Generator<number> {
    for (const index of [...this.#chunks.keys()].sort((one, other) => one - other)) {
      const chunk = this.#chunks.get(index) as Float64Array;
      for (let sector = 0; sector < CHUNK; sector++) {
        const offset = (index * CHUNK + sector) * layout.SECTOR_SIZE;
        if (offset >= end) return;
        if (chunk[sector] !== 0) yield offset;
      }
    }
  }

  #chunkOf(sector: number): Float64Array {
    const index = Math.floor(sector / CHUNK);
    const chunk = this.#chunks.get(index) ?? new Float64Array(CHUNK);
    this.#chunks.set(index, chunk);
    return chunk;
  }
}

const CHUNK = 128; // sectors: 64 KiB of the hive
/** Positions in logs are smaller; see `MAXIMUM_LOG_SIZE`. A double holds the sum exactly. */
const LOG_UNIT = 2 ** 33;

/** What lies beyond in a log is not looked at. */
export const MAXIMUM_LOG_SIZE = 2 ** 32;
