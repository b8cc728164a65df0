import { marvin32 } from "../../../fixtures/build/marvin32.ts";
import { BASE_BLOCK, LOG_ENTRY, LOG_PAGE_REFERENCE, sizeOf } from "../layout-transcription.ts";
import { isDirty, type LogFiles } from "../reference-recovery.ts";
import { StructureView } from "../structure-view.ts";
import { headerChecksum } from "./arithmetic.ts";
import type { Findings } from "./finding.ts";

const SECTOR = 512;
const PAGE = 4096;
const FIRST_SECTOR = BASE_BLOCK.slice(0, BASE_BLOCK.findIndex(([name]) => name === "checksum") + 1);
const ENTRY = sizeOf(LOG_ENTRY);
const NEW = 6;
const OLD = [1, 2];

interface Log {
  readonly role: keyof LogFiles;
  readonly bytes: Uint8Array;
  readonly header: StructureView;
}

/** I84 to I90: the logs beside a hive. `lacksLogs`: it is dirty, and they do not bring it to an end. */
export function judgeLogs(primary: Uint8Array, logs: LogFiles, lacksLogs: boolean, findings: Findings): void {
  const dirty = isDirty(primary);
  if (lacksLogs) findings.error("I85", 4);
  const usable = (["LOG", "LOG1", "LOG2"] as const).flatMap((role) => {
    const bytes = logs[role];
    return bytes === undefined || bytes.length === 0 ? [] : usableLog(role, bytes, findings);
  });
  judgeKinds(usable, findings);
  const header = new StructureView(primary, FIRST_SECTOR, 0);
  const isHeaderWhole = header.number("checksum") === headerChecksum(primary);
  if (isHeaderWhole) {
    for (const log of usable)
      if (nameIn(log.header) !== nameIn(header)) findings.warning("I89", log.header.at("fileName"), log.role);
  }
  const secondary = header.number("secondarySequence");
  const chains = usable
    .filter((log) => log.header.number("fileType") === NEW)
    .filter((log) => !isHeaderWhole || reaches(sequenceOf(log), secondary))
    .sort((left, right) => distance(sequenceOf(right), sequenceOf(left)));
  if (dirty) judgeChains(isHeaderWhole ? chains : chains.slice(-1), findings);
  else
    for (const log of chains)
      if (entryAt(log.bytes, SECTOR)?.isWhole === true)
        findings.warning("I84", log.header.at("primarySequence"), log.role);
}

/** I86: what a log's first sector has to be. */
function usableLog(role: keyof LogFiles, bytes: Uint8Array, findings: Findings): Log[] {
  const fault = (at: number): Log[] => {
    findings.warning("I86", at, role);
    return [];
  };
  if (bytes.length < SECTOR) return fault(0);
  const header = new StructureView(bytes, FIRST_SECTOR, 0);
  if (header.text("signature") !== "regf") return fault(0);
  if (header.number("checksum") !== headerChecksum(bytes)) return fault(header.at("checksum"));
  if (![NEW, ...OLD].includes(header.number("fileType"))) return fault(header.at("fileType"));
  if (header.number("primarySequence") !== header.number("secondarySequence"))
    return fault(header.at("secondarySequence"));
  return [{ role, bytes, header }];
}

/** I88: of two kinds of logs only one is the hive's. */
function judgeKinds(logs: readonly Log[], findings: Findings): void {
  const types = logs.map(({ header }) => header.number("fileType"));
  if (!types.includes(NEW)) return;
  for (const { role, header } of logs)
    if (header.number("fileType") !== NEW) findings.warning("I88", header.at("fileType"), role);
}

/** I87 and I90: entries follow each other, in a log and from one log to the next. */
function judgeChains(logs: readonly Log[], findings: Findings): void {
  let wanted: number | undefined;
  for (const log of logs) {
    const first = sequenceOf(log);
    if (wanted !== undefined && first !== wanted) {
      if (entryAt(log.bytes, SECTOR) !== undefined) findings.warning("I87", SECTOR, log.role);
      continue;
    }
    wanted = judgeChain(log, findings);
  }
}

/** The number that has to follow the log's last good entry; undefined where it has none, for then any log may come next. */
function judgeChain({ role, bytes, header }: Log, findings: Findings): number | undefined {
  let wanted = header.number("primarySequence");
  let at = SECTOR;
  for (;;) {
    const entry = entryAt(bytes, at);
    if (entry === undefined) return at === SECTOR ? undefined : wanted;
    const misplaced = entry.isWhole && entry.sequence === wanted ? misplacedAt(bytes, at) : undefined;
    if (misplaced !== undefined) findings.error("I90", misplaced, role);
    if (!entry.isWhole || entry.sequence !== wanted || misplaced !== undefined) break;
    wanted = (wanted + 1) >>> 0;
    at += entry.size;
  }
  // The entry at which a chain breaks was being written; others behind it, or a later one in its place, are a loss.
  const broken = entryAt(bytes, at);
  let counting = 0;
  for (let next = at, entry = broken; entry !== undefined; entry = entryAt(bytes, next)) {
    if (reaches(entry.sequence, wanted)) counting++;
    next += entry.size;
  }
  const isGap = broken?.isWhole === true && broken.sequence !== wanted;
  if (counting > (isGap ? 0 : 1)) findings.warning("I87", at, role);
  return at === SECTOR ? undefined : wanted;
}

/** An entry with a signature and a possible size; whole where its hashes hold. */
function entryAt(bytes: Uint8Array, at: number): { size: number; sequence: number; isWhole: boolean } | undefined {
  if (at + ENTRY > bytes.length) return undefined;
  const entry = new StructureView(bytes, LOG_ENTRY, at);
  const size = entry.number("size");
  if (entry.text("signature") !== "HvLE" || size < SECTOR || size % SECTOR !== 0 || at + size > bytes.length)
    return undefined;
  const isWhole =
    entry.time("hash2") === marvin32(bytes.subarray(at, at + 32)) &&
    entry.time("hash1") === marvin32(bytes.subarray(at + ENTRY, at + size));
  return { size, sequence: entry.number("sequence"), isWhole };
}

/** The size or the reference that leads out of the hive bins or of the entry. */
function misplacedAt(bytes: Uint8Array, at: number): number | undefined {
  const entry = new StructureView(bytes, LOG_ENTRY, at);
  const binsSize = entry.number("hiveBinsDataSize");
  const count = entry.number("referenceCount");
  if (binsSize === 0 || binsSize % PAGE !== 0) return entry.at("hiveBinsDataSize");
  let room = entry.number("size") - ENTRY - count * sizeOf(LOG_PAGE_REFERENCE);
  if (room < 0) return entry.at("referenceCount");
  for (let index = 0; index < count; index++) {
    const place = at + ENTRY + index * sizeOf(LOG_PAGE_REFERENCE);
    const reference = new StructureView(bytes, LOG_PAGE_REFERENCE, place);
    const size = reference.number("size");
    room -= size;
    if (reference.number("offset") + size > binsSize || room < 0) return place;
  }
  return undefined;
}

function nameIn(header: StructureView): string {
  return Buffer.from(header.bytes("fileName")).toString("utf16le").split("\0")[0] ?? "";
}

function sequenceOf(log: Log): number {
  return log.header.number("primarySequence");
}

/** Numbers run around after 2^32. */
function reaches(number: number, from: number): boolean {
  return distance(from, number) >= 0;
}

function distance(from: number, to: number): number {
  return (to - from) | 0;
}
