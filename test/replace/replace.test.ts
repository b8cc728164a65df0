import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import { bytesToHex } from "../../src/hive/hex.ts";
import { Hive } from "../../src/hive/hive.ts";
import { planReplace } from "../../src/replace/plan-replace.ts";
import { planRewriting } from "../../src/replace/plan-rewriting.ts";
import type { Rewriter } from "../../src/replace/rewriting.ts";
import { literalPattern } from "../../src/replace/text-pattern.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type ReferenceKey, readHive } from "../support/reference-reader.ts";

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
  (word) => {
    using hive = Hive.fromBytes(BYTES, { mode: "edit" });
    const { plan } = planReplace(hive, word, "NEW-ER");
    applyPlan(hive, plan, { time: "keep" });
    const edited = hive.toBytes();
    expect(validateHive(edited).map(String)).toEqual([]);
    const [before, after] = [BYTES, edited].map((bytes) => [...valuesOf(readHive(bytes).root)]);
    expect(after?.length).toBe(before?.length);
    for (const [index, { place, type, data }] of (before ?? []).entries()) {
      const now = after?.[index];
      expect({ place: now?.place, type: now?.type }).toEqual({ place, type });
      const wanted = wantedData(type, data, word);
      if (wanted !== undefined) expect(bytesToHex(now?.data ?? data), place).toBe(bytesToHex(wanted));
    }
  },
);

/** Text types by plain string work; other data that does not hold the word at all stays; of the rest nothing is said. */
function wantedData(type: number, data: Uint8Array, word: string): Uint8Array | undefined {
  const text = Buffer.from(data).toString("utf16le");
  const bytes = (wanted: string): Uint8Array => new Uint8Array(Buffer.from(wanted, "utf16le"));
  const tail = data.subarray(data.length & ~1);
  if (type === 7) return Buffer.concat([bytes(text.replaceAll(word, "NEW-ER")), tail]);
  if (type === 1 || type === 2) {
    const end = text.includes("\0") ? text.indexOf("\0") : text.length;
    return Buffer.concat([bytes(text.slice(0, end).replaceAll(word, "NEW-ER") + text.slice(end)), tail]);
  }
  const letters = Buffer.from(data).toString("latin1").replaceAll("\0", "");
  return letters.includes(word) ? undefined : data;
}

function* valuesOf({ path, values, keys }: ReferenceKey): Generator<{ place: string; type: number; data: Uint8Array }> {
  for (const { name, type, data } of values) yield { place: `${path.join("\\")} | ${name}`, type, data };
  for (const key of keys) yield* valuesOf(key);
}
