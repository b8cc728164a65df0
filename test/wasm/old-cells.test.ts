import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { Hive } from "../../src/hive/hive.ts";
import { walkKeys as walkModel } from "../../src/hive/walk-keys.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/hives/${name}`, import.meta.url))));

describe("hives of Windows NT 3", () => {
  it.each(["version-1.1.dat", "version-1.2.dat"])("%s reads as the independent reader reads it", (name) => {
    using hive = Hive.fromBytes(fixture(name));
    const expected = [...walkKeys(readHive(fixture(name)).root)];
    const keys = [...walkModel(hive.root)].map(({ key }) => key);
    expect(keys.map(({ path, className }) => [path, className])).toEqual(
      expected.map(({ path, className }) => [path.join("\\"), className]),
    );
    expect(keys.map((key) => [...key.values()].map((value) => [value.name, value.type, value.data()]))).toEqual(
      expected.map(({ values }) => values.map((value) => [value.name, value.type, new Uint8Array(value.data)])),
    );
    for (const key of keys) {
      expect(hive.key(key.path).offset).toBe(key.offset);
      expect(key.security().owner?.subAuthorities).toEqual([32, 544]);
    }
  });

  it("1.1 has no flags where the title index is, and no bits either", () => {
    using hive = Hive.fromBytes(fixture("version-1.1.dat"));
    expect(hive.key("").value("titled").flags).toBe(0);
    expect(hive.key("GRÜN").record).toMatchObject({ name: "Grün", flags: 0x20, accessBits: 0, layerBits: 0 });
    expect(hive.engine.cell(hive.root.offset).headerSize).toBe(8);
  });

  it.each(["version-1.1.dat", "version-1.2.dat"])("%s is not edited", (name) => {
    const error = refusal(() => openEngine(fixture(name), { mode: "edit" }));
    expect(error).toMatchObject({ code: "version-read-only", fileOffset: 24, expected: "3 or later" });
  });

  it("a cell of 1.1 holds four bytes less than one of the same size later", () => {
    const old = new HiveBytes(hiveOf({ values: [{ name: "v", type: 3, data: new Uint8Array(40) }] }, 1));
    const { valueOffset, dataOffset = 0 } = old.records.value("", "v");
    expect(openEngine(old.bytes).cell(dataOffset).size).toBe(48);
    const value = 4096 + valueOffset + 8;
    old.view.setUint32(value + 4, 41, true);
    expect(refusal(() => openEngine(old.bytes).valueData(valueOffset)).code).toBe("cell-too-small");
  });
});
