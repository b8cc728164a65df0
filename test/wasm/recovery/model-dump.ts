import { createHash } from "node:crypto";
import type { Hive } from "../../../src/hive/hive.ts";
import type { Key } from "../../../src/hive/key.ts";
import { escapeName } from "../../support/golden-dump.ts";

/** The hive as canonical lines, in the form of the golden dumps, read through the model. */
export function modelDump(hive: Hive): string[] {
  return [...linesOf(hive.root, [])];
}

function* linesOf(key: Key, names: readonly string[]): Generator<string> {
  const path = names.join("\\");
  yield ["K", path, key.lastWritten].join("\t");
  for (const value of key.values()) {
    const data = value.data();
    const digest = createHash("sha256").update(data).digest("hex").slice(0, 16);
    yield ["V", path, escapeName(value.name), value.type, data.length, digest].join("\t");
  }
  for (const subkey of key.subkeys()) yield* linesOf(subkey, [...names, escapeName(subkey.name)]);
}
