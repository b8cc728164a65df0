import { baseBlockChecksum, sealBaseBlock } from "../../fixtures/build/checksum.ts";
import { marvin32 } from "../../fixtures/build/marvin32.ts";
import { BASE_BLOCK, HIVE_BIN, LOG_ENTRY, LOG_PAGE_REFERENCE, sizeOf } from "./layout-transcription.ts";
import { StructureView } from "./structure-view.ts";

const SECTOR = 512;

/** The logs that lie beside a hive, by their role. */
export interface LogFiles {
  readonly LOG?: Uint8Array | undefined;
  readonly LOG1?: Uint8Array | undefined;
  readonly LOG2?: Uint8Array | undefined;
}

/**
 * The hive as Windows would see it: a clean one as it lies; a dirty one with its logs applied, marked clean with the number of the last
 * entry; `undefined` when a dirty hive has no log that fits.
 */
export function recoverHive(primary: Uint8Array, logs: LogFiles): Uint8Array | undefined {
  if (!isDirty(primary)) return primary;
  return recoverByEntries(primary, logs) ?? recoverByDirtyVector(primary, logs);
}

/** A hive is dirty when its checksum is wrong or its two numbers differ; nothing else counts. */
export function isDirty(primary: Uint8Array): boolean {
  const header = new StructureView(primary, BASE_BLOCK, 0);
  return !isBaseBlock(primary) || header.number("primarySequence") !== header.number("secondarySequence");
}

/** The logs of Windows 8.1 and later: a chain of entries that may run over both files. */
function recoverByEntries(primary: Uint8Array, logs: LogFiles): Uint8Array | undefined {
  const usable = [logs.LOG, logs.LOG1, logs.LOG2].filter((log) => log !== undefined).filter(isEntryLog);
  usable.sort((left, right) => distance(sequenceOf(right), sequenceOf(left)));
  const latest = usable.at(-1);
  if (latest === undefined) return undefined;
  if (!isBaseBlock(primary)) return new Replay(withHeaderOf(latest, primary)).apply(latest).finish();
  const secondary = new StructureView(primary, BASE_BLOCK, 0).number("secondarySequence");
  const eligible = usable.filter((log) => distance(secondary, sequenceOf(log)) >= 0);
  const replay = new Replay(primary);
  for (const log of eligible) {
    if (replay.last === undefined || sequenceOf(log) === (replay.last + 1) >>> 0) replay.apply(log);
  }
  return replay.finish();
}

class Replay {
  #image: Uint8Array;
  last: number | undefined;

  constructor(primary: Uint8Array) {
    this.#image = primary.slice();
  }

  /** Applies entries until one does not hold or does not follow: what comes then is left over from former times. */
  apply(log: Uint8Array): this {
    let wanted = sequenceOf(log);
    for (let at = SECTOR; at + sizeOf(LOG_ENTRY) <= log.length; ) {
      const entry = new StructureView(log, LOG_ENTRY, at);
      const size = entry.number("size");
      if (entry.text("signature") !== "HvLE" || size < SECTOR || size % SECTOR !== 0 || at + size > log.length) break;
      if (entry.number("sequence") !== wanted || !this.#applyEntry(log.subarray(at, at + size))) break;
      this.last = wanted;
      wanted = (wanted + 1) >>> 0;
      at += size;
    }
    return this;
  }

  finish(): Uint8Array | undefined {
    return this.last === undefined ? undefined : markedClean(this.#image, this.last);
  }

  #applyEntry(bytes: Uint8Array): boolean {
    const entry = new StructureView(bytes, LOG_ENTRY, 0);
    const binsSize = entry.number("hiveBinsDataSize");
    const count = entry.number("referenceCount");
    if (binsSize === 0 || binsSize % 4096 !== 0 || count === 0) return false;
    if (entry.time("hash2") !== marvin32(bytes.subarray(0, 32)) || entry.time("hash1") !== marvin32(bytes.subarray(40)))
      return false;
    const pages: { offset: number; bytes: Uint8Array }[] = [];
    let at = sizeOf(LOG_ENTRY) + count * sizeOf(LOG_PAGE_REFERENCE);
    for (let index = 0; index < count; index++) {
      const reference = new StructureView(
        bytes,
        LOG_PAGE_REFERENCE,
        sizeOf(LOG_ENTRY) + index * sizeOf(LOG_PAGE_REFERENCE),
      );
      const [offset, size] = [reference.number("offset"), reference.number("size")];
      if (offset + size > binsSize || at + size > bytes.length) return false;
      pages.push({ offset, bytes: bytes.subarray(at, at + size) });
      at += size;
    }
    this.#image = resized(this.#image, binsSize);
    for (const page of pages) this.#image.set(page.bytes, 4096 + page.offset);
    const header = new StructureView(this.#image, BASE_BLOCK, 0);
    header.set("flags", (header.number("flags") & ~1) | (entry.number("flags") & 1));
    return true;
  }
}

/** The logs up to Windows 8: one set of pages, which fits only the hive that was written at the same time. */
function recoverByDirtyVector(primary: Uint8Array, logs: LogFiles): Uint8Array | undefined {
  const isWhole = isBaseBlock(primary);
  const time = isWhole
    ? new StructureView(primary, BASE_BLOCK, 0).time("lastWritten")
    : new StructureView(primary, HIVE_BIN, 4096).time("timestamp");
  const fitting = [logs.LOG1, logs.LOG2, logs.LOG].find((log) => {
    if (log === undefined || !isBaseBlock(log) || ![1, 2].includes(typeOf(log)) || !hasEqualNumbers(log)) return false;
    const written = headOf(log).time("lastWritten");
    // A header that was torn while its new time was written stands in front of a first bin that still has the old one.
    return written === time || (!isWhole && written > time);
  });
  if (fitting === undefined) return undefined;
  const image = isWhole ? primary : withHeaderOf(fitting, primary);
  return applyDirtyVector(image, fitting);
}

function applyDirtyVector(primary: Uint8Array, log: Uint8Array): Uint8Array | undefined {
  const binsSize = headOf(log).number("hiveBinsDataSize");
  const bitmap = log.subarray(SECTOR + 4, SECTOR + 4 + binsSize / 4096);
  if (Buffer.from(log.subarray(SECTOR, SECTOR + 4)).toString("latin1") !== "DIRT") return undefined;
  const image = resized(primary, binsSize);
  let from = Math.ceil((SECTOR + 4 + bitmap.length) / SECTOR) * SECTOR;
  for (let page = 0; page < bitmap.length * 8; page++) {
    if (((bitmap[page >> 3] ?? 0) >> (page & 7)) % 2 === 0) continue;
    if (from + SECTOR > log.length) return undefined;
    image.set(log.subarray(from, from + SECTOR), 4096 + page * SECTOR);
    from += SECTOR;
  }
  new StructureView(image, BASE_BLOCK, 0).set("lastWritten", headOf(log).time("lastWritten"));
  return markedClean(image, sequenceOf(log));
}

function markedClean(image: Uint8Array, sequence: number): Uint8Array {
  const header = new StructureView(image, BASE_BLOCK, 0);
  header.set("primarySequence", sequence);
  header.set("secondarySequence", sequence);
  header.set("fileType", 0);
  sealBaseBlock(image);
  return image;
}

/** The hive with room for these bins, and with their size in its header; what lies behind the bins stays. */
function resized(image: Uint8Array, binsSize: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(image.length, 4096 + binsSize));
  bytes.set(image);
  new StructureView(bytes, BASE_BLOCK, 0).set("hiveBinsDataSize", binsSize);
  return bytes;
}

function withHeaderOf(log: Uint8Array, primary: Uint8Array): Uint8Array {
  const image = primary.slice();
  image.set(log.subarray(0, SECTOR));
  return image;
}

function isEntryLog(log: Uint8Array): boolean {
  return log.length > SECTOR + sizeOf(LOG_ENTRY) && isBaseBlock(log) && typeOf(log) === 6 && hasEqualNumbers(log);
}

function isBaseBlock(bytes: Uint8Array): boolean {
  if (bytes.length < SECTOR || headOf(bytes).text("signature") !== "regf") return false;
  return headOf(bytes).number("checksum") === baseBlockChecksum(bytes);
}

/** The fields of the first sector; a log has no more of the base block than that. */
function headOf(bytes: Uint8Array): StructureView {
  const inSector = BASE_BLOCK.findIndex(([name]) => name === "checksum") + 1;
  return new StructureView(bytes, BASE_BLOCK.slice(0, inSector), 0);
}

function sequenceOf(log: Uint8Array): number {
  return headOf(log).number("primarySequence");
}

function typeOf(log: Uint8Array): number {
  return headOf(log).number("fileType");
}

function hasEqualNumbers(log: Uint8Array): boolean {
  return sequenceOf(log) === headOf(log).number("secondarySequence");
}

/** How far `to` lies behind `from`; numbers run around after 2^32. */
function distance(from: number, to: number): number {
  return (to - from) | 0;
}
