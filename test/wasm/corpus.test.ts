import { createHash } from "node:crypto";
import { bytesSource } from "hivex-wasm";
import { expect, it } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import type { Key } from "../../src/hive/key.ts";
import { corpusFile, corpusGolden, corpusHives, describeCorpus } from "../support/corpus.ts";
import { escapeName } from "../support/golden-dump.ts";

/** The dump of the golden files, written with the model: every key, every value, every byte of data. */
function dump(key: Key): string[] {
  const path = key.path === "" ? "" : pathNames(key).map(escapeName).join("\\");
  const values = [...key.values()].map((value) => {
    const data = value.data();
    const digest = createHash("sha256").update(data).digest("hex").slice(0, 16);
    return ["V", path, escapeName(value.name), value.type, data.length, digest].join("\t");
  });
  return [["K", path, key.lastWritten].join("\t"), ...values, ...[...key.subkeys()].flatMap(dump)];
}

function pathNames(key: Key): string[] {
  return key.parent === undefined ? [] : [...pathNames(key.parent), key.name];
}

describeCorpus("every readable hive of the corpus equals its golden dump", () => {
  for (const { file, golden, checksumValid } of corpusHives()) {
    if (golden === null) continue;
    it(file, () => {
      using hive = Hive.open(bytesSource(corpusFile(file)), { ignoreChecksum: !checksumValid });
      expect(dump(hive.root)).toEqual(corpusGolden(golden));
    });
  }
});
