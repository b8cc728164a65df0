import { bytesSource, Engine, engineTree, planCommit, writeTree } from "hivex-wasm";
import { validateHive } from "../support/hive-validator.ts";
import { type ReferenceKey, type ReferenceValue, readHive } from "../support/reference-reader.ts";
import { styleFindings } from "../support/style-validator.ts";
import { type ModelKey, modelKeys, modelLines, modelOf } from "./model.ts";
import { Disagreement } from "./player.ts";

/** The hive as a commit leaves it in its file. */
export function committed(engine: Engine, original: Uint8Array): Uint8Array {
  if (!engine.isChanged) return original;
  let bytes = original;
  for (const step of planCommit(engine, { format: "hvle", logs: [] })) {
    if (step.phase !== "dirty" && step.phase !== "prepare" && step.phase !== "journal") continue;
    if (!("target" in step) || step.target !== "hive") continue;
    if (step.kind === "truncate") bytes = resized(bytes, step.size);
    if (step.kind !== "write") continue;
    const end = step.fileOffset + step.bytes.length;
    bytes = resized(bytes, Math.max(bytes.length, end));
    bytes.set(step.bytes, step.fileOffset);
  }
  return bytes;
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(size);
  copy.set(bytes.subarray(0, size));
  return copy;
}

/** Throws unless the hive holds what the model says, is sound, and has changed nowhere else. */
export function judge(bytes: Uint8Array, original: Uint8Array, model: ModelKey): void {
  const findings = validateHive(bytes);
  if (findings.length > 0) throw new Disagreement(`the hive is not sound: ${few(findings)}`);
  const style = styleFindings(bytes);
  if (style.length > 0) throw new Disagreement(`the hive is badly written: ${few(style)}`);
  const found = modelLines(modelOf(bytes, readHive(bytes)));
  const expected = modelLines(model);
  if (found.join("\n") !== expected.join("\n")) {
    const [inFound, inExpected] = [new Set(found), new Set(expected)];
    const missing = expected.filter((line) => !inFound.has(line));
    const extra = found.filter((line) => !inExpected.has(line));
    throw new Disagreement(`the hive is not the model. Missing: ${few(missing)}\nInstead: ${few(extra)}`);
  }
  untouchedCellsStay(bytes, original, model);
  reopeningChangesNothing(bytes);
  compactingLosesNothing(bytes, expected);
}

/**
 * Written anew, the hive holds the same, is as sound, hardly larger, and stays as it is when it is written anew once more.
 * Bins that happen to be filled to the last byte can take one bin more in another order; `planCompaction` leaves such alone.
 */
function compactingLosesNothing(bytes: Uint8Array, expected: readonly string[]): void {
  const compacted = compactedHive(bytes);
  const findings = [...validateHive(compacted), ...styleFindings(compacted)];
  if (findings.length > 0) throw new Disagreement(`compacted, the hive is not sound: ${few(findings)}`);
  const found = modelLines(modelOf(compacted, readHive(compacted)));
  if (found.join("\n") !== expected.join("\n")) throw new Disagreement("compacted, the hive is not the model");
  if (compacted.length > bytes.length + 4096) throw new Disagreement("compacted, the hive is larger");
  if (Buffer.compare(compactedHive(compacted), compacted) !== 0) throw new Disagreement("compacted again, it changes");
}

function compactedHive(bytes: Uint8Array): Uint8Array {
  using engine = Engine.open(bytesSource(bytes));
  return writeTree(engineTree(engine));
}

/** What no edit had a reason to touch lies where it lay, byte for byte. */
function untouchedCellsStay(bytes: Uint8Array, original: Uint8Array, model: ModelKey): void {
  const minor = readHive(original).baseBlock.number("minorVersion");
  for (const { key, path } of modelKeys(model)) {
    const cells: number[] = [];
    if (key.origin) cells.push(...ownCells(key.origin));
    if (key.listOrigin) cells.push(...listCells(key.listOrigin));
    if (key.valueListOrigin?.values.length) cells.push(key.valueListOrigin.node.number("valueList"));
    for (const { origin } of key.values) if (origin) cells.push(...valueCells(original, minor, origin));
    const changed = cells.find((offset) => !cellAt(original, offset).equals(cellAt(bytes, offset)));
    if (changed !== undefined)
      throw new Disagreement(
        `the cell at ${changed} has changed, which is none of the edits' business: ${path.join("\\")}`,
      );
  }
}

function ownCells({ offset, node }: ReferenceKey): number[] {
  return node.number("classSize") === 0 ? [offset] : [offset, node.number("className")];
}

function listCells({ node, leaves }: ReferenceKey): number[] {
  return leaves.length === 0 ? [] : [node.number("subkeyList"), ...leaves.map(({ offset }) => offset)];
}

function valueCells(original: Uint8Array, minor: number, { offset, record, data }: ReferenceValue): number[] {
  if (record.number("dataSize") >= 0x80000000 || data.length === 0) return [offset];
  const place = record.number("data");
  if (minor < 4 || data.length <= 16344) return [offset, place];
  const view = new DataView(original.buffer, original.byteOffset + 4096 + 4);
  const list = view.getUint32(place + 4, true);
  const count = Math.ceil(data.length / 16344);
  const segments = Array.from({ length: count }, (_, index) => view.getUint32(list + index * 4, true));
  return [offset, place, list, ...segments];
}

function cellAt(bytes: Uint8Array, offset: number): Buffer {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return file.subarray(4096 + offset, 4096 + offset + Math.abs(file.readInt32LE(4096 + offset)));
}

/** Opening what has been saved, trying an edit and taking it back leaves nothing to save. */
function reopeningChangesNothing(bytes: Uint8Array): void {
  using engine = Engine.open(bytesSource(bytes), { mode: "edit" });
  engine.editing.time = 5n;
  engine.editing.rehearse(() => engine.editing.setKeyTime(engine.baseBlock.rootOffset, 6n));
  if (committed(engine, bytes) !== bytes) throw new Disagreement("saving the opened hive changes it once more");
}

function few(lines: readonly string[]): string {
  return `${lines
    .slice(0, 4)
    .map((line) => line.slice(0, 400))
    .join("\n  ")}${lines.length > 4 ? `\n  and ${lines.length - 4} more` : ""}`;
}
