import { describe, expect, it } from "vitest";
import { HiveError } from "../../../src/errors.ts";
import type { Hive } from "../../../src/hive/hive.ts";
import { inspectBin, inspectHead, inspectKey, inspectOffset, inspectValue } from "../../../src/hive/inspect/inspect.ts";
import type { Inspection } from "../../../src/hive/inspect/inspection.ts";
import { walkKeys } from "../../../src/hive/walk-keys.ts";
import { openFixture, openHiveOf } from "../fixture-file.ts";

const meanings = ({ fields }: Inspection): Record<string, string> =>
  Object.fromEntries(fields.map(({ name, meaning }) => [name, meaning]));
const structures = (found: Iterable<Inspection>): string[] => Array.from(found, ({ structure }) => structure);

/** Each field's raw bytes must be those that lie at its file offset, within the structure's own bytes. */
function checkPlaces(found: Iterable<Inspection>): number {
  let count = 0;
  for (const { fields, bytes, fileOffset, size } of found) {
    expect(bytes.length).toBeLessThanOrEqual(Math.max(size, 32));
    for (const field of fields) {
      const at = field.fileOffset - fileOffset;
      const raw = Buffer.from(bytes.subarray(at, at + field.size)).toString("hex");
      expect(raw.startsWith(field.raw.replace("...", "")), field.name).toBe(true);
      expect(at + field.size).toBeLessThanOrEqual(bytes.length);
      count++;
    }
  }
  return count;
}

function everything(hive: Hive): Inspection[] {
  const found = [...inspectHead(hive)];
  for (const { key } of walkKeys(hive.root)) {
    found.push(...inspectKey(hive, key));
    for (const value of key.values()) found.push(...inspectValue(hive, value));
  }
  return found;
}

describe("taking a hive apart", () => {
  it.each([
    "special-keys.dat",
    "names.dat",
    "subkey-lists.dat",
    "version-1.1.dat",
    "value-sizes-1.5.dat",
    "value-sizes-1.3.dat",
  ])("every field of %s is where it says", (name) => {
    expect(checkPlaces(everything(openFixture(name)))).toBeGreaterThan(100);
  });

  it("tells what fields mean", () => {
    const hive = openFixture("special-keys.dat");
    const [baseBlock, bin] = [...inspectHead(hive)].map(meanings);
    expect(baseBlock).toMatchObject({
      signature: '"regf"',
      "minor version": "5",
      "last written": "2016-07-08T09:10:11.1210000Z",
      "root key": "0x20, file offset 0x1020",
    });
    expect(bin).toMatchObject({ signature: '"hbin"', size: "4096" });
    const [, node, list, security] = [...inspectKey(hive, hive.root)].map(meanings);
    expect(node).toMatchObject({
      flags: "hiveEntry, noDelete, compressedName",
      name: "ROOT",
      "cell size": "88 bytes, allocated",
      "class name": "none",
    });
    expect(list).toMatchObject({ signature: '"lh"', count: "7" });
    expect(list?.["subkey 0"]).toMatch(/^0x[0-9a-f]+, file offset 0x[0-9a-f]+; hash 0x[0-9a-f]{8}$/);
    expect(security).toMatchObject({ descriptor: "O:BAG:BAD:(A;CI;KA;;;SY)" });
    const accessed = [...inspectKey(hive, hive.key("Accessed"))].map(meanings)[1];
    expect(accessed).toMatchObject({
      "access bits": "accessed, accessed after start-up",
      "user and virtualization flags": "32-bit key, not virtualized",
    });
  });

  it("shows the fields that version 1.1 has instead", () => {
    const hive = openFixture("version-1.1.dat");
    const node = meanings([...inspectKey(hive, hive.key("Grün"))][1] as Inspection);
    expect(node).toMatchObject({ name: "Grün", "title index": String(0x0120) });
    expect(node).not.toHaveProperty("access bits");
    expect(node["previous cell in the bin"]).toMatch(/in the bin$/);
  });

  it("goes to the data wherever it lies", () => {
    const hive = openFixture("value-sizes-1.5.dat");
    const of = (name: string): string[] => structures(inspectValue(hive, hive.key("Values").value(name)));
    expect(of("0 bytes")).toEqual(["value"]);
    expect(of("4 bytes")).toEqual(["value"]);
    expect(of("5 bytes")).toEqual(["value", "value data"]);
    expect(of("16345 bytes")).toEqual(["value", "big data", "segment list", "big data segment", "big data segment"]);
    const inside = [...inspectValue(hive, hive.key("Values").value("3 bytes"))].flatMap(({ fields }) => fields);
    expect(inside.find(({ name }) => name === "data inside")).toMatchObject({ size: 3, raw: "030a11" });
  });

  it("names every leaf below an index root, and a class name", () => {
    const lists = openFixture("subkey-lists.dat");
    const found = structures(inspectKey(lists, lists.key("root above all kinds")));
    expect(found.filter((structure) => structure === "subkey list")).toHaveLength(5);
    const names = openFixture("names.dat");
    const [className] = [...inspectKey(names, names.key("Class"))].filter(
      ({ structure }) => structure === "class name",
    );
    expect(className && meanings(className)).toMatchObject({ "class name": "Größe €" });
  });
});

describe("an offset", () => {
  it("of a bin shows its header, of a cell the cell and its bin, also when it is free", () => {
    const hive = openFixture("version-1.1.dat");
    expect(structures(inspectOffset(hive, 0))).toEqual(["hive bin"]);
    expect(structures(inspectOffset(hive, 0x20))).toEqual(["hive bin", "key node"]);
    const sound = openFixture("names.dat");
    const end = sound.baseBlock.binsSize;
    const last = inspectBin(sound, end - 8);
    let at = (last.offset ?? 0) + 32;
    let cell = sound.engine.cell(at);
    while (at + cell.size < end) {
      at += cell.size;
      cell = sound.engine.cell(at);
    }
    expect(structures(inspectOffset(sound, at))).toEqual(["hive bin", "free cell"]);
  });

  it.each([1, 0x7fff_fff8, 0xffff_ffff, 0x1000_0000])("that cannot be is refused: %d", (offset) => {
    expect(() => [...inspectOffset(openFixture("names.dat"), offset)]).toThrow(HiveError);
  });

  it("in the middle of data gives a result or a refusal", () => {
    const data = new Uint8Array(3000).map((_, index) => (index * 31) & 0xff);
    const hive = openHiveOf([{ name: "k", values: [{ name: "v", type: 3, data }] }]);
    let shown = 0;
    for (let offset = 0; offset < hive.baseBlock.binsSize; offset += 8) {
      try {
        shown += checkPlaces(inspectOffset(hive, offset));
      } catch (error) {
        if (!(error instanceof HiveError)) throw error;
      }
    }
    expect(shown).toBeGreaterThan(100);
  });
});
