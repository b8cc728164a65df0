import fc from "fast-check";
import { newHive } from "hivex-wasm";
import { expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

const RUNS = process.env.HIVETOOL_FULL === "1" ? 300 : 40;
const HIVE = "/p/NTUSER.DAT";

const key = fc.constantFrom("A", "B", "A\\C", "A\\C\\D");
const value = fc.constantFrom("v", "w", "");
const set = { key, value, type: fc.constant("sz"), text: fc.constantFrom("one", "two", "one and two") };

/** Changes that meet each other often. */
const change = fc.oneof(
  fc.record({ op: fc.constantFrom("set-value", "set-if-absent"), ...set }),
  fc.record({ op: fc.constant("delete-value"), key, value }),
  fc.record({ op: fc.constant("create-key"), key }),
  fc.record({ op: fc.constant("delete-key"), key, recursive: fc.constant(true) }),
  // What takes another place leaves its old one empty: a plan that fills that again moves on each time.
  fc.record({ op: fc.constant("rename-value"), key, value: fc.constant("old"), name: fc.constant("new") }),
  fc.record({ op: fc.constant("rename-key"), key: fc.constant("M\\N"), name: fc.constantFrom("N", "O") }),
  fc.record({ op: fc.constant("copy-key"), key: fc.constant("M"), to: fc.constantFrom("P", "Q") }),
  fc.record({ op: fc.constant("move-key"), key: fc.constant("M"), to: fc.constantFrom("R", "S") }),
);

/** Patterns come behind: what a later change makes they would find the second time. */
const byPattern = fc.oneof(
  fc.record({
    op: fc.constant("replace-text"),
    keys: fc.constant("**"),
    values: fc.constant("*"),
    find: fc.constantFrom("one", "o"),
    replace: fc.constantFrom("two", "none", "ooh"),
  }),
  fc.record({
    op: fc.constantFrom("set-bits", "clear-bits"),
    keys: fc.constant("**"),
    values: fc.constant("n"),
    bits: fc.constantFrom(1, 6),
  }),
);

test("a plan that was applied changes nothing the second time", async () => {
  let [written, again] = [0, 0];
  const plans = fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 6 }),
    fc.array(byPattern, { maxLength: 1 }),
    async (changes, more) => {
      const plan = JSON.stringify({ version: 1, changes: [...changes, ...more] });
      const line = commandLine({ [HIVE]: newHive({ minorVersion: 5, like: "user", time: 0n }), "/plan.json": plan });
      for (const [path, name, text] of [
        ["A", "v", "one"],
        ["A\\C", "w", "two"],
        ["B", "", "one"],
        ["A", "old", "one"],
        ["M\\N", "v", "two"],
      ] as const)
        await line.run("set", HIVE, path, name, text, "--type", "sz");
      await line.run("set", HIVE, "A", "n", "3", "--type", "dword");
      const before = line.snapshot();
      const first = await line.run("apply", "/plan.json", HIVE);
      const after = line.snapshot();
      if (first.exit !== 0) {
        expect(after).toEqual(before);
        return;
      }
      if (after[HIVE] !== before[HIVE]) written++;
      const second = await line.run("apply", "/plan.json", HIVE);
      expect(second.exit === 0 ? second.stdout : "nothing to do").toContain("nothing to do");
      if (second.exit === 0) again++;
      expect(line.snapshot()).toEqual(after);
    },
  );
  await fc.assert(plans, { seed: 20261122, numRuns: RUNS });
  expect(written).toBeGreaterThan(RUNS / 4);
  expect(again).toBeGreaterThan(RUNS / 4);
});
