import { parseLogHeader, sequenceReaches } from "hivex-wasm";
import { expect, test } from "vitest";
import { sealBaseBlock } from "../../../fixtures/build/checksum.ts";
import { fixture } from "../../storage/memory-folder.ts";
import { newLog, oldLog } from "../../storage/sample-logs.ts";

const HIVE = fixture("no-profiles.dat");

function changed(log: Uint8Array, offset: number, value: number, seal: boolean): Uint8Array {
  const sector = log.slice(0, 512);
  new DataView(sector.buffer).setUint32(offset, value, true);
  if (seal) sealBaseBlock(sector);
  return sector;
}

test("a log of Windows 8.1 and later", () => {
  expect(parseLogHeader(newLog(HIVE, 77))).toEqual({
    format: "hvle",
    firstSequence: 77,
    isWhole: true,
    lastWritten: new DataView(HIVE.buffer).getBigUint64(12, true),
  });
});

test("a log of Windows XP to 8", () => {
  expect(parseLogHeader(oldLog(HIVE, 5, 123n))).toEqual({
    format: "dirt",
    firstSequence: 5,
    isWhole: true,
    lastWritten: 123n,
  });
});

test("a log of Windows 2000", () => {
  expect(parseLogHeader(changed(oldLog(HIVE, 5), 28, 2, true))?.format).toBe("dirt");
});

test("a log that was itself being written", () => {
  expect(parseLogHeader(changed(newLog(HIVE, 5), 8, 4, true))?.isWhole).toBe(false);
});

test.each<[string, Uint8Array]>([
  ["a wrong checksum", changed(newLog(HIVE, 5), 4, 6, false)],
  ["a hive's own base block", HIVE.slice(0, 512)],
  ["an unknown type", changed(newLog(HIVE, 5), 28, 7, true)],
  ["another signature", changed(newLog(HIVE, 5), 0, 0x12345678, true)],
  ["a sector cut short", newLog(HIVE, 5).slice(0, 511)],
  ["zeros", new Uint8Array(512)],
])("%s is no log header", (_, sector) => {
  expect(parseLogHeader(sector)).toBeUndefined();
});

test.each([
  ["0, stored as 1", 0, 1],
  ["0xffffffff, stored as 0xfffffffe", 0xffffffff, 0xfffffffe],
])("a checksum of %s", (_, sum, stored) => {
  const sector = changed(newLog(HIVE, 5), 500, 0, true);
  const view = new DataView(sector.buffer);
  // The 127 dwords are made to come out as wanted by the one at 500, which means nothing.
  view.setUint32(500, (view.getUint32(508, true) ^ sum) >>> 0, true);
  view.setUint32(508, stored, true);
  expect(parseLogHeader(sector)?.firstSequence).toBe(5);
});

test.each([
  [5, 5, true],
  [6, 5, true],
  [4, 5, false],
  [0, 0xffffffff, true],
  [0xffffffff, 0, false],
  [0x80000004, 5, true],
  [0x80000005, 5, false],
])("sequence number %d reaches %d: %s", (one, other, reaches) => {
  expect(sequenceReaches(one, other)).toBe(reaches);
});
