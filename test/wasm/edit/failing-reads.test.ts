import type { Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { KEY_READ, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { hiveOf } from "../open-engine.ts";
import { RecordingSource } from "../recording-source.ts";
import { find, openForEdit, outline, soundHive } from "./edited-hive.ts";

const OWN = securityDescriptor([USER, KEY_READ]);
const values = [{ name: "big", type: 3, data: pattern(40_000) }];
const deep = { name: "deep", security: OWN, values, className: "class", fillerBefore: 8192 };
const { bytes } = hiveOf({
  keys: [
    {
      name: "Tree",
      values,
      keys: [
        { name: "a", keys: [deep] },
        { name: "b", fillerBefore: 4096, values },
      ],
    },
    { name: "Wide", keys: Array.from({ length: 507 }, (_, at) => ({ name: `k${String(at).padStart(5, "0")}` })) },
    { name: "Last", fillerBefore: 65_536, className: "old" },
  ],
});

/** The value that some keys have. */
function bigOf(engine: Engine, ...path: string[]): number {
  return engine.findValue(find(engine, ...path), "big") ?? expect.fail("no value");
}

/** Every page is read for the first time in each of these. */
const verbs: [string, (engine: Engine) => unknown][] = [
  ["creating a key", (engine) => engine.editing.createKey(find(engine, "Last"), "new")],
  ["splitting a leaf", (engine) => engine.editing.createKey(find(engine, "Wide"), "k00100x")],
  ["deleting a tree", (engine) => engine.editing.deleteKey(find(engine, "Tree"))],
  ["deleting a wide key", (engine) => engine.editing.deleteKey(find(engine, "Wide"))],
  ["renaming", (engine) => engine.editing.moveKey(find(engine, "Wide"), engine.baseBlock.rootOffset, "x".repeat(90))],
  ["moving", (engine) => engine.editing.moveKey(find(engine, "Tree"), find(engine, "Wide", "k00007"), "Tree")],
  ["setting a class", (engine) => engine.editing.setClassName(find(engine, "Last"), "a longer class name")],
  ["adding a value", (engine) => engine.editing.setValue(find(engine, "Last"), "new", 3, pattern(40_000))],
  ["growing a value", (engine) => engine.editing.setValue(find(engine, "Tree", "b"), "big", 3, pattern(80_000))],
  ["shrinking a value", (engine) => engine.editing.setValue(find(engine, "Tree"), "big", 3, pattern(20))],
  ["deleting a value", (engine) => engine.editing.deleteValue(find(engine, "Tree"), bigOf(engine, "Tree"))],
  [
    "renaming a value",
    (engine) =>
      engine.editing.renameValue(find(engine, "Tree", "a", "deep"), bigOf(engine, "Tree", "a", "deep"), "longer"),
  ],
];

it.each(verbs)("%s changes nothing when a read fails, whichever it is, and works afterwards", (_, change) => {
  const whole = new RecordingSource(bytes);
  const undisturbed = openForEdit(whole);
  change(undisturbed);
  const expected = outline(soundHive(undisturbed).root);
  const reads = whole.reads.length - 1; // the last one was that of `toBytes`
  expect(reads).toBeGreaterThan(4);
  for (let failing = 2; failing < reads; failing++) {
    const source = new RecordingSource(bytes);
    const fault = new Error(`read ${failing}`);
    const engine = openForEdit(source);
    source.onRead = () => {
      if (source.reads.length === failing) throw fault;
    };
    expect(() => change(engine)).toThrow(fault);
    source.onRead = () => {};
    expect(engine.isChanged).toBe(false);
    expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
    change(engine);
    expect(outline(soundHive(engine).root)).toEqual(expected); // its cells may lie elsewhere: more bins are known by now
  }
});
