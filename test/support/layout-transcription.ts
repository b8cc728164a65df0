/**
 * Every on-disk structure once more, transcribed field by field and width by width; offsets are sums. The engine's own table is
 * checked against this one, so neither may be made from the other.
 */
export type FieldTable = readonly (readonly [name: string, width: number])[];

/** The file's first 4,096 bytes. */
export const BASE_BLOCK: FieldTable = [
  ["signature", 4],
  ["primarySequence", 4],
  ["secondarySequence", 4],
  ["lastWritten", 8],
  ["majorVersion", 4],
  ["minorVersion", 4],
  ["fileType", 4],
  ["fileFormat", 4],
  ["rootCell", 4],
  ["hiveBinsDataSize", 4],
  ["clusteringFactor", 4],
  ["fileName", 64],
  ["resourceManagerId", 16],
  ["logId", 16],
  ["flags", 4],
  ["transactionManagerId", 16],
  ["guidSignature", 4],
  ["lastReorganized", 8],
  ["offregSignature", 4],
  ["offregFlags", 4],
  ["reserved1", 324],
  ["checksum", 4],
  ["offregSerializationTime", 8],
  ["reserved2", 3520],
  ["thawTransactionManagerId", 16],
  ["thawResourceManagerId", 16],
  ["thawLogId", 16],
  ["bootType", 4],
  ["bootRecover", 4],
];

/** In front of the cells of each hive bin. */
export const HIVE_BIN: FieldTable = [
  ["signature", 4],
  ["offset", 4],
  ["size", 4],
  ["reserved", 8],
  ["timestamp", 8],
  ["spare", 4],
];

/** In front of the data of each cell: negative means allocated. */
const CELL: FieldTable = [["size", 4]];

/** From here on: offsets from the start of a cell's data. */
export const KEY_NODE: FieldTable = [
  ["signature", 2],
  ["flags", 2],
  ["lastWritten", 8],
  ["accessBits", 1],
  ["layerBits", 1],
  ["spare", 2],
  ["parent", 4],
  ["subkeyCount", 4],
  ["volatileSubkeyCount", 4],
  ["subkeyList", 4],
  ["volatileSubkeyList", 4],
  ["valueCount", 4],
  ["valueList", 4],
  ["security", 4],
  ["className", 4],
  ["largestSubkeyNameSize", 2],
  ["userAndVirtualizationFlags", 1],
  ["debug", 1],
  ["largestSubkeyClassSize", 4],
  ["largestValueNameSize", 4],
  ["largestValueDataSize", 4],
  ["workVar", 4],
  ["nameSize", 2],
  ["classSize", 2],
];

/** The head of li, lf, lh and ri. */
export const SUBKEY_LIST: FieldTable = [
  ["signature", 2],
  ["count", 2],
];
const INDEX_LEAF_ELEMENT: FieldTable = [["keyNode", 4]];
const FAST_LEAF_ELEMENT: FieldTable = [
  ["keyNode", 4],
  ["hint", 4],
];
const HASH_LEAF_ELEMENT: FieldTable = [
  ["keyNode", 4],
  ["hash", 4],
];
const INDEX_ROOT_ELEMENT: FieldTable = [["leaf", 4]];

const VALUE_LIST_ELEMENT: FieldTable = [["value", 4]];

export const VALUE: FieldTable = [
  ["signature", 2],
  ["nameSize", 2],
  ["dataSize", 4],
  ["data", 4],
  ["type", 4],
  ["flags", 2],
  ["spare", 2],
];

export const BIG_DATA: FieldTable = [
  ["signature", 2],
  ["segmentCount", 2],
  ["segmentList", 4],
];

export const SECURITY: FieldTable = [
  ["signature", 2],
  ["reserved", 2],
  ["next", 4],
  ["previous", 4],
  ["referenceCount", 4],
  ["descriptorSize", 4],
];

/** A self-relative security descriptor; owner, group and lists follow. */
const DESCRIPTOR: FieldTable = [
  ["revision", 1],
  ["resourceManagerControl", 1],
  ["control", 2],
  ["owner", 4],
  ["group", 4],
  ["sacl", 4],
  ["dacl", 4],
];

/** One entry of a log of Windows 8.1 and later; references follow, then their pages. */
export const LOG_ENTRY: FieldTable = [
  ["signature", 4],
  ["size", 4],
  ["flags", 4],
  ["sequence", 4],
  ["hiveBinsDataSize", 4],
  ["referenceCount", 4],
  ["hash1", 8],
  ["hash2", 8],
];
export const LOG_PAGE_REFERENCE: FieldTable = [
  ["offset", 4],
  ["size", 4],
];

/** The dirty vector of an older log, right behind its first sector; the bitmap follows. */
const DIRTY_VECTOR: FieldTable = [["signature", 4]];

/** All of them by name: some are used only so. */
export const STRUCTURES = {
  baseBlock: BASE_BLOCK,
  hiveBin: HIVE_BIN,
  cell: CELL,
  keyNode: KEY_NODE,
  subkeyList: SUBKEY_LIST,
  indexLeafElement: INDEX_LEAF_ELEMENT,
  fastLeafElement: FAST_LEAF_ELEMENT,
  hashLeafElement: HASH_LEAF_ELEMENT,
  indexRootElement: INDEX_ROOT_ELEMENT,
  valueListElement: VALUE_LIST_ELEMENT,
  value: VALUE,
  bigData: BIG_DATA,
  security: SECURITY,
  descriptor: DESCRIPTOR,
  logEntry: LOG_ENTRY,
  logPageReference: LOG_PAGE_REFERENCE,
  dirtyVector: DIRTY_VECTOR,
} as const;

/** The sum of all widths: the structure's size without what follows it (names, elements). */
export function sizeOf(table: FieldTable): number {
  return table.reduce((size, [, width]) => size + width, 0);
}

/** Where a field lies: the sum of the widths in front of it. */
export function offsetOf(table: FieldTable, field: string): number {
  const index = table.findIndex(([name]) => name === field);
  if (index === -1) throw new Error(`the structure has no field ${field}`);
  return sizeOf(table.slice(0, index));
}

export function widthOf(table: FieldTable, field: string): number {
  return table.find(([name]) => name === field)?.[1] ?? 0;
}
