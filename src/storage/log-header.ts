/** What sector 0 of a log says: the base block of its hive, with a type and numbers of its own. */
export interface LogHeader {
  readonly format: "hvle" | "dirt";
  /** Number of the first entry in the new format, of the whole log in the old one. */
  readonly firstSequence: number;
  /** Both numbers are equal; otherwise the log itself was being written. */
  readonly isWhole: boolean;
  /** FILETIME; in the old format it ties the log to its hive. */
  readonly lastWritten: bigint;
}

/** Bytes of sector 0. */
export const LOG_HEADER_SIZE = 512;

// Fields of the base block that a log shares with its hive.
const SIGNATURE = 0;
const PRIMARY_SEQUENCE = 4;
const SECONDARY_SEQUENCE = 8;
const LAST_WRITTEN = 12;
const TYPE = 28;
const CHECKSUM = 508;

const SIGNATURE_REGF = 0x66676572;
const OLD_TYPES: readonly number[] = [1, 2]; // Windows XP to 8, and NT to 2000
const NEW_TYPE = 6; // Windows 8.1 and later

/** Reads sector 0 of a log; undefined where it is no valid header of a known kind. */
export function parseLogHeader(sector: Uint8Array): LogHeader | undefined {
  if (sector.length < LOG_HEADER_SIZE) return undefined;
  const view = new DataView(sector.buffer, sector.byteOffset, LOG_HEADER_SIZE);
  const type = view.getUint32(TYPE, true);
  if (view.getUint32(SIGNATURE, true) !== SIGNATURE_REGF) return undefined;
  if (type !== NEW_TYPE && !OLD_TYPES.includes(type)) return undefined;
  if (view.getUint32(CHECKSUM, true) !== checksum(view)) return undefined;
  const firstSequence = view.getUint32(PRIMARY_SEQUENCE, true);
  return {
    format: type === NEW_TYPE ? "hvle" : "dirt",
    firstSequence,
    isWhole: firstSequence === view.getUint32(SECONDARY_SEQUENCE, true),
    lastWritten: view.getBigUint64(LAST_WRITTEN, true),
  };
}

/** Whether one sequence number is at least another; they wrap around at 32 bits. */
export function sequenceReaches(sequence: number, other: number): boolean {
  return (sequence - other) >>> 0 <= 0x7fffffff;
}

/** XOR over the 127 dwords before it; 0 and 0xffffffff are never stored but replaced by a neighbour. */
function checksum(view: DataView): number {
  let sum = 0;
  for (let at = 0; at < CHECKSUM; at += 4) sum ^= view.getUint32(at, true);
  if (sum === -1) return 0xfffffffe;
  return sum === 0 ? 1 : sum >>> 0;
}
