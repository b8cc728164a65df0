import * as layout from "../../assembly/layout.ts";

/** What the first sector of a log says: the base block of its hive, with a type and numbers of its own. */
export interface LogHeader {
  readonly format: "hvle" | "dirt";
  /** Number of the first entry in the new format, of the whole log in the old one. */
  readonly firstSequence: number;
  /** Both numbers are equal; otherwise the log itself was being written. */
  readonly isWhole: boolean;
  /** FILETIME; in the old format it ties the log to its hive. */
  readonly lastWritten: bigint;
}

/** Bytes of the first sector. */
export const LOG_HEADER_SIZE: number = layout.BASE_BLOCK_HEADER_SIZE;

/** Reads the first sector of a log; undefined where it is no valid header of a known kind. */
export function parseLogHeader(sector: Uint8Array): LogHeader | undefined {
  if (!isSealed(sector)) return undefined;
  const view = viewOf(sector);
  const format = FORMATS.get(view.getUint32(layout.BASE_BLOCK_TYPE, true));
  if (format === undefined) return undefined;
  const firstSequence = view.getUint32(layout.BASE_BLOCK_PRIMARY_SEQUENCE, true);
  return {
    format,
    firstSequence,
    isWhole: firstSequence === view.getUint32(layout.BASE_BLOCK_SECONDARY_SEQUENCE, true),
    lastWritten: view.getBigUint64(layout.BASE_BLOCK_LAST_WRITTEN, true),
  };
}

// Type 2 is that of NT to 2000, type 1 that of XP to 8, type 6 that of 8.1 and later.
const FORMATS: ReadonlyMap<number, LogHeader["format"]> = new Map([
  [layout.FILE_TYPE_OLD_LOG, "dirt"],
  [layout.FILE_TYPE_OLDEST_LOG, "dirt"],
  [layout.FILE_TYPE_NEW_LOG, "hvle"],
]);

/** Whether these are the first 512 bytes of a base block, or of a log's copy of one, with the right checksum. */
export function isSealed(sector: Uint8Array): boolean {
  if (sector.length < LOG_HEADER_SIZE) return false;
  const view = viewOf(sector);
  if (view.getUint32(layout.BASE_BLOCK_SIGNATURE, true) !== layout.SIGNATURE_REGF) return false;
  return view.getUint32(layout.BASE_BLOCK_CHECKSUM, true) === headerChecksum(sector);
}

/** XOR over the 127 dwords before the checksum; 0 and 0xffffffff are never stored but replaced by a neighbour. */
export function headerChecksum(sector: Uint8Array): number {
  const view = viewOf(sector);
  let sum = 0;
  for (let at = 0; at < layout.BASE_BLOCK_CHECKSUM; at += 4) sum ^= view.getUint32(at, true);
  if (sum === -1) return 0xfffffffe;
  return sum === 0 ? 1 : sum >>> 0;
}

/** Whether one sequence number is at least another; they wrap around at 32 bits. */
export function sequenceReaches(sequence: number, other: number): boolean {
  return (sequence - other) >>> 0 <= 0x7fffffff;
}

/** The number after this one. */
export function sequenceAfter(sequence: number): number {
  return (sequence + 1) >>> 0;
}

/** A view on the bytes of an array, wherever in its buffer they lie. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
