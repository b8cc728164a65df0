import { expect, it } from "vitest";
import { corpusFile, corpusGolden, corpusHives, describeCorpus, SIZE_LIMIT } from "./corpus.ts";
import { goldenDump } from "./golden-dump.ts";
import { readHive } from "./reference-reader.ts";

describeCorpus("the reference reader on real hives", () => {
  const hives = corpusHives().filter((hive) => hive.size <= SIZE_LIMIT);

  it.each(hives.filter((hive) => hive.golden !== null))("$file reads as its golden dump", ({ file, golden }) => {
    expect(goldenDump(readHive(corpusFile(file))).join("\n") === corpusGolden(golden ?? "").join("\n")).toBe(true);
  });

  it.each(hives.filter((hive) => hive.golden === null))("$file is broken, and said to be", ({ file }) => {
    expect(() => readHive(corpusFile(file))).toThrow();
  });
});
