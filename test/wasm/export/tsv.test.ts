import { describe, expect, it } from "vitest";
import { writeHive } from "../../../fixtures/build/hive-writer.ts";
import { goldenDump } from "../../support/golden-dump.ts";
import { readHive } from "../../support/reference-reader.ts";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "./edge-hive.ts";
import { exported } from "./exported.ts";

const BIG = 16344; // data beyond this lies in segments

/** The engine digests four values at once: long and short ones side by side, and all ends of a block of 64 bytes. */
const SIZES: readonly number[] = [
  ...Array.from({ length: 200 }, (_, size) => size),
  ...[BIG - 1, 0, 64, BIG + 1, 1, 63, 2 * BIG, 3 * BIG + 17, 128, 5, 5, 5, 5, 100_000, 55, 56],
];

function hiveOfSizes(minor: number): Uint8Array {
  const values = SIZES.map((size, index) => ({
    name: `${index}`,
    type: 3,
    data: Uint8Array.from({ length: size }, (_, at) => (at * 31 + index * 7) & 255),
  }));
  return writeHive({
    minor,
    sequence: 1,
    time: 133_000_000_000_000_000n,
    fileName: "sizes",
    root: { name: "root", values, keys: [{ name: "below", values: values.toReversed() }] },
  }).bytes;
}

describe.each([3, 5])("tsv of version 1.%i", (minor) => {
  it.each([
    ["everything that is hard to tell", edgeHive(minor, [...NAMES_BEYOND_REG, ...LONE_SURROGATES])],
    ["data of every size", hiveOfSizes(minor)],
  ])("is the plain reader's dump: %s", (_, hive) => {
    const lines = exported(hive, { format: "tsv" }).toString("utf8").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines).toEqual(goldenDump(readHive(hive)));
  });
});
