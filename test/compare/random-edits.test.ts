import fc from "fast-check";
import { expect, test } from "vitest";
import { compareHives } from "../../src/compare/compare-hives.ts";
import { COMPARE_ALL } from "../../src/compare/compare-options.ts";
import { planBetween } from "../../src/compare/plan-between.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import { Hive } from "../../src/hive/hive.ts";
import { modelLines, modelOf } from "../property/model.ts";
import { sequences } from "../property/operation.ts";
import { Player } from "../property/player.ts";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";

const RUNS = process.env.HIVETOOL_FULL === "1" ? 60 : 4;
const MOST_EDITS = 12;

const STARTS = ["outlook-user.dat", "outlook-user-1.5.dat", "subkey-lists.dat", "names.dat", "no-profiles.dat"];

const linesOf = (bytes: Uint8Array): string[] => modelLines(modelOf(bytes, readHive(bytes)));

/** Goes from one hive to the other by a plan, with another clock, and looks at it with another reader. */
function travel(from: Uint8Array, to: Uint8Array): void {
  using a = Hive.fromBytes(from, { mode: "edit" });
  using b = Hive.fromBytes(to);
  applyPlan(a, planBetween(a, b, COMPARE_ALL), { time: 77n });
  const edited = a.toBytes();
  expect(linesOf(edited).join("\n")).toBe(linesOf(to).join("\n"));
  expect(validateHive(edited)).toEqual([]);
  expect([...compareHives(a, b, COMPARE_ALL)]).toEqual([]);
}

test("a plan undoes random edits, and does them again: names, classes, times, flags, descriptors, order", {
  timeout: 300_000,
}, () => {
  const starts = STARTS.map(fixture);
  let differing = 0;
  fc.assert(
    fc.property(sequences, ({ start, operations }) => {
      const bytes = starts[start % starts.length] as Uint8Array;
      const player = new Player(bytes, modelOf(bytes, readHive(bytes)));
      try {
        for (const operation of operations.slice(0, MOST_EDITS)) player.play(operation);
        const edited = player.hive.toBytes();
        if (linesOf(edited).join() === linesOf(bytes).join()) return;
        differing++;
        travel(bytes, edited);
        travel(edited, bytes);
      } finally {
        player.hive.close();
      }
    }),
    { seed: 8, numRuns: RUNS },
  );
  expect(differing).toBeGreaterThan(RUNS / 2);
});
