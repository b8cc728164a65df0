import { expect } from "vitest";
import { applyPlan } from "../../src/edit/apply.ts";
import { bytesToHex } from "../../src/hive/hex.ts";
import { Hive } from "../../src/hive/hive.ts";
import { planReplace } from "../../src/replace/plan-replace.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type ReferenceKey, readHive } from "../support/reference-reader.ts";

/** Replaces a word in all data, and compares every value with what plain string work on another reader's values gives. */
export function expectReplaced(bytes: Uint8Array, word: string): void {
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  applyPlan(hive, planReplace(hive, word, "NEW-ER").plan, { time: "keep" });
  const edited = hive.toBytes();
  const [faultsBefore, faultsAfter] = [bytes, edited].map((each) => validateHive(each).map(String)) as [
    string[],
    string[],
  ];
  expect(faultsAfter.filter((fault) => !faultsBefore.includes(fault))).toEqual([]);
  const [before, after] = [bytes, edited].map((each) => [...valuesOf(readHive(each).root)]) as [Seen[], Seen[]];
  expect(after.length).toBe(before.length);
  for (const [index, { place, type, data }] of before.entries()) {
    const now = after[index];
    const wanted = wantedData(type, data, word) ?? now?.data ?? data;
    if (now?.place === place && now.type === type && Buffer.compare(now.data, wanted) === 0) continue;
    expect({ ...now, data: bytesToHex(now?.data ?? data) }).toEqual({ place, type, data: bytesToHex(wanted) });
  }
}

interface Seen {
  readonly place: string;
  readonly type: number;
  readonly data: Uint8Array;
}

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

function* valuesOf({ path, values, keys }: ReferenceKey): Generator<Seen> {
  for (const { name, type, data } of values) yield { place: `${path.join("\\")} | ${name}`, type, data };
  for (const key of keys) yield* valuesOf(key);
}
