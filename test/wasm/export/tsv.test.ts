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

/** The engine remembers digests: the same data several times, and data that is alike at its ends and in its middle. */
function hiveOfAlikes(minor: number): Uint8Array {
  const alikes = [0, 1, 4, 5, 8, 9, 64, 100, 1000, BIG + 9].flatMap((size) => {
    const changed = [undefined, 0, 10, 20, size - 20, size - 1].filter(
      (at) => at === undefined || (at >= 0 && at < size),
    );
    return changed.map((changedAt) => Uint8Array.from({ length: size }, (_, at) => (at === changedAt ? 1 : 0)));
  });
  const values = Array.from({ length: 4 * alikes.length }, (_, index) => ({
    name: `${index}`,
    type: 3,
    data: alikes[(index * 7) % alikes.length] ?? new Uint8Array(0),
  }));
  const time = 133_000_000_000_000_000n;
  return writeHive({ minor, sequence: 1, time, fileName: "alikes", root: { name: "root", values, keys: [] } }).bytes;
}

describe.each([3, 5])("tsv of version 1.%i", (minor) => {
  it.each([
    ["everything that is hard to tell", edgeHive(minor, [...NAMES_BEYOND_REG, ...LONE_SURROGATES])],
    ["data of every size", hiveOfSizes(minor)],
    ["data that repeats, and data that nearly does", hiveOfAlikes(minor)],
  ])("is the plain reader's dump: %s", (_, hive) => {
    const lines = exported(hive, { format: "tsv" }).toString("utf8").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines).toEqual(goldenDump(readHive(hive)));
  });
});
