import { expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { withField } from "../../storage/small-hive.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { describeOracle } from "../../support/oracles.ts";
import { readHive } from "../../support/reference-reader.ts";
import { hiveOf } from "../open-engine.ts";
import { add, byLibhivex, bytes, byUs, remove, set, setAll, treeOf } from "./edited-by-both.ts";
import type { HivexEdit } from "./edits.ts";
import { errnoOf, openHivex } from "./open-hivex.ts";

/** A key with more subkeys than one leaf of the list of lists holds. */
const LIST_OF_LISTS = hiveOf(
  { keys: Array.from({ length: 1200 }, (_, index) => ({ name: `key ${String(index).padStart(4, "0")}` })) },
  3,
).bytes;
const SMALL = hiveOf({ keys: [{ name: "Key" }] }).bytes;

const sequenceOf = (hive: Uint8Array): number => Buffer.from(hive).readUInt32LE(4);
const changedBytes = (one: Uint8Array, other: Uint8Array): number =>
  Math.abs(one.length - other.length) + one.filter((byte, at) => at >= 4096 && byte !== (other[at] ?? byte)).length;

/** What the package's README says that libhivex does: as long as these tests pass, it does. */
describeOracle("libhivex", "what is better than in libhivex", () => {
  it("a key in a list of lists is deleted, or nothing is; libhivex frees the key and then fails", () => {
    const edits = [remove(["key 0100"])];
    const theirs = byLibhivex(LIST_OF_LISTS, edits);
    expect(theirs.said).toEqual(["ENOTSUP"]);
    expect(() => treeOf(theirs.file)).toThrow(/Bad address/);
    const ours = byUs(LIST_OF_LISTS, edits);
    expect(ours.said).toEqual(["ok"]);
    expect(readHive(ours.file).root.keys).toHaveLength(1199);
    expect(treeOf(ours.file).filter((line) => line.startsWith("K\t"))).toHaveLength(1200);
  });

  it("names are one where Windows takes them for one; libhivex creates both", () => {
    const edits = [add([], "É"), add([], "é")];
    expect(byLibhivex(SMALL, edits).said).toEqual(["ok", "ok"]);
    expect(byUs(SMALL, edits).said).toEqual(["ok", "EEXIST"]);
  });

  it("names that Windows does not take are refused; libhivex writes them", () => {
    const edits = [add([], "a\\b"), add([], "x".repeat(300))];
    expect(byLibhivex(SMALL, edits).said).toEqual(["ok", "ok"]);
    expect(byUs(SMALL, edits).said).toEqual(["EINVAL", "EINVAL"]);
  });

  it("large data is stored as the version asks for; libhivex writes one cell, and nothing above a million bytes", () => {
    const edits = [set([], bytes("20 KB", 20_000)), set([], bytes("1.1 MB", 1_100_000))];
    const theirs = byLibhivex(SMALL, edits.slice(0, 1));
    expect(validateHive(theirs.file)).not.toEqual([]);
    expect(byLibhivex(SMALL, edits).said).toEqual(["ok", "ERANGE"]);
    const ours = byUs(SMALL, edits);
    expect(ours.said).toEqual(["ok", "ok"]);
    expect(readHive(ours.file).root.values.map(({ data }) => data.length)).toEqual([20_000, 1_100_000]);
  });

  it("two values of one name are refused; libhivex writes both", () => {
    const edits = [setAll([], bytes("a", 1), bytes("A", 2))];
    expect(byLibhivex(SMALL, edits).said).toEqual(["ok"]);
    expect(byUs(SMALL, edits).said).toEqual(["EEXIST"]);
  });

  it("two values of one name that libhivex has written are not taken for one", () => {
    const doubled = byLibhivex(SMALL, [setAll([], bytes("a", 1), bytes("a", 2))]).file;
    expect(byUs(doubled, [setAll([], bytes("a", 1), bytes("a", 3))]).said).toEqual(["EEXIST"]);
    const { said, file } = byUs(doubled, [setAll([], bytes("a", 3), bytes("b", 4))]);
    expect(said).toEqual(["ok"]);
    expect(readHive(file).root.values.map(({ name, data }) => [name, data.length])).toEqual([
      ["a", 3],
      ["b", 4],
    ]);
  });

  it("a dirty hive is not written; libhivex marks it clean, so that its logs are never applied", () => {
    const dirty = withField(SMALL, 4, 7); // the secondary number stays behind
    const theirs = byLibhivex(dirty, [add([], "New")]).file;
    expect([4, 8].map((at) => Buffer.from(theirs).readUInt32LE(at))).toEqual([8, 8]);
    expect(errnoOf(() => openHivex(dirty, 4))).toBe("EUCLEAN");
  });

  it("a commit without a change writes nothing; libhivex numbers the hive", () => {
    expect(sequenceOf(byLibhivex(SMALL, []).file)).toBe(sequenceOf(SMALL) + 1);
    expect(byUs(SMALL, []).file).toEqual(SMALL);
  });

  it("one value is set where it lies; libhivex writes all values of the key anew", () => {
    const values = Array.from({ length: 50 }, (_, index) => ({
      name: `v${index}`,
      type: 3,
      data: pattern(100, index),
    }));
    const { bytes: hive } = hiveOf({ values });
    const edits = [set([], bytes("v7", 100))];
    expect(changedBytes(hive, byLibhivex(hive, edits).file)).toBeGreaterThan(50 * 100);
    expect(changedBytes(hive, byUs(hive, edits).file)).toBeLessThanOrEqual(100);
  });

  it("what was freed is used again; libhivex makes the file larger with each session", () => {
    const edits: HivexEdit[] = [add([], "Temporary"), set(["Temporary"], bytes("v", 3000)), remove(["Temporary"])];
    let [theirs, ours] = [SMALL, SMALL];
    for (let session = 0; session < 6; session++) {
      theirs = byLibhivex(theirs, edits).file;
      ours = byUs(ours, edits).file;
    }
    expect(theirs.length).toBeGreaterThanOrEqual(SMALL.length + 6 * 4096);
    expect(ours.length).toBeLessThanOrEqual(SMALL.length + 4096);
  });
});
