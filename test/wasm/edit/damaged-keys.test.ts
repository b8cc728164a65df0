import { type Engine, HiveError } from "hivex-wasm";
import { expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { KEY_READ, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { hiveOf } from "../open-engine.ts";
import { draws, openForEdit } from "./edited-hive.ts";

const RUNS = process.env.HIVETOOL_FULL === "1" ? 3000 : 150;
const security = securityDescriptor([USER, KEY_READ]);
const values = [
  { name: "small", type: 4, data: pattern(4) },
  { name: "plain", type: 3, data: pattern(90) },
  { name: "big", type: 3, data: pattern(17_000) },
];
const hive = (minor: number) =>
  hiveOf(
    {
      keys: [
        { name: "A", values, className: "class", keys: [{ name: "a", security, keys: [{ name: "deep", values }] }] },
        { name: "B", list: { leafCount: 2 }, keys: ["p", "q", "r", "s", "t"].map((name) => ({ name, security })) },
        { name: "C" },
      ],
    },
    minor,
  );

/** Everywhere in the records, but not in data: the bins' first pages hold all of them. */
function damage(bytes: Uint8Array, seed: number): Uint8Array {
  const spoiled = bytes.slice();
  const view = new DataView(spoiled.buffer);
  const random = draws(seed);
  const draw = (below: number): number => Math.floor(random.next().value * below);
  for (let faults = draw(3); faults >= 0; faults--) {
    const at = 4096 + 32 + draw(0x900) * 2;
    const some = [
      0,
      0xffffffff,
      1,
      8,
      draw(0x1400) & ~7,
      draw(0x1400) & ~7,
      0x80000000 + draw(256),
      -draw(0x800) & ~7,
      draw(65536),
    ];
    const value = some[draw(some.length)] ?? 0;
    if (draw(3) === 0) view.setUint16(at, value & 0xffff, true);
    else view.setUint32(at, value >>> 0, true);
  }
  return spoiled;
}

const outcomes = { done: 0, refused: 0 };

/** Runs a change: it is done, or refused without a trace, with a reason that is not a mistake of ours. */
function attempt(engine: Engine, change: () => unknown): void {
  const before = engine.toBytes();
  try {
    change();
    outcomes.done++;
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    expect(error.code).not.toBe("engine-bug");
    expect(Buffer.compare(engine.toBytes(), before)).toBe(0);
    outcomes.refused++;
  }
}

it.each([3, 5])(
  "damage anywhere ends in a change or in a refusal that changed nothing (version 1.%i)",
  { timeout: 60_000 },
  (minor) => {
    const { bytes, records } = hive(minor);
    const keys = ["", "A", "A\\a", "A\\a\\deep", "B", "B\\p", "B\\r", "B\\t", "C"].map(
      (path) => records.key(path).nodeOffset,
    );
    for (let seed = 1; seed <= RUNS; seed++) {
      const spoiled = damage(bytes, seed * 2 + minor);
      const engine = openForEdit(spoiled);
      for (const key of keys) attempt(engine, () => engine.editing.createKey(key, "new name"));
      for (const key of keys) attempt(engine, () => engine.editing.setClassName(key, "another class"));
      for (const [index, key] of keys.entries())
        attempt(engine, () =>
          engine.editing.moveKey(key, keys[(index * 5 + seed) % keys.length] ?? 0, "m".repeat(seed % 60) + index),
        );
      for (const key of keys) attempt(engine, () => engine.editing.deleteKey(key));
      while (engine.editing.undo());
      expect(Buffer.compare(engine.toBytes(), spoiled), `seed ${seed}`).toBe(0);
      engine.close();
    }
    expect(Math.min(outcomes.done, outcomes.refused)).toBeGreaterThan(RUNS * 5); // neither is the rule
  },
);
