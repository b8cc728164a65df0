import { baseBlockChecksum } from "../../fixtures/build/checksum.ts";
import { HIVE_BIN } from "./layout-transcription.ts";
import { dwordAt, type ReferenceHive, readHive } from "./reference-reader.ts";
import { securityFindings } from "./security-validator.ts";
import { StructureView } from "./structure-view.ts";
import { treeFindings } from "./tree-validator.ts";

/** Everything that is wrong with a hive, one sentence each; a sound hive gives none. */
export function validateHive(bytes: Uint8Array): string[] {
  let hive: ReferenceHive;
  try {
    hive = readHive(bytes);
  } catch (error) {
    return [`not readable: ${error instanceof Error ? error.message : String(error)}`];
  }
  const findings = [...baseBlockFindings(bytes, hive)];
  const cells = new Map<number, number>();
  findings.push(...binFindings(bytes.subarray(4096, 4096 + hive.binsSize), hive, cells));
  findings.push(...cellFindings(cells, hive), ...treeFindings(bytes, hive), ...securityFindings(bytes, hive));
  return findings;
}

function* baseBlockFindings(bytes: Uint8Array, { baseBlock, binsSize, root }: ReferenceHive): Generator<string> {
  const number = (field: string): number => baseBlock.number(field);
  if (number("majorVersion") !== 1) yield "the major version is not 1";
  if (number("minorVersion") < 1 || number("minorVersion") > 6) yield `minor version ${number("minorVersion")}`;
  if (number("fileType") !== 0) yield "the file type is not that of a primary file";
  if (number("fileFormat") !== 1) yield "the file format is not 1";
  if (number("clusteringFactor") !== 1) yield "the clustering factor is not 1";
  if (number("primarySequence") !== number("secondarySequence")) yield "the sequence numbers differ";
  if (number("checksum") !== baseBlockChecksum(bytes)) yield "the checksum is wrong";
  if (binsSize === 0 || binsSize % 4096 !== 0) yield `a size of ${binsSize} for all bins`;
  if (number("bootType") !== 0 || number("bootRecover") !== 0) yield "marks of a loaded hive in the base block";
  if ((root.node.number("flags") & 0x4) === 0) yield "the root is not marked as one";
  const firstBin = new StructureView(bytes, HIVE_BIN, 4096);
  if (firstBin.time("timestamp") !== baseBlock.time("lastWritten"))
    yield "the first bin's time is not the base block's";
}

/** Bins tile the hive and cells tile the bins; notes each cell with its size, negative where allocated. */
function* binFindings(bins: Uint8Array, hive: ReferenceHive, cells: Map<number, number>): Generator<string> {
  for (let offset = 0; offset < bins.length; ) {
    const bin = new StructureView(bins, HIVE_BIN, offset);
    const size = bin.number("size");
    if (bin.text("signature") !== "hbin") return yield `no bin at ${offset}`;
    if (bin.number("offset") !== offset) yield `the bin at ${offset} says that it lies at ${bin.number("offset")}`;
    if (size === 0 || size % 4096 !== 0 || offset + size > hive.binsSize)
      return yield `a bin of ${size} bytes at ${offset}`;
    const unit = hive.baseBlock.number("minorVersion") < 2 ? 16 : 8;
    yield* binCells(bins, offset, offset + size, unit, cells);
    offset += size;
  }
}

function* binCells(
  bins: Uint8Array,
  start: number,
  end: number,
  unit: number,
  cells: Map<number, number>,
): Generator<string> {
  let previousIsFree = false;
  let previous = 0xffffffff;
  for (let offset = start + 32; offset < end; ) {
    const field = dwordAt(bins, offset);
    const isFree = field < 0x80000000;
    const size = isFree ? field : 0x100000000 - field;
    if (size < 8 || size % unit !== 0 || offset + size > end) return yield `a cell of ${size} bytes at ${offset}`;
    if (unit === 16 && dwordAt(bins, offset + 4) !== previous)
      yield `the cell at ${offset} names another one before it`;
    if (isFree && previousIsFree) yield `two free cells side by side at ${offset}`;
    cells.set(offset, isFree ? size : -size);
    previousIsFree = isFree;
    previous = offset - start;
    offset += size;
  }
}

/** Each allocated cell belongs to the tree, and everything that the tree refers to is one. */
function* cellFindings(cells: ReadonlyMap<number, number>, hive: ReferenceHive): Generator<string> {
  for (const [offset, size] of cells) {
    if (size < 0 && !hive.reached.has(offset)) yield `the cell at ${offset} belongs to nothing`;
  }
  for (const offset of hive.reached.keys()) {
    if ((cells.get(offset) ?? 0) >= 0) yield `no allocated cell begins at ${offset}`;
  }
}
