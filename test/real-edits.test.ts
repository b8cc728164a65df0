import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { processFactsOf } from "hivex-wasm/node";
import { afterAll, expect, it } from "vitest";
import { Hive } from "../src/hive/hive.ts";
import { commitEdit } from "../src/storage/commit.ts";
import { openHive } from "../src/storage/open-hive.ts";
import { recoverFile } from "../src/storage/recover-file.ts";
import { type ModelKey, modelDump, modelLines, modelOf } from "./property/model.ts";
import { deleteAdded, editReal } from "./property/real-edits.ts";
import {
  type CorpusHive,
  cleanHives,
  corpusFile,
  corpusGolden,
  corpusHives,
  describeCorpus,
  SIZE_LIMIT,
} from "./support/corpus.ts";
import { validateHive } from "./support/hive-validator.ts";
import { describeOracle, hivexDumps, reglookupLines } from "./support/oracles.ts";
import { readHive } from "./support/reference-reader.ts";
import { styleFindings } from "./support/style-validator.ts";
import { TemporaryFolder } from "./support/temporary-folder.ts";

/** Subkeys of one name: two keys where an editor can only see one. */
const UNSOUND = "EricZimmerman+Registry/SAM_DUPENAME";
/** Dirty, and a transaction is pending in it: it is not recovered in place, as other tests see. */
const PENDING = "mkorman90+regipy/SYSTEM_B";

/** Larger hives only where all are asked for: they take seconds each, and other programs take longer. */
const LARGEST = SIZE_LIMIT === Number.POSITIVE_INFINITY ? SIZE_LIMIT : 600_000;
const ASKED_SIZE = LARGEST / 2;

const dirtyHives = corpusHives().filter(
  ({ size, goldenAfterRecovery }) => size <= LARGEST && goldenAfterRecovery !== null,
);
const hives = [
  ...cleanHives(LARGEST).filter(({ file }) => file !== UNSOUND),
  ...dirtyHives.filter(({ file }) => file !== PENDING),
];

interface Edited {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly linesBefore: readonly string[];
  readonly linesAfter: readonly string[];
}

const folder = new TemporaryFolder();
const edited: Edited[] = [];
afterAll(() => folder.remove());

/** The hive in a folder of its own, its logs beside it, a dirty one made clean with them. */
async function laidOut({ file, logs, goldenAfterRecovery }: CorpusHive): Promise<string> {
  const home = folder.file(file.replaceAll("/", " "));
  mkdirSync(home);
  for (const each of [file, ...logs.map((log) => log.file)])
    writeFileSync(join(home, basename(each)), corpusFile(each));
  const path = join(home, basename(file));
  if (goldenAfterRecovery === null) return path;
  const opened = openHive(path, { processFacts: processFactsOf(process) });
  try {
    expect(await recoverFile(opened)).toMatchObject({ written: "in-place", warnings: [] });
  } finally {
    opened.close();
  }
  return path;
}

/** Edits a file in place, through its journal, as a command does; where a pending transaction forbids that, in memory. */
async function commit(path: string, edit: (hive: Hive) => void): Promise<void> {
  const bytes = new Uint8Array(readFileSync(path));
  if (!isPending(bytes)) return commitInPlace(path, edit);
  const refused = commitInPlace(path, ({ engine, root }) => void engine.editing.createKey(root.offset, "Acme"));
  await expect(refused).rejects.toMatchObject({ code: "pending-transaction" });
  expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  edit(hive);
  writeFileSync(path, hive.toBytes());
}

/** Whether the kernel has a transaction on the hive that it has not finished: then nobody else may write to it. */
function isPending(bytes: Uint8Array): boolean {
  const hasMeaning = Buffer.from(bytes.subarray(164, 168)).toString("latin1") === "rmtm";
  return hasMeaning && ((bytes[144] ?? 0) & 1) !== 0;
}

async function commitInPlace(path: string, edit: (hive: Hive) => void): Promise<void> {
  const opened = openHive(path, { mode: "edit", processFacts: processFactsOf(process) });
  try {
    edit(opened.hive);
    const { warnings } = await commitEdit(opened, {
      verify: () => {},
    });
    expect(warnings).toEqual([]);
  } finally {
    opened.close();
  }
}

/** Without the paths, since some keys have other names now. */
function findings(bytes: Uint8Array): string[] {
  return [...validateHive(bytes), ...styleFindings(bytes)].map((finding) => finding.replace(/^key .*?: /s, ""));
}

/** The file is what the model says, and nothing is wrong with it that was not wrong before. */
function judge(path: string, model: ModelKey, known: ReadonlySet<string>): void {
  const bytes = new Uint8Array(readFileSync(path));
  expect(findings(bytes).filter((finding) => !known.has(finding))).toEqual([]);
  const found = modelLines(modelOf(bytes, readHive(bytes)));
  const expected = modelLines(model);
  expect(found.filter((line, index) => line !== expected[index]).slice(0, 5)).toEqual([]);
  expect(found).toHaveLength(expected.length);
}

describeCorpus("editing real hives in place", () => {
  it.each(hives)(
    "$file: its golden dump and the edits; then without what was added",
    { timeout: 60_000 },
    async (hive) => {
      const path = await laidOut(hive);
      const original = new Uint8Array(readFileSync(path));
      const before = `${path}.before`;
      copyFileSync(path, before);
      const known = new Set(findings(original));
      const model = modelOf(original, readHive(original));
      const linesBefore = modelDump(model);
      expect(linesBefore).toEqual(corpusGolden(hive.goldenAfterRecovery ?? hive.golden ?? ""));

      await commit(path, (opened) => editReal(opened, model));
      judge(path, model, known);
      const after = `${path}.after`;
      copyFileSync(path, after);
      if (hive.size <= ASKED_SIZE)
        edited.push({ file: hive.file, before, after, linesBefore, linesAfter: modelDump(model) });

      const { size } = statSync(path);
      await commit(path, (opened) => deleteAdded(opened, model));
      judge(path, model, known);
      expect(statSync(path).size).toBe(size);
    },
  );

  describeOracle("libhivex", "the edited real hives", () => {
    it("read alike, those that it could read before", { timeout: 240_000 }, () => {
      const before = hivexDumps(edited.map((one) => one.before));
      const after = hivexDumps(edited.map((one) => one.after));
      const able = edited.filter(({ linesBefore }, index) => same(before[index], linesBefore));
      expect(able.length).toBeGreaterThan(edited.length / 2);
      const wrong = able.filter((one) => !same(after[edited.indexOf(one)], one.linesAfter));
      expect(wrong.map(({ file }) => file)).toEqual([]);
    });
  });

  describeOracle("reglookup", "the edited real hives", () => {
    it("list as many keys and values, those that it could list before", { timeout: 240_000 }, () => {
      const able = edited.filter(({ before, linesBefore }) => reglookupLines(before).length === linesBefore.length);
      expect(able.length).toBeGreaterThan(edited.length / 2);
      const wrong = able.filter(({ after, linesAfter }) => reglookupLines(after).length !== linesAfter.length);
      expect(wrong.map(({ file }) => file)).toEqual([]);
    });
  });
});

function same(found: readonly string[] | undefined, expected: readonly string[]): boolean {
  return found?.length === expected.length && found.every((line, index) => line === expected[index]);
}
