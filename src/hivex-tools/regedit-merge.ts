import type { Hivex } from "hivex-wasm";
import { HiveError, type RegItem, readRegFile } from "../index.ts";

/** How .reg files are to be merged. */
export interface RegeditMergeOptions {
  /** Cut off where a key's path begins with it, in any case. */
  readonly prefix: string;
  /** What a text in quotes becomes. */
  readonly encode: (text: string) => Uint8Array;
}

/**
 * Does in an open hive what a .reg file says; keys that are missing on the way are created. Throws where a line says nothing:
 * HivexError of the hive, HiveError of the text.
 */
export function regeditMerge(hivex: Hivex, bytes: Iterable<Uint8Array>, options: RegeditMergeOptions): void {
  let node: number | undefined;
  for (const item of readRegFile(bytes, { hivexText: options.encode })) {
    if (item.kind === "key") node = mergeKey(hivex, names(item.path, options.prefix), item.isDeleted);
    else if (item.kind === "value" && node !== undefined) mergeValue(hivex, node, item);
    else if (item.kind === "ignored" && !HEADER.test(item.text)) throw notUnderstood(item.line, item.reason, item.text);
  }
}

/** libhivex passes over such lines wherever they stand. */
const HEADER = /Windows Registry Editor Version|^REGEDIT/;

function names(path: string, prefix: string): string[] {
  const isBelow = path.toLowerCase().startsWith(prefix.toLowerCase());
  const [first = "", ...rest] = (isBelow ? path.slice(prefix.length) : path).split("\\");
  return first === "" ? rest.filter((name, at) => name !== "" || at < rest.length - 1) : [first, ...rest];
}

/** The key, created where it is to be there; undefined when it was deleted, which one that is not there may be, too. */
function mergeKey(hivex: Hivex, names: readonly string[], isDeleted: boolean): number | undefined {
  let node: number | undefined = hivex.root();
  for (const name of names) {
    const child: number | undefined = hivex.nodeGetChild(node, name);
    if (child === undefined && isDeleted) return undefined;
    node = child ?? hivex.nodeAddChild(node, name);
  }
  if (!isDeleted) return node;
  hivex.nodeDeleteChild(node);
  return undefined;
}

function mergeValue(hivex: Hivex, node: number, { name, data }: Extract<RegItem, { kind: "value" }>): void {
  if (data !== "delete") {
    hivex.nodeSetValue(node, { key: name, t: data.type, value: data.data });
    return;
  }
  const value = hivex.nodeGetValue(node, name);
  if (value !== undefined) hivex.nodeDeleteValue(node, value);
}

function notUnderstood(line: number, reason: string, text: string): HiveError {
  return new HiveError("bad-reg-file", `line ${line} cannot be read: ${reason}`, {
    structure: "reg-file",
    found: text,
  });
}
