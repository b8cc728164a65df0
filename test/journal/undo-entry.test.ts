import fc from "fast-check";
import { newHive } from "hivex-wasm";
import { describe, expect, it, test } from "vitest";
import { COMPARE_ALL } from "../../src/compare/compare-options.ts";
import { planBetween } from "../../src/compare/plan-between.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import type { Change } from "../../src/edit/operations.ts";
import { type Plan, parsePlan } from "../../src/edit/plan.ts";
import { Hive } from "../../src/hive/hive.ts";
import { undoEntry } from "../../src/journal/undo-entry.ts";
import { modelLines, modelOf } from "../property/model.ts";
import { sequences } from "../property/operation.ts";
import { Player } from "../property/player.ts";
import { allStarts } from "../property/starts.ts";
import { cleanHives, corpusFile, corpusGolden, describeCorpus } from "../support/corpus.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";

const IS_FULL = process.env.HIVETOOL_FULL === "1";
const TIME = 0x01dc_5b00_0000_0000n;

/** What an entry says of an edit, as it would be read back. */
function entryFor(before: Uint8Array, after: Uint8Array): { forward: Plan; reverse: Plan } {
  using a = Hive.fromBytes(before);
  using b = Hive.fromBytes(after);
  const readBack = (plan: Plan): Plan => parsePlan(JSON.stringify(plan));
  return { forward: readBack(planBetween(a, b, COMPARE_ALL)), reverse: readBack(planBetween(b, a, COMPARE_ALL)) };
}

function edited(bytes: Uint8Array, ...changes: Change[]): Uint8Array {
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  applyPlan(hive, { version: 1, changes }, { time: TIME });
  return hive.toBytes();
}

function undone(bytes: Uint8Array, entry: { forward: Plan; reverse: Plan }): Uint8Array {
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  using now = Hive.fromBytes(bytes);
  undoEntry(hive, now, entry);
  return hive.toBytes();
}

const linesOf = (bytes: Uint8Array): string[] => modelLines(modelOf(bytes, readHive(bytes)));

it("takes random edits back: names, values in their order, times, classes, descriptors and flags", {
  timeout: 600_000,
}, () => {
  const starts = allStarts();
  let count = 0;
  const play = fc.property(sequences, ({ start, operations }) => {
    const { bytes, model } = starts[start % starts.length] as (typeof starts)[number];
    const player = new Player(bytes, model);
    for (const operation of operations) player.play(operation);
    const after = player.hive.toBytes();
    player.hive.close();
    count += player.done;
    const before = undone(after, entryFor(bytes, after));
    expect(linesOf(before).join("\n") === linesOf(bytes).join("\n")).toBe(true);
    expect(validateHive(before)).toEqual([]);
  });
  const numRuns = IS_FULL ? 150 : 12;
  fc.assert(play, { seed: 20261122, numRuns });
  expect(count).toBeGreaterThan(numRuns * 10);
});

describeCorpus("real hives whose trees have been deleted", () => {
  test.each(cleanHives(IS_FULL ? 1024 * 1024 : 100 * 1024).map((hive) => [hive.file, hive] as const))(
    "%s",
    (_, hive) => {
      const bytes = corpusFile(hive.file);
      using opened = Hive.fromBytes(bytes);
      const keys = [...opened.root.subkeys()].filter((key) => (key.flags & 8) === 0);
      const after = edited(bytes, ...keys.map(({ name: key }): Change => ({ op: "delete-key", key, recursive: true })));
      const back = undone(after, entryFor(bytes, after));
      expect(goldenDump(readHive(back)).join("\n") === corpusGolden(hive.golden as string).join("\n")).toBe(true);
    },
  );
});

const SET = (value: string, text: string, key = "Software\\Acme"): Change => {
  return { op: "set-value", key, value, type: 1, data: Buffer.from(`${text}\0`, "utf16le").toString("hex") };
};

describe("a hive that was changed by others since", () => {
  const before = edited(
    newHive({ minorVersion: 5, like: "user", time: 0n }),
    SET("A", "one"),
    SET("B", "two"),
    SET("X", "x", "Old\\Deep"),
  );
  const after = edited(before, SET("A", "ONE"), SET("C", "three"), SET("N", "n", "New"), {
    op: "delete-key",
    key: "Old",
    recursive: true,
  });
  const entry = entryFor(before, after);

  test.each<[string, Change[]]>([
    ["a value of the same key", [SET("D", "four")]],
    ["another key", [SET("E", "five", "Elsewhere")]],
    ["a value that the edit left alone", [SET("B", "TWO")]],
    ["what had already been taken back by hand", [SET("A", "one"), { op: "delete-key", key: "New", recursive: true }]],
  ])("%s stays, and no more", (_, changes) => {
    const later = edited(after, ...changes);
    const back = undone(later, entry);
    const wanted = edited(before, ...changes.filter((change) => change.op === "set-value"));
    expect(plainLines(back)).toEqual(plainLines(wanted));
  });

  test.each<[string, Change, RegExp]>([
    ["the value that was changed", SET("A", "uno"), /value "A" of key Software\\Acme was set/],
    ["a value that was made", SET("C", "tres"), /value "C" of key Software\\Acme was set/],
    ["something in a key that was made", SET("M", "m", "New"), /value "M" of key New was set/],
    ["a key in a key that was made", { op: "create-key", key: "New\\Sub" }, /key New\\Sub was created/],
    ["a key in the place of the deleted one", { op: "create-key", key: "Old" }, /key Old/],
    ["the way to it", { op: "rename-key", key: "Software", name: "Hardware" }, /Software/],
  ])("%s is in the way", (_, change, words) => {
    const later = edited(after, change);
    expect(() => undone(later, entry)).toThrow(
      expect.objectContaining({ code: "changed-since", message: expect.stringMatching(words) }),
    );
  });

  it("is left alone where all has been taken back already", () => {
    using hive = Hive.fromBytes(before, { mode: "edit" });
    using now = Hive.fromBytes(before);
    expect(undoEntry(hive, now, entry).changes.every(({ isDone }) => isDone)).toBe(true);
    expect(hive.engine.isChanged).toBe(false);
  });
});

/** What was written when is each edit's own. */
function plainLines(bytes: Uint8Array): string[] {
  return goldenDump(readHive(bytes)).map((line) =>
    line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line,
  );
}
