import type { HivexReading } from "hivex-wasm";

/** The key at a path from the root on, with or without a backslash first; undefined where there is none. */
export function nodeAt(hivex: HivexReading, path: string): number | undefined {
  let node: number | undefined = hivex.root();
  for (const name of path.split("\\")) {
    if (name === "") continue;
    node = hivex.nodeGetChild(node, name);
    if (node === undefined) return undefined;
  }
  return node;
}
