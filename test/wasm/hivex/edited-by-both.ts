import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HIVEX_OPEN_WRITE, Hivex, hiveTypes } from "hivex-wasm";
import { expect } from "vitest";
import { validateHive } from "../../support/hive-validator.ts";
import { askLibhivex, hivexDump } from "../../support/oracles.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { type HivexEdit, makeEdits, type ValueToSet } from "./edits.ts";

const SCRIPT = fileURLToPath(new URL("libhivex-edits.py", import.meta.url));

const hexOf = (text: string): string => Buffer.from(text, "utf16le").toString("hex");
export const text = (key: string, data: string): ValueToSet => ({ key, t: hiveTypes.REG_SZ, hex: hexOf(`${data}\0`) });
export const bytes = (key: string, size: number): ValueToSet => ({
  key,
  t: hiveTypes.REG_BINARY,
  hex: "5a".repeat(size),
});

export interface Outcome {
  /** "ok" or an errno for each edit. */
  readonly said: readonly string[];
  readonly file: Uint8Array;
}

export function byLibhivex(hive: Uint8Array, edits: readonly HivexEdit[]): Outcome {
  using folder = new TemporaryFolder();
  const path = folder.file("hive");
  writeFileSync(path, hive);
  writeFileSync(`${path}.edits.json`, JSON.stringify(edits));
  return { said: askLibhivex(SCRIPT, path), file: readFileSync(path) };
}

/** Whatever was sound before is so afterwards. */
export function byUs(hive: Uint8Array, edits: readonly HivexEdit[]): Outcome {
  using hivex = Hivex.open(hive, HIVEX_OPEN_WRITE);
  const said = makeEdits(hivex, edits);
  const file = hivex.toBytes();
  const old = validateHive(hive);
  expect(validateHive(file).filter((finding) => !old.includes(finding))).toEqual([]);
  return { said, file };
}

/** The tree of a hive as libhivex reads it; throws where it cannot. */
export function treeOf(hive: Uint8Array): string[] {
  using folder = new TemporaryFolder();
  writeFileSync(folder.file("hive"), hive);
  const dump = hivexDump(folder.file("hive"));
  const failure = dump.find((line) => line.startsWith("E\t"));
  if (failure !== undefined) throw new Error(`libhivex cannot read it: ${failure}`);
  return sorted(dump);
}

/** Keys by their paths, each with its values in stored order: beyond ASCII libhivex sorts siblings otherwise than Windows. */
function sorted(dump: readonly string[]): string[] {
  const keys: string[][] = [];
  for (const line of dump) {
    if (line.startsWith("K\t")) keys.push([line]);
    else keys.at(-1)?.push(line);
  }
  return keys.sort(([one = ""], [other = ""]) => (one < other ? -1 : 1)).flat();
}

/** Both make the edits: the same is said of each, and libhivex reads the same tree from both files. Ours, and that tree. */
export function compare(hive: Uint8Array, edits: readonly HivexEdit[]): Outcome & { readonly tree: readonly string[] } {
  const theirs = byLibhivex(hive, edits);
  const ours = byUs(hive, edits);
  const tree = treeOf(ours.file);
  expect(ours.said).toEqual(theirs.said);
  expect(tree).toEqual(treeOf(theirs.file));
  return { ...ours, tree };
}

export const add = (node: readonly string[], name: string): HivexEdit => ({ function: "node_add_child", node, name });
export const set = (node: readonly string[], value: ValueToSet): HivexEdit => ({
  function: "node_set_value",
  node,
  value,
});
export const setAll = (node: readonly string[], ...values: ValueToSet[]): HivexEdit => ({
  function: "node_set_values",
  node,
  values,
});
export const remove = (node: readonly string[]): HivexEdit => ({ function: "node_delete_child", node });
