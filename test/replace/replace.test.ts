import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { Hive } from "../../src/hive/hive.ts";
import { planReplace } from "../../src/replace/plan-replace.ts";
import { planRewriting } from "../../src/replace/plan-rewriting.ts";
import type { Rewriter } from "../../src/replace/rewriting.ts";
import { literalPattern } from "../../src/replace/text-pattern.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";
import { expectReplaced } from "./plainly-replaced.ts";

const BYTES = new Uint8Array(readFileSync(join(FIXTURES, "hives", "outlook-user.dat")));
const ALL = { parts: ["data", "names", "keys"] } as const;

/** Words of the hive in both letter cases, and some that it does not hold. */
const WORDS = ["EXAMPLE.com", "Outlook", "MICROSOFT", "00", "\\\\", "nowhere", "%"];

test.each(WORDS)("what the engine's search leads to is all there is of %j", (word) => {
  using hive = Hive.fromBytes(BYTES, { mode: "edit" });
  for (const ignoreCase of [false, true]) {
    const { replaced } = literalPattern(word, "<new>", ignoreCase ? (text) => hive.engine.upcased(text) : undefined);
    const inName = (name: string): string | undefined => replaced(name);
    const rewriter: Rewriter = {
      data: (text, { shape }) => replaced(text, shape === "within-bytes" ? 4 : 0),
      valueName: inName,
      keyName: inName,
    };
    const whole = planRewriting(hive, rewriter, { ...ALL, ifTaken: "leave" });
    const searched = planReplace(hive, word, "<new>", { ...ALL, ignoreCase, ifTaken: "leave" });
    expect(searched.plan).toEqual(whole.plan);
    expect(searched.left.filter(({ isExpected }) => !isExpected)).toEqual(whole.left);
  }
});

test.each(["server", "e", "\\\\files\\home"])(
  "every text of the hive has %j replaced, and nothing else is changed, as another reader sees it",
  (word) => expectReplaced(BYTES, word),
);

describeCorpus("real hives", () => {
  const hives = cleanHives(process.env.HIVETOOL_FULL === "1" ? 3 * 1024 * 1024 : 64 * 1024);

  test.each(hives.map(({ file }) => file))("%s", (file) => expectReplaced(corpusFile(file), "Windows"));
});

test.each([
  ["files", "files2", "files files2 files23 files", "files2 files2 files23 files2"],
  ["o", "foo", "o foo fo fooo", "foo foo ffoo foofoo"],
  ["ab", "b", "aab ab", "ab b"],
  ["x", "axbxc", "axbxc x axbx", "axbxc axbxc aaxbxcbaxbxc"],
])("%s by %s: what stands there already is left", (old, replacement, text, wanted) => {
  expect(literalPattern(old, replacement).replaced(text)).toBe(wanted);
});
