import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bytesSource, type Engine, HiveError } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import type { KeyDescription } from "../../fixtures/build/hive-writer.ts";
import { upcase } from "../../fixtures/build/upcase.ts";
import * as abi from "../../wasm/assembly/abi.ts";
import { type ReferenceKey, readHive, walkKeys } from "../support/reference-reader.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { RecordingSource } from "./recording-source.ts";

const FOLDER = fileURLToPath(new URL("../../fixtures/hives/", import.meta.url));
const SMALL = { type: 4, data: new Uint8Array(4) };

const upper = (name: string): string =>
  name.replace(/./gs, (letter) => String.fromCharCode(upcase(letter.charCodeAt(0))));

/** Steps a walk by hand, at most so often: a walk that would never end must not hang the tests. */
function stepsOf(engine: Engine, verb: number, key: number, most = 1000): number {
  engine.memory.startVerb(verb, key, "in vain", abi.MAXIMUM_DEPTH_FRAMES);
  let steps = 1;
  while (engine.memory.stepVerb()) if (++steps > most) throw new Error(`not done after ${most} steps`);
  return steps;
}

/** Hives that the reference reader understands: not those of version 1.1, whose cells are laid out differently. */
const files = readdirSync(FOLDER).filter((file) => (readFileSync(`${FOLDER}${file}`)[24] ?? 0) >= 2);

describe.each(files)("%s, against the reference reader", (file) => {
  const bytes = new Uint8Array(readFileSync(`${FOLDER}${file}`));
  const { root } = readHive(bytes);

  it("every key lists the same subkeys and values in the same order, with the same fields", () => {
    const engine = openEngine(bytes);
    for (const key of walkKeys(root)) {
      expect(engine.subkeys(key.offset)).toEqual(key.keys.map(({ offset }) => offset));
      expect(engine.values(key.offset)).toEqual(key.values.map(({ offset }) => offset));
      expect(engine.key(key.offset)).toMatchObject({
        name: key.name,
        subkeyCount: key.keys.length,
        valueCount: key.values.length,
      });
      for (const { offset, name, type, data } of key.values)
        expect(engine.value(offset)).toMatchObject({ name, type, size: data.length });
    }
  });

  it("finds every value of each name, with the way to it, at each depth", () => {
    const engine = openEngine(bytes);
    const names = new Set([...walkKeys(root)].flatMap(({ values }) => values.map(({ name }) => upper(name))));
    for (const name of names) {
      for (const depth of [0, 1, 2, 512])
        expect(engine.findValues(root.offset, name, depth)).toEqual(referenceHits(root, name, depth));
    }
  });
});

/** The same search, plainly: depth first, a key's values before its subkeys. */
function referenceHits(
  key: ReferenceKey,
  name: string,
  depth: number,
  above: readonly number[] = [],
): { keys: number[]; value: number }[] {
  const keys = [...above, key.offset];
  const here = key.values.filter((value) => upper(value.name) === name).map(({ offset }) => ({ keys, value: offset }));
  return depth === 0 ? here : [...here, ...key.keys.flatMap((subkey) => referenceHits(subkey, name, depth - 1, keys))];
}

describe("more than one step holds", () => {
  const COUNT = 70_000;
  const numbered = Array.from({ length: COUNT }, (_, index) => `${index}`);

  it("70,000 values in one key", () => {
    const { bytes, records } = hiveOf({ values: numbered.map((name) => ({ name, ...SMALL })) });
    const engine = openEngine(bytes);
    const root = engine.baseBlock.rootOffset;
    expect(engine.values(root)).toEqual(numbered.map((name) => records.value("", name).valueOffset));
    expect(engine.findValues(root, "69999")).toEqual([{ keys: [root], value: records.value("", "69999").valueOffset }]);
    expect([stepsOf(engine, abi.VERB_VALUES, root), stepsOf(engine, abi.VERB_FIND_VALUES, root)]).toEqual([2, 2]);
  });

  it("70,000 subkeys of one key", () => {
    const { bytes } = hiveOf({ keys: numbered.map((name) => ({ name })) });
    const engine = openEngine(bytes);
    const found = engine.subkeys(engine.baseBlock.rootOffset).map((offset) => engine.key(offset).name);
    expect(found).toEqual(numbered.toSorted());
    expect(stepsOf(engine, abi.VERB_SUBKEYS, engine.baseBlock.rootOffset)).toBe(2);
    expect(engine.findValues(engine.baseBlock.rootOffset, "none")).toEqual([]);
  });

  it("more hits than one buffer holds", () => {
    // The writer tells values apart by their spelling, the engine does not.
    const spelled = (number: number): string =>
      [..."abcdefghijk"].map((letter, bit) => ((number >> bit) & 1 ? letter.toUpperCase() : letter)).join("");
    const values = Array.from({ length: 2000 }, (_, index) => ({ name: spelled(index), ...SMALL }));
    const engine = openEngine(hiveOf({ keys: [nested(300, { values })] }).bytes);
    const hits = engine.findValues(engine.baseBlock.rootOffset, "ABCdefGHIjk");
    expect(hits).toHaveLength(2000);
    expect(new Set(hits.map(({ value }) => value)).size).toBe(2000);
    expect(new Set(hits.map(({ keys }) => keys.join())).size).toBe(1);
    expect(hits[0]?.keys).toHaveLength(302);
  });
});

/** A key so many levels below another one. */
function nested(levels: number, deepest: Partial<KeyDescription>): KeyDescription {
  return Array.from({ length: levels }).reduce<KeyDescription>((key) => ({ name: "x", keys: [key] }), {
    name: "deepest",
    ...deepest,
  });
}

describe("trees that no walk may follow", () => {
  const fixture = (name: string): Uint8Array =>
    new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/malformed/${name}`, import.meta.url))));

  it("512 levels are walked, the root among them; one more is too deep", () => {
    for (const [levels, fits] of [
      [510, true],
      [511, false],
    ] as const) {
      const { bytes } = hiveOf({ keys: [nested(levels, { values: [{ name: "v", ...SMALL }] })] });
      const engine = openEngine(bytes);
      if (fits) expect(engine.findValues(engine.baseBlock.rootOffset, "v")[0]?.keys).toHaveLength(levels + 2);
      else
        expect(refusal(() => engine.findValues(engine.baseBlock.rootOffset, "v"))).toMatchObject({
          code: "tree-too-deep",
          structure: "key node",
        });
    }
  });

  it("a loop is refused where it closes, not where the walk does not go", () => {
    const engine = openEngine(fixture("tree-loops--own-child.dat"));
    const root = engine.baseBlock.rootOffset;
    const key = engine.findSubkey(root, "Faulty") as number;
    expect(refusal(() => engine.findValues(root, "text"))).toMatchObject({
      code: "tree-loops",
      structure: "key node",
      fileOffset: 4096 + key,
    });
    expect(engine.findValues(root, "text", 1)).toHaveLength(2);
    expect(engine.subkeys(key)).toContain(key);
  });

  it("a loop in a large hive is a loop, and no depth", () => {
    const written = hiveOf({
      keys: [nested(3, {})],
      values: [{ name: "large", type: 3, data: new Uint8Array(200_000) }],
    });
    const hive = new HiveBytes(written);
    const { listOffset = 0 } = hive.records.key("x");
    hive.u32(hive.data(listOffset) + 4, hive.records.key("x").nodeOffset);
    const engine = openEngine(hive.bytes);
    const error = refusal(() => engine.findValues(engine.baseBlock.rootOffset, "v"));
    expect(error).toMatchObject({ code: "tree-loops", fileOffset: 4096 + hive.records.key("x").nodeOffset });
  });

  it.each([
    ["subkeys", 20, "bad-subkey-list", (engine: Engine, key: number) => engine.subkeys(key)],
    ["values", 36, "cell-too-small", (engine: Engine, key: number) => engine.values(key)],
  ])("a count of four billion %s is refused at once", (_, field, code, list) => {
    const written = hiveOf({ keys: [{ name: "a" }], values: [{ name: "v", ...SMALL }] });
    const hive = new HiveBytes(written);
    hive.u32(hive.data(written.records.key("").nodeOffset) + field, 0xffffffff);
    const engine = openEngine(hive.bytes);
    const root = engine.baseBlock.rootOffset;
    expect(refusal(() => list(engine, root)).code).toBe(code);
    expect(refusal(() => engine.findValues(root, "w")).code).toBe(code);
  });

  it("subkeys that are listed twice on every level do not keep it busy for ever", () => {
    const written = hiveOf({ keys: [nested(60, {})] });
    const hive = new HiveBytes(written);
    for (const path of hive.records.paths()) {
      const { nodeOffset, listOffset } = hive.records.key(path);
      if (listOffset === undefined) continue;
      // The list's cell of 16 bytes has room for two elements of an index leaf.
      const [list, node] = [hive.data(listOffset), hive.data(nodeOffset)];
      hive
        .text(list, "li")
        .u16(list + 2, 2)
        .u32(list + 8, hive.view.getUint32(list + 4, true))
        .u32(node + 20, 2);
    }
    const engine = openEngine(hive.bytes);
    expect(refusal(() => stepsOf(engine, abi.VERB_FIND_VALUES, engine.baseBlock.rootOffset, 20)).code).toBe(
      "tree-loops",
    );
  });

  it("a value list that many keys share does not keep it busy for long", () => {
    const values = Array.from({ length: 20_000 }, (_, index) => ({ name: `${index}`, ...SMALL }));
    const keys = Array.from({ length: 3000 }, (_, index) => ({ name: `key ${index}` }));
    const hive = new HiveBytes(hiveOf({ keys, values }));
    const list = hive.records.key("").valueListOffset ?? 0;
    for (const { name } of keys) {
      const node = hive.data(hive.records.key(name).nodeOffset);
      hive.u32(node + 36, values.length).u32(node + 40, list);
    }
    const engine = openEngine(hive.bytes);
    expect(refusal(() => stepsOf(engine, abi.VERB_FIND_VALUES, engine.baseBlock.rootOffset, 20))).toBeInstanceOf(
      HiveError,
    );
  });
});

describe("a step that its page source cuts short", () => {
  it("leaves the engine as good as new", () => {
    const bytes = new Uint8Array(readFileSync(`${FOLDER}outlook-user.dat`));
    const whole = openEngine(bytesSource(bytes)).findValues(readHive(bytes).root.offset, "001f6622");
    expect(whole.length).toBeGreaterThan(3);
    const source = new RecordingSource(bytes);
    const engine = openEngine(source);
    const cutShort = new Error("the disk is gone");
    let failures = 0;
    for (let found: unknown; found === undefined; ) {
      let spared = failures % 3;
      source.onRead = () => {
        if (spared-- === 0) throw cutShort;
      };
      try {
        found = engine.findValues(engine.baseBlock.rootOffset, "001f6622");
        expect(found).toEqual(whole);
      } catch (error) {
        expect(error).toBe(cutShort);
        expect(engine.key(engine.baseBlock.rootOffset).name).toContain("CMI-CreateHive");
        failures++;
      }
    }
    expect(failures).toBeGreaterThan(4);
    expect(new Set(source.pages).size).toBe(source.pages.length);
  });
});
