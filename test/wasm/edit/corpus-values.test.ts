import { writeFileSync } from "node:fs";
import type { Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { cleanHives, corpusFile, describeCorpus, SIZE_LIMIT } from "../../support/corpus.ts";
import { goldenDump } from "../../support/golden-dump.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { describeOracle, hivexDump } from "../../support/oracles.ts";
import { type ReferenceKey, readHive, walkKeys } from "../../support/reference-reader.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { draws, openForEdit, outline } from "./edited-hive.ts";

/** What the edits of a hive are for: keys with and without values, from everywhere in it. */
function someKeys({ root }: { root: ReferenceKey }, seed: number): ReferenceKey[] {
  const ordinary = [...walkKeys(root)].filter(({ node }) => (node.number("flags") & 0x50) === 0);
  const random = draws(seed);
  const chosen = Array.from({ length: 20 }, () => ordinary[Math.floor(random.next().value * ordinary.length)]);
  const largest = ordinary.toSorted((left, right) => right.values.length - left.values.length)[0];
  return [...new Set([largest, ...chosen])].filter((key) => key !== undefined);
}

const SIZES = [0, 4, 5, 200, 20_000, 33_000];
const nameOf = (index: number): string => `${index % 2 === 0 ? "New é" : "Łódź"} ${index}`;

/** Adds values to each key, and changes, renames and deletes some that it has. Returns how to put all of that back. */
function editAll(engine: Engine, keys: readonly ReferenceKey[]): (() => void)[] {
  const { editing } = engine;
  const handle = (key: number, name: string): number => engine.findValue(key, name) ?? expect.fail(name);
  return keys.flatMap(({ offset: key, values }) => {
    for (const [index, size] of SIZES.entries()) editing.setValue(key, nameOf(index), 3, pattern(size, index));
    const changed = values.slice(0, 6).map(({ name, type, data }, index) => {
      const old = data.slice();
      editing.setValue(key, name, 1, pattern(SIZES[(index + old.length) % SIZES.length] as number, 50));
      editing.renameValue(key, handle(key, name), `${name.slice(0, 200)} renamed €`);
      return () => {
        editing.renameValue(key, handle(key, `${name.slice(0, 200)} renamed €`), name);
        editing.setValue(key, name, type, old);
      };
    });
    const added = SIZES.map((_, index) => () => editing.deleteValue(key, handle(key, nameOf(index))));
    return [...changed, ...added];
  });
}

describeCorpus("values of real hives are edited and put back", () => {
  for (const { file, version } of cleanHives(SIZE_LIMIT / 2)) {
    if (version === "1.1" || version === "1.2") continue;
    it(file, () => {
      const bytes = corpusFile(file);
      const before = readHive(bytes);
      const findings = validateHive(bytes);
      const engine = openForEdit(bytes);
      engine.editing.time = "keep";
      const back = editAll(engine, someKeys(before, file.length));
      const edited = engine.toBytes();
      for (const finding of validateHive(edited)) expect(findings).toContain(finding);
      const untouched = (key: ReferenceKey): number => [...walkKeys(key)].length;
      expect(untouched(readHive(edited).root)).toBe(untouched(before.root));
      for (const step of back) step();
      for (const finding of validateHive(engine.toBytes())) expect(findings).toContain(finding);
      expect(outline(readHive(engine.toBytes()).root)).toEqual(outline(before.root));
      while (engine.editing.undo());
      expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
    });
  }
});

describeOracle("libhivex", "edited real hives read alike", () => {
  const isReadable = ({ file, version }: { file: string; version: string }): boolean =>
    version !== "1.1" && version !== "1.2" && !file.includes("special");
  for (const { file } of cleanHives(SIZE_LIMIT / 8).filter(isReadable)) {
    it(file, () => {
      using folder = new TemporaryFolder();
      const path = folder.file("hive");
      const bytes = corpusFile(file);
      const engine = openForEdit(bytes);
      editAll(engine, someKeys(readHive(bytes), file.length));
      writeFileSync(path, engine.toBytes());
      expect(hivexDump(path)).toEqual(goldenDump(readHive(engine.toBytes())));
    });
  }
});
