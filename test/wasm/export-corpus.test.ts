import { bytesSource, Engine, exportTree } from "hivex-wasm";
import { expect, it } from "vitest";
import { corpusFile, corpusGolden, corpusHives, describeCorpus } from "../support/corpus.ts";

/** The tsv export of a hive, as lines. */
function exported(engine: Engine): string[] {
  const chunks = [...exportTree(engine, { format: "tsv" })].map(({ bytes }) => Buffer.from(bytes));
  return Buffer.concat(chunks).toString("ascii").split("\n").filter(Boolean);
}

describeCorpus("the tsv export of every readable hive equals its golden dump", () => {
  for (const { file, golden, checksumValid } of corpusHives()) {
    if (golden === null) continue;
    it(file, () => {
      using engine = Engine.open(bytesSource(corpusFile(file)), { ignoreChecksum: !checksumValid });
      expect(exported(engine)).toEqual(corpusGolden(golden));
    });
  }
});
