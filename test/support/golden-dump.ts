import { createHash } from "node:crypto";
import { type ReferenceHive, type ReferenceKey, walkKeys } from "./reference-reader.ts";

/** The hive as canonical lines: a K line for each key, followed by a V line for each of its values, in stored order. */
export function goldenDump(hive: ReferenceHive): string[] {
  return [...walkKeys(hive.root)].flatMap(keyLines);
}

function keyLines(key: ReferenceKey): string[] {
  const path = key.path.map(escapeName).join("\\");
  const values = key.values.map(({ name, type, data }) => {
    const digest = createHash("sha256").update(data).digest("hex").slice(0, 16);
    return ["V", path, escapeName(name), type, data.length, digest].join("\t");
  });
  return [["K", path, key.node.time("lastWritten")].join("\t"), ...values];
}

/** Printable ASCII but the backslash stands for itself; every other code unit is written as \uXXXX. */
export function escapeName(name: string): string {
  return name.replace(
    /[^\x20-\x5b\x5d-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}
