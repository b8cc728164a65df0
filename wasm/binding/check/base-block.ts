import * as layout from "../../assembly/layout.ts";
import type { PageSource } from "../page-source.ts";
import { headerChecksum, viewOf } from "../recovery/log-header.ts";
import { readBytes } from "../recovery/log-reader.ts";
import type { Breach } from "./breach.ts";

/** What a base block is judged with. */
interface BaseBlockView {
  readonly bytes: Uint8Array;
  readonly source: PageSource;
  readonly u32: (offset: number) => number;
}

/**
 * Judges the base block of a hive and what it says about the file: the rules I1 to I12, I14 to I17 and I19. A file that ends
 * within its first hive bin is judged for that alone.
 */
export function checkBaseBlock(source: PageSource): Breach[] {
  if (source.size < SMALLEST) return [breach(1, source.size, SMALLEST, source.size)];
  const bytes = readBytes(source, 0, layout.BASE_BLOCK_SIZE);
  const view = viewOf(bytes);
  const block: BaseBlockView = { bytes, source, u32: (offset) => view.getUint32(offset, true) };
  return RULES.flatMap((rule) => rule(block) ?? []);
}

/** A base block and one page of hive bins data. */
const SMALLEST = layout.BASE_BLOCK_SIZE + layout.PAGE_SIZE;

type BaseBlockRule = (block: BaseBlockView) => Breach | undefined;

/** I2 */
const signature: BaseBlockRule = (block) => equal(block, 2, layout.BASE_BLOCK_SIGNATURE, layout.SIGNATURE_REGF);

/** I3 */
const majorVersion: BaseBlockRule = (block) => equal(block, 3, layout.BASE_BLOCK_MAJOR, 1);

/** I4 */
const minorVersion: BaseBlockRule = ({ u32 }) => {
  const minor = u32(layout.BASE_BLOCK_MINOR);
  if (minor > layout.LAYER_MINOR) return breach(4, layout.BASE_BLOCK_MINOR, layout.LAYER_MINOR, minor);
  return minor < OLDEST_USUAL_MINOR
    ? breach(4, layout.BASE_BLOCK_MINOR, OLDEST_USUAL_MINOR, minor, "lesser")
    : undefined;
};

/** I5 */
const fileType: BaseBlockRule = (block) => equal(block, 5, layout.BASE_BLOCK_TYPE, layout.FILE_TYPE_PRIMARY);

/** I6 */
const fileFormat: BaseBlockRule = (block) => equal(block, 6, layout.BASE_BLOCK_FORMAT, layout.FILE_FORMAT_DIRECT);

/** I7 */
const checksum: BaseBlockRule = (block) => equal(block, 7, layout.BASE_BLOCK_CHECKSUM, headerChecksum(block.bytes));

/** I8 */
const sequenceNumbers: BaseBlockRule = (block) =>
  equal(block, 8, layout.BASE_BLOCK_SECONDARY_SEQUENCE, block.u32(layout.BASE_BLOCK_PRIMARY_SEQUENCE));

/** I9 */
const binsSize: BaseBlockRule = (block) =>
  hasBinsSize(block)
    ? undefined
    : breach(9, layout.BASE_BLOCK_BINS_SIZE, layout.PAGE_SIZE, block.u32(layout.BASE_BLOCK_BINS_SIZE));

function hasBinsSize({ u32 }: BaseBlockView): boolean {
  const size = u32(layout.BASE_BLOCK_BINS_SIZE);
  return size > 0 && size % layout.PAGE_SIZE === 0;
}

/** I10 */
const binsInFile: BaseBlockRule = (block) => {
  const { u32, source } = block;
  if (!hasBinsSize(block)) return undefined;
  const size = u32(layout.BASE_BLOCK_BINS_SIZE);
  const room = source.size - layout.BASE_BLOCK_SIZE;
  return size > room ? breach(10, layout.BASE_BLOCK_BINS_SIZE, room, size) : undefined;
};

/** I11 */
const zerosBehind: BaseBlockRule = (block) => {
  const { u32, source } = block;
  if (!hasBinsSize(block)) return undefined;
  const end = layout.BASE_BLOCK_SIZE + u32(layout.BASE_BLOCK_BINS_SIZE);
  for (let at = end; at < source.size; at += PIECE) {
    const piece = readBytes(source, at, Math.min(PIECE, source.size - at));
    const place = piece.findIndex((byte) => byte !== 0);
    if (place >= 0) return breach(11, at + place, 0, piece[place] as number);
  }
  return undefined;
};

/** I12 */
const clusteringFactor: BaseBlockRule = ({ u32 }) => {
  const factor = u32(layout.BASE_BLOCK_CLUSTERING);
  if (factor === 1) return undefined;
  const isOld = factor > 1 && factor <= LARGEST_CLUSTERING;
  return breach(12, layout.BASE_BLOCK_CLUSTERING, 1, factor, isOld ? "lesser" : "full");
};

/** I14 */
const noPendingTransaction: BaseBlockRule = (block) => {
  const flags = flagsOf(block);
  if (block.u32(layout.BASE_BLOCK_GUID_SIGNATURE) !== layout.SIGNATURE_RMTM) return undefined;
  if ((flags & layout.HIVE_FLAG_PENDING_TRANSACTIONS) === 0) return undefined;
  return breach(14, layout.BASE_BLOCK_FLAGS, flags & ~layout.HIVE_FLAG_PENDING_TRANSACTIONS, flags);
};

/** I15. Windows 8 set the flag of layers in older versions, where it said that the hive had been reorganized. */
const knownFlags: BaseBlockRule = (block) => {
  const flags = flagsOf(block);
  const layered = block.u32(layout.BASE_BLOCK_MINOR) >= layout.LAYER_MINOR ? layout.HIVE_FLAG_LAYERED : 0;
  const unknown = flags & ~(layout.HIVE_FLAG_PENDING_TRANSACTIONS | layered);
  return unknown === 0 ? undefined : breach(15, layout.BASE_BLOCK_FLAGS, flags & ~unknown, flags);
};

/** I16 */
const fileName: BaseBlockRule = ({ bytes }) => {
  const view = viewOf(bytes);
  const start = layout.BASE_BLOCK_FILE_NAME;
  const units = Array.from({ length: layout.BASE_BLOCK_FILE_NAME_SIZE / 2 }, (_, index) =>
    view.getUint16(start + index * 2, true),
  );
  const end = units.indexOf(0);
  const name = String.fromCharCode(...units.slice(0, Math.max(end, 0)));
  return end >= 0 && !LONE_SURROGATE.test(name) ? undefined : breach(16, start, 0, units[0] as number);
};

/** I17 */
const sameTime: BaseBlockRule = ({ bytes, source }) => {
  const bin = viewOf(readBytes(source, layout.BASE_BLOCK_SIZE, layout.HIVE_BIN_SIZE));
  if (bin.getUint32(layout.HIVE_BIN_SIGNATURE, true) !== layout.SIGNATURE_HBIN) return undefined;
  const ours = viewOf(bytes).getBigUint64(layout.BASE_BLOCK_LAST_WRITTEN, true);
  const theirs = bin.getBigUint64(layout.HIVE_BIN_TIMESTAMP, true);
  if (ours === theirs) return undefined;
  const place = layout.BASE_BLOCK_SIZE + layout.HIVE_BIN_TIMESTAMP;
  return { ...breach(17, place, Number(ours), Number(theirs)), structure: "hive bin" };
};

/** I19 */
const noBootFields: BaseBlockRule = (block) =>
  equal(block, 19, layout.BASE_BLOCK_BOOT_TYPE, 0) ?? equal(block, 19, layout.BASE_BLOCK_BOOT_RECOVER, 0);

const RULES: readonly BaseBlockRule[] = [
  signature,
  majorVersion,
  minorVersion,
  fileType,
  fileFormat,
  checksum,
  sequenceNumbers,
  binsSize,
  binsInFile,
  zerosBehind,
  clusteringFactor,
  noPendingTransaction,
  knownFlags,
  fileName,
  sameTime,
  noBootFields,
];

const OLDEST_USUAL_MINOR = 3;
const LARGEST_CLUSTERING = 8;
const PIECE = 1024 * 1024;
const LONE_SURROGATE = /\p{Cs}/u;

/** The flags, where that field is one: without either mark anything may stand there. (regf-format 1.1) */
function flagsOf({ u32 }: BaseBlockView): number {
  const isMarked =
    u32(layout.BASE_BLOCK_GUID_SIGNATURE) === layout.SIGNATURE_RMTM ||
    u32(layout.BASE_BLOCK_OFFREG_SIGNATURE) === layout.SIGNATURE_OFFREG ||
    u32(layout.BASE_BLOCK_MINOR) >= layout.LAYER_MINOR;
  return isMarked ? u32(layout.BASE_BLOCK_FLAGS) : 0;
}

function equal({ u32 }: BaseBlockView, rule: number, offset: number, expected: number): Breach | undefined {
  const found = u32(offset);
  return found === expected ? undefined : breach(rule, offset, expected, found);
}

function breach(
  rule: number,
  fileOffset: number,
  expected: number,
  found: number,
  weight: Breach["weight"] = "full",
): Breach {
  return { rule, weight, structure: "base block", fileOffset, expected, found };
}
