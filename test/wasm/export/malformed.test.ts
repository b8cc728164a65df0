import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, Engine, type ExportFormat, exportTree, HiveError } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { corpusFile, corpusGolden, describeCorpus } from "../../support/corpus.ts";
import { unreadableFixtures } from "../../support/malformed-fixtures.ts";
import { readXml } from "../../support/xml-reader.ts";
import { refusal } from "../open-engine.ts";

const FORMATS: readonly ExportFormat[] = ["none", "reg", "reg-utf8", "jsonl", "xml", "csv", "tsv", "hivexml"];
/** Nothing is left to read where there is no hive, or no root, or another format altogether. */
const HOPELESS =
  /^(not-a-hive|unsupported-version|truncated-hive--(base-block-only|inside-the-(base-block|last-bin))|bad-base-block--(root|type|unknown)|bad-signature--root)/;
/** Exports tell nothing of class names and security. */
const UNTOLD = /class|security|descriptor/;

const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "malformed", file)));

interface Outcome {
  readonly text: string;
  readonly faults: readonly HiveError[];
}

function tolerantly(hive: Uint8Array, format: ExportFormat): Outcome {
  using engine = Engine.open(bytesSource(hive), { tolerant: true });
  const steps = [...exportTree(engine, { format, tolerant: true })];
  const text = Buffer.concat(steps.map(({ bytes }) => bytes)).toString();
  return { text, faults: [...engine.faults, ...steps.flatMap(({ faults }) => faults.map(({ error }) => error))] };
}

describe("a tolerant export of each malformed hive ends, with faults", () => {
  const files = unreadableFixtures().filter((file) => !UNTOLD.test(file));
  for (const file of files.sort()) {
    const hive = bytesOf(file);
    const code = file.replace(/(--.*)?\.dat$/, "");
    if (HOPELESS.test(file)) {
      it(`${file} is refused all the same`, () => {
        expect(refusal(() => tolerantly(hive, "tsv"))).toBeInstanceOf(HiveError);
      });
      continue;
    }
    it.each(FORMATS)(`${file} as %s`, (format) => {
      const begin = performance.now();
      const { text, faults } = tolerantly(hive, format);
      expect(faults.map((fault) => fault.code)).toContain(code);
      for (const { structure, message } of faults) expect(structure, message).toBeTypeOf("string");
      if (format === "xml" || format === "hivexml") readXml(Buffer.from(text), format === "hivexml");
      expect(performance.now() - begin).toBeLessThan(5000);
    });
    it(`${file} strictly is that very error`, () => {
      const error = refusal(() => {
        using engine = Engine.open(bytesSource(hive));
        for (const _ of exportTree(engine, { format: "jsonl" }));
      });
      expect(error.code).toBe(code);
    });
  }
});

it("faults that repeat for ever are given up, in bounded time and memory", () => {
  // A list of values shared by all keys, each element of it bad.
  const { text, faults } = tolerantly(bytesOf("tree-loops--root-below-itself.dat"), "tsv");
  expect(text.split("\n").length).toBeLessThan(10_000);
  expect(faults.length).toBeLessThan(10_000);
});

describeCorpus("broken real hives", () => {
  it.each([
    "log2timeline+plaso/regf/corrupt_sub_key_list.hiv",
    "mkorman90+regipy/ntuser_software_partial",
    "msuhanov+yarp/BadSubkeyHive",
  ])("%s gives at least the lines of its partial dump", (file) => {
    const golden = file.endsWith("_partial") ? `${file}.tsv.gz` : `${file}.partial.tsv.gz`;
    const { text } = tolerantly(corpusFile(file), "tsv");
    const found = new Set(text.split("\n"));
    const wanted = corpusGolden(golden).filter((line) => !line.startsWith("E\t"));
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((line) => !found.has(line))).toEqual([]);
  });

  it("a truncated one gives what is there, and faults", () => {
    const { text, faults } = tolerantly(corpusFile("msuhanov+yarp/TruncatedHive"), "tsv");
    expect(text.split("\n").filter(Boolean).length).toBeGreaterThan(1);
    expect(faults.map(({ code }) => code)).toEqual(["truncated-hive", "bad-subkey-list"]);
  });
});
