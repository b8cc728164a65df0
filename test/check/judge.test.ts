import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allFixtures, FIXTURES } from "../../fixtures/build/index.ts";
import { judge } from "../support/judge/judge.ts";
import { unsoundFixtures } from "../support/malformed-fixtures.ts";

const codesOf = (hive: Uint8Array, logs = {}): string[] =>
  [...new Set(judge(hive, logs).map(({ code }) => code))].sort();

/** What cannot be reached any more belongs to nothing (I27), and keys that cannot are not counted (I79). */
const LOST_CELLS = ["I27"];
const LOST_KEYS = ["I27", "I79"];

/** What a fixture's fault brings with it, where that is more than the fault itself. */
const INEVITABLE: Readonly<Record<string, readonly string[]>> = {
  "I2--other-signature": ["I85"],
  "I7--other-checksum": ["I85"],
  "I8--numbers-differ": ["I85"],
  "I13--a-security-cell": LOST_CELLS,
  "I13--behind-the-bins": LOST_CELLS,
  "I24--size-0-in-front-of-a-value": ["I30"],
  "I25--key-over-the-end": ["I30", "I79"],
  "I29--subkey": ["I79"],
  "I29--subkey-list": LOST_KEYS,
  "I29--value-list": LOST_CELLS,
  "I30--data-is-nil": LOST_CELLS,
  "I30--data-within-a-cell": LOST_CELLS,
  "I30--subkey-off-by-4": LOST_KEYS,
  "I30--value-behind-the-end": LOST_CELLS,
  "I31--class-name": LOST_CELLS,
  "I31--data": LOST_CELLS,
  "I31--subkey": LOST_KEYS,
  "I39--lists-its-parent": LOST_KEYS,
  "I34--backslash-in-what-fits": ["I37", "I46"],
  "I34--name-longer-than-the-cell": ["I46"],
  "I35--half-a-letter": ["I51"],
  "I35--no-name": ["I56", "I59"],
  "I36--300-letters-and-a-backslash": ["I37"],
  "I40--520-levels": LOST_KEYS,
  "I45--longer-than-the-cell": ["I47"],
  "I45--size-without-cell": ["I47"],
  "I51--mark-of-one-byte-in-1.1": ["I4"],
  "I52--unknown-leaf-below-a-root": LOST_KEYS,
  "I52--unknown-signature": LOST_KEYS,
  "I53--no-elements": LOST_KEYS,
  "I54--root-below-a-root": LOST_KEYS,
  "I65--name-longer-than-the-cell": ["I48"],
  "I69--more-than-the-cell": ["I49"],
  "I69--more-than-the-file": ["I49"],
  "I71--list-too-short": ["I30", "I49"],
  "I71--no-record": LOST_CELLS,
  "I71--one-segment-too-few": LOST_CELLS,
  "I72--segments-in-1.3": LOST_CELLS,
  "I77--signature": ["I27", "I78"],
  "I85--log-too-old": ["I8"],
  "I87--broken-entry-in-the-middle": ["I8"],
  "I87--entry-missing": ["I8"],
  "I87--log-missing": ["I8"],
  "I90--half-a-page-of-bins": ["I8"],
  "I90--page-behind-the-bins": ["I8"],
};

describe("the judge finds in each malformed hive what it is named for, and nothing that does not follow from it", () => {
  const fixtures = unsoundFixtures();

  it("every invariant has a fixture, and every exception one that it is for", () => {
    const codes = new Set(fixtures.map(({ code }) => code));
    expect(Array.from({ length: 90 }, (_, index) => `I${index + 1}`).filter((code) => !codes.has(code))).toEqual([]);
    const names = fixtures.map(({ name }) => name);
    expect(Object.keys(INEVITABLE).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))("%s", (name, { code, hive, logs }) => {
    expect(codesOf(hive, logs)).toEqual([code, ...(INEVITABLE[name] ?? [])].sort());
  });
});

/** What is unusual in sound fixtures, and meant. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  "hives/outlook-user.dat": ["I44"],
  "hives/outlook-user-1.5.dat": ["I44"],
  "hives/no-profiles.dat": ["I44"],
  "hives/names.dat": ["I51"],
  "hives/subkey-lists.dat": ["I60", "I61"],
  "hives/value-sizes-1.3.dat": ["I73"],
  "hives/value-sizes-1.5.dat": ["I73"],
  "hives/version-1.1.dat": ["I4", "I51"],
  "hives/version-1.2.dat": ["I4"],
  "hives/links.dat": ["I76"],
  "hives/layers.dat": ["I74"],
  "hives/special-keys.dat": ["I44", "I73", "I75"],
  "refused/pending-transaction.dat": ["I14"],
};

it.each([...allFixtures().keys()].filter((path) => /^(?:hives|checksum|refused)\//.test(path)))(
  "the judge finds nothing in the sound %s but what is meant",
  (path) => {
    expect(codesOf(new Uint8Array(readFileSync(join(FIXTURES, path))))).toEqual(MEANT[path] ?? []);
  },
);
