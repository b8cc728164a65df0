import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, Engine, engineTree, HiveError, type TreeSource, writeTree } from "hivex-wasm";
import { describe, expect, it, test } from "vitest";
import { type HiveDescription, type KeyDescription, writeHive } from "../../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { KEY_ALL_ACCESS, SYSTEM, securityDescriptor } from "../../../fixtures/build/security.ts";
import { cleanHives, corpusFile, corpusGolden, describeCorpus, SIZE_LIMIT } from "../../support/corpus.ts";
import { goldenDump } from "../../support/golden-dump.ts";
import { readHive, securityAt, walkKeys } from "../../support/reference-reader.ts";
import { expectRewritten, rewritten } from "./rewritten.ts";

const TIME = 133_000_000_000_000_000n;

function hive(root: Partial<KeyDescription>, more: Partial<HiveDescription> = {}): Uint8Array {
  return writeHive({ minor: 5, sequence: 7, time: TIME, fileName: "x", root: { name: "root", ...root }, ...more })
    .bytes;
}

/** A source with other answers to some questions. */
function overlaid(source: TreeSource, other: Partial<TreeSource>): TreeSource {
  const { baseBlock, sizeHint, root } = source;
  return {
    baseBlock,
    sizeHint,
    root,
    key: (key) => source.key(key),
    subkeys: (key) => source.subkeys(key),
    values: (key) => source.values(key),
    value: (value) => source.value(value),
    descriptor: (security) => source.descriptor(security),
    ...other,
  };
}

describeCorpus("sound real hives are written anew", () => {
  for (const { file, golden, version } of cleanHives(SIZE_LIMIT / 2)) {
    if (version === "1.1" || version === "1.2") continue;
    it(file, () => {
      const bytes = expectRewritten(corpusFile(file));
      expect(goldenDump(readHive(bytes))).toEqual(corpusGolden(golden ?? ""));
    });
  }
});

describe("fixtures are written anew", () => {
  for (const file of readdirSync(join(FIXTURES, "hives")).filter((name) => !name.startsWith("version-1."))) {
    test(file, () => {
      const original = new Uint8Array(readFileSync(join(FIXTURES, "hives", file)));
      const bytes = expectRewritten(original);
      expect(bytes.length).toBeLessThanOrEqual(original.length);
    });
  }
});

test("versions that are read only are refused", () => {
  for (const file of ["version-1.1.dat", "version-1.2.dat"]) {
    const original = new Uint8Array(readFileSync(join(FIXTURES, "hives", file)));
    expect(() => rewritten(original)).toThrow(expect.objectContaining({ code: "version-read-only" }));
  }
});

test.each([
  [5, ["lh"], ["lh", 507]],
  [3, ["lf"], ["li", 1012]],
] as const)(
  "version 1.%i: full leaves below an index root, in the style of the version",
  (minor, [few], [many, most]) => {
    const counts = [1, 506, 507, 508, 1012, 1013, 2024, 2025];
    const keysOf = (count: number): KeyDescription[] =>
      Array.from({ length: count }, (_, index) => ({ name: `Key ${String(index).padStart(5, "0")}` }));
    const keys = counts.map((count) => ({ name: `of ${String(count).padStart(4, "0")}`, keys: keysOf(count) }));
    const { root } = readHive(expectRewritten(hive({ keys }, { minor })));
    expect(root.keys.map(({ leaves }) => leaves.map(({ kind, count }) => `${kind} ${count}`))).toEqual(
      counts.map((count) => {
        if (count <= 507) return [`${few} ${count}`];
        const full = Math.floor(count / most);
        return [...Array(full).fill(`${many} ${most}`), ...(count % most === 0 ? [] : [`${many} ${count % most}`])];
      }),
    );
  },
);

test("what the file's other leaf kinds hold is written in the kind of the version", () => {
  const keys = [{ name: "b" }, { name: "a€" }, { name: "Éa" }].sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const [minor, kind] of [
    [5, "lf"],
    [5, "li"],
    [3, "lh"],
    [3, "li"],
  ] as const) {
    const original = hive({ keys, list: { kinds: [kind] } }, { minor });
    expect(readHive(original).root.leaves[0]?.kind).toBe(kind);
    expect(readHive(expectRewritten(original)).root.leaves[0]?.kind).toBe(minor === 5 ? "lh" : "lf");
  }
});

describe("malformed hives are refused, or give a hive that can be read, and never more than there is", () => {
  for (const file of readdirSync(join(FIXTURES, "malformed"))) {
    test(file, () => {
      const original = new Uint8Array(readFileSync(join(FIXTURES, "malformed", file)));
      let bytes: Uint8Array;
      try {
        bytes = rewritten(original);
      } catch (error) {
        expect(error).toBeInstanceOf(HiveError);
        return;
      }
      expect(bytes.length).toBeLessThanOrEqual(original.length + 4096);
      using engine = Engine.open(bytesSource(bytes));
      expect(engine.key(engine.baseBlock.rootOffset).subkeyCount).toBe(
        engine.subkeys(engine.baseBlock.rootOffset).length,
      );
    });
  }
});

test("keys lie in the order of the tree: nearly each in the page of the one before, or just behind", () => {
  const keysOf = (levels: number): KeyDescription[] =>
    levels === 0
      ? []
      : Array.from({ length: 9 }, (_, index) => ({
          name: `Key ${8 - index}`, // the builder lays them out as they stand here, from the last to the first
          values: [{ name: "Value", type: 1, data: new Uint8Array(20 + index * 13) }],
          keys: keysOf(levels - 1),
        }));
  const steps = (bytes: Uint8Array): number[] => {
    const pages = [...walkKeys(readHive(bytes).root)].map(({ offset }) => offset >> 12);
    return pages.slice(1).map((page, index) => page - (pages[index] as number));
  };
  const near = (all: number[]): number => all.filter((step) => step === 0 || step === 1).length / all.length;
  const original = hive({ keys: keysOf(3) });
  expect(near(steps(original))).toBeLessThan(0.95);
  expect(near(steps(expectRewritten(original)))).toBeGreaterThan(0.97);
});

test("512 levels of keys, and not one more", () => {
  const nested = (levels: number): KeyDescription => ({ name: "k", keys: levels === 1 ? [] : [nested(levels - 1)] });
  expectRewritten(hive(nested(512)));
  expect(() => rewritten(hive(nested(513)))).toThrow(expect.objectContaining({ code: "tree-too-deep" }));
});

test("keys that lead back up and values that share their data come to an end", () => {
  const loops = hive({ keys: [{ name: "a", keys: [{ name: "b" }] }] });
  const { root } = readHive(loops);
  const a = root.keys[0];
  const view = new DataView(loops.buffer, loops.byteOffset);
  // The list of "a" names "a" itself.
  view.setUint32(4096 + (a?.node.number("subkeyList") ?? 0) + 8, a?.offset ?? 0, true);
  expect(() => rewritten(loops)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^tree-/) }));
  const values = Array.from({ length: 200 }, (_, index) => ({ name: `${index}`, type: 3, data: new Uint8Array(5000) }));
  const shared = hive({
    values: [...values.slice(0, 1), ...values.slice(1).map((value) => ({ ...value, data: new Uint8Array(5) }))],
  });
  const all = readHive(shared).root.values;
  const sharedView = new DataView(shared.buffer, shared.byteOffset);
  for (const { offset } of all.slice(1)) {
    sharedView.setUint32(4096 + offset + 4 + 4, 5000, true);
    sharedView.setUint32(4096 + offset + 4 + 8, all[0]?.record.number("data") ?? 0, true);
  }
  expect(() => rewritten(shared)).toThrow(expect.objectContaining({ code: "tree-loops" }));
});

test.each([3, 5])("version 1.%i: data of every place, at its borders", (minor) => {
  const sizes = [0, 1, 3, 4, 5, 4059, 4060, 4061, 16343, 16344, 16345, 32688, 32689, 100_000];
  const values = sizes.map((size) => ({ name: `of ${size}`, type: 3, data: new Uint8Array(size).fill(size) }));
  const bytes = expectRewritten(hive({ values }, { minor }));
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const { data, record } of readHive(bytes).root.values) {
    expect(record.number("dataSize") >= 0x8000_0000).toBe(data.length <= 4);
    if (data.length <= 4) continue;
    const cell = 4096 + record.number("data");
    if (minor === 5 && data.length > 16344) {
      const list = 4096 + view.getUint32(cell + 8, true);
      const last = 4096 + view.getUint32(list + 4 * Math.ceil(data.length / 16344), true);
      expect([view.getInt32(cell, true), view.getUint16(cell + 4, true), view.getInt32(last, true)]).toEqual([
        -16, 0x6264, -16352,
      ]);
    } else expect(view.getInt32(cell, true)).toBe(-((data.length + 4 + 7) & ~7));
  }
});

test("keys with equal descriptors share one cell; the ring is in the order of their coming", () => {
  const of = (rights: number): Uint8Array => securityDescriptor([SYSTEM, rights]);
  const [first, second] = [of(KEY_ALL_ACCESS), of(1)];
  const keys = [
    { name: "a", security: second },
    { name: "b", security: first },
    { name: "c", security: second },
  ];
  using engine = Engine.open(bytesSource(hive({ security: first, keys })));
  const source = engineTree(engine);
  // Every key has a security of its own as far as the writer is told.
  const apart = overlaid(source, {
    key: (key) => ({ ...source.key(key), security: key }),
    descriptor: (key) => engine.security(engine.key(key).security).descriptor,
    sizeHint: 0,
  });
  const bytes = writeTree(apart);
  const { root } = readHive(bytes);
  const cells = [root, ...root.keys].map(({ node }) => node.number("security"));
  expect(cells).toEqual([cells[0], cells[1], cells[0], cells[1]]);
  const facts = [cells[0], cells[1]].map((offset = 0) => {
    const cell = securityAt(bytes, offset);
    return ["next", "previous", "referenceCount"].map((field) => cell.number(field));
  });
  expect(facts).toEqual([
    [cells[1], cells[1], 2],
    [cells[0], cells[0], 2],
  ]);
  expect(bytes).toEqual(rewritten(bytes));
});

test("a source that throws is heard; an engine that passes things over is refused", () => {
  const original = hive({ keys: [{ name: "a" }] });
  using engine = Engine.open(bytesSource(original));
  const source = engineTree(engine);
  expect(() => writeTree(overlaid(source, { root: 8 }))).toThrow(HiveError);
  using tolerant = Engine.open(bytesSource(original), { tolerant: true });
  expect(() => engineTree(tolerant)).toThrow(expect.objectContaining({ code: "usage" }));
});
