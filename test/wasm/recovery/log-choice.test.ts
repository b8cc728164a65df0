import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, type LogInput, type LogRole, type Recovered, recoverHive } from "hivex-wasm";
import { describe, expect, it, test } from "vitest";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { dirtyVectorLog, entryLog } from "../../../fixtures/build/log-writer.ts";
import { Hive } from "../../../src/hive/hive.ts";
import { smallHive, withField } from "../../storage/small-hive.ts";
import { recoverHive as referenceRecovery } from "../../support/reference-recovery.ts";
import { bytesOf } from "./whole-image.ts";

const VALUE = { name: "Large", type: 3, data: new Uint8Array(9000) };
const CLEAN = smallHive({ root: { name: "root", values: [VALUE] } });
const BINS = CLEAN.length - 4096;
const TIME = 132_000_000_000_000_000n; // that of the hive
/** Number 41, marked dirty: entries from 41 on are wanted. */
const DIRTY = withField(CLEAN, 4, 42);
const TORN = Object.assign(DIRTY.slice(), { 4: 99 });

type Logs = Partial<Record<LogRole, Uint8Array>>;

/** The second page of the bins data, filled with one byte, so that one sees which entry came last. */
const page = (fill: number, offset = 4096) => ({ offset, bytes: new Uint8Array(4096).fill(fill) });
const entry = (sequence: number, fill = sequence & 0xff, offset?: number) => ({
  sequence,
  binsSize: BINS,
  pages: [page(fill, offset)],
});
const entries = (first: number, count = 1, hive = DIRTY) =>
  entryLog(
    hive,
    Array.from({ length: count }, (_, index) => entry((first + index) >>> 0)),
  );
const oldLog = (fill: number, time = TIME, sequence = 42) =>
  dirtyVectorLog(DIRTY, { sequence, binsSize: BINS, time, pages: [page(fill)] });

function inputs(logs: Logs): LogInput[] {
  return Object.entries(logs).map(([role, bytes]) => ({ role: role as LogRole, source: bytesSource(bytes) }));
}

function recover(primary: Uint8Array, logs: Logs): Recovered {
  const recovered = recoverHive(bytesSource(primary), inputs(logs));
  if (recovered === undefined) throw new Error("this hive is clean");
  const reference = referenceRecovery(primary, logs);
  const image = recovered.image && Buffer.from(bytesOf(recovered.image)).subarray(4096);
  expect(image?.equals(Buffer.from(reference ?? []).subarray(4096)), "the reference agrees").toBe(reference && true);
  return recovered;
}

/** The byte that fills the second page, and the number of the recovered hive. */
function outcome({ image, recovery }: Recovered): unknown[] {
  if (image === undefined) return [recovery.state];
  const whole = bytesOf(image);
  const used = recovery.logs.filter(({ entryCount }) => entryCount > 0).map(({ role }) => role);
  return [whole[4096 + 4096], new DataView(whole.buffer).getUint32(4, true), used.join(" ")];
}

const stops = ({ recovery }: Recovered): unknown =>
  Object.fromEntries(recovery.logs.map(({ role, stop, skippedCount }) => [role, [stop.code, skippedCount]]));
const doubts = ({ recovery }: Recovered): unknown => recovery.doubts.map(({ code }) => code);

test.each<[string, Logs, unknown[]]>([
  ["one log", { LOG1: entries(41, 2) }, [42, 42, "LOG1"]],
  ["a chain that begins in LOG1", { LOG1: entries(41, 2), LOG2: entries(43, 2) }, [44, 44, "LOG1 LOG2"]],
  ["a chain that begins in LOG2", { LOG1: entries(43, 2), LOG2: entries(41, 2) }, [44, 44, "LOG2 LOG1"]],
  ["a chain that begins later than the hive asks for", { LOG1: entries(70, 3) }, [72, 72, "LOG1"]],
  ["an older log beside it", { LOG1: entries(38, 2), LOG2: entries(41) }, [41, 41, "LOG2"]],
  ["a log of the same number", { LOG1: entries(41, 1), LOG2: entries(41, 1) }, [41, 41, "LOG1"]],
  ["the single log of Windows XP's scheme", { LOG: entries(41) }, [41, 41, "LOG"]],
  ["a log whose leftovers are from former rounds", { LOG1: leftovers(entries(41), entries(30, 2)) }, [41, 41, "LOG1"]],
  ["an old log", { LOG1: oldLog(7) }, [7, 42, "LOG1"]],
  ["an old log in second place", { LOG1: new Uint8Array(0), LOG2: oldLog(7) }, [7, 42, "LOG2"]],
  ["an old log of another time before one that fits", { LOG1: oldLog(6, TIME - 1n), LOG2: oldLog(7) }, [7, 42, "LOG2"]],
  ["logs of both kinds", { LOG1: oldLog(7), LOG2: entries(41) }, [41, 41, "LOG2"]],
  [
    "a useless log of the new kind beside an old one that fits",
    { LOG1: oldLog(7), LOG2: entries(40) },
    [7, 42, "LOG1"],
  ],
])("%s", (_, logs, expected) => {
  const recovered = recover(DIRTY, logs);
  expect(outcome(recovered)).toEqual(expected);
  expect(doubts(recovered)).toEqual([]);
});

test.each<[string, Logs, unknown]>([
  ["no logs", {}, {}],
  ["empty logs", { LOG1: new Uint8Array(0) }, { LOG1: ["empty", 0] }],
  ["logs that are too old", { LOG1: entries(38), LOG2: entries(39) }, { LOG1: ["too-old", 0], LOG2: ["too-old", 0] }],
  ["a header without entries", { LOG1: entries(41).slice(0, 512) }, { LOG1: ["end-of-file", 0] }],
  ["a text", { LOG1: new Uint8Array(5000).fill(0x20) }, { LOG1: ["no-log-header", 0] }],
  ["a torn header", { LOG1: spoiled(entries(41), 100) }, { LOG1: ["no-log-header", 0] }],
  ["a log that was being written", { LOG1: withField(entries(41), 8, 40) }, { LOG1: ["half-written", 0] }],
  ["another hive's log: another version", { LOG1: withField(entries(41), 24, 5) }, { LOG1: ["other-hive", 0] }],
  ["another hive's log: another root", { LOG1: withField(entries(41), 36, 0x40) }, { LOG1: ["other-hive", 0] }],
  ["an old log from before", { LOG1: oldLog(7, TIME - 1n) }, { LOG1: ["other-time", 0] }],
  ["an old log from after: the hive's header is whole", { LOG1: oldLog(7, TIME + 1n) }, { LOG1: ["other-time", 0] }],
  ["an old log cut short", { LOG1: oldLog(7).slice(0, -1) }, { LOG1: ["incomplete", 0] }],
  ["an old log without a bitmap", { LOG1: spoiled(oldLog(7), 512) }, { LOG1: ["incomplete", 0] }],
])("nothing to recover with: %s", (_, logs, expected) => {
  const recovered = recoverHive(bytesSource(DIRTY), inputs(logs));
  expect(recovered?.recovery.state).toBe("no-usable-log");
  expect(stops(recovered as Recovered)).toEqual(expected);
});

/** Bytes with one of them changed. */
function spoiled(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** A log written over an older, longer one. */
function leftovers(log: Uint8Array, older: Uint8Array): Uint8Array {
  const bytes = older.slice();
  bytes.set(log);
  return bytes;
}

describe("entries that do not hold", () => {
  // With one page an entry has 7680 bytes at 512; those behind it begin on a page each and take two.
  const SECOND = 8192;

  it("the last one was cut off while it was written: that is ordinary", () => {
    const recovered = recover(DIRTY, { LOG1: spoiled(entries(41, 2), SECOND + 100) });
    expect(outcome(recovered)).toEqual([41, 41, "LOG1"]);
    expect(stops(recovered)).toEqual({ LOG1: ["bad-hash", 1] });
    expect(doubts(recovered)).toEqual([]);
  });

  it("the file ends within the last one", () => {
    expect(outcome(recover(DIRTY, { LOG1: entries(41, 2).slice(0, -512) }))).toEqual([41, 41, "LOG1"]);
  });

  it("others follow a broken one: they are lost, and that is said", () => {
    const recovered = recover(DIRTY, { LOG1: spoiled(entries(41, 3), SECOND + 100) });
    expect(outcome(recovered)).toEqual([41, 41, "LOG1"]);
    expect(stops(recovered)).toEqual({ LOG1: ["bad-hash", 2] });
    expect(recovered.recovery.doubts).toMatchObject([{ code: "entries-lost", isGrave: true }]);
  });

  it.each([0, 4, 12, 16, 20, 24, 32, 40, 44, 60])("a byte of an entry is wrong: offset %i", (at) => {
    expect(recover(DIRTY, { LOG1: spoiled(entries(41), 512 + at) }).recovery.state).toBe("no-usable-log");
  });

  it("the second log does not go on where the first one ends: it is left, and that is said", () => {
    const recovered = recover(DIRTY, { LOG1: entries(41, 2), LOG2: entries(44) });
    expect(outcome(recovered)).toEqual([42, 42, "LOG1"]);
    expect(stops(recovered)).toEqual({ LOG1: ["end-of-file", 0], LOG2: ["gap", 1] });
    expect(recovered.recovery.doubts).toMatchObject([{ code: "entries-lost", isGrave: true }]);
  });

  it("the first log gives nothing: the second stands alone, with a doubt when entries are missing", () => {
    const whole = { LOG1: spoiled(entries(41), 600), LOG2: entries(42) };
    const recovered = recover(DIRTY, whole);
    expect(outcome(recovered)).toEqual([42, 42, "LOG2"]);
    const two = recover(DIRTY, { LOG1: spoiled(entries(41, 2), 600), LOG2: entries(43) });
    expect(outcome(two)).toEqual([43, 43, "LOG2"]);
    expect(two.recovery.doubts).toMatchObject([{ code: "entries-lost" }]);
  });
});

describe("a broken base block", () => {
  it("is taken from the log", () => {
    const recovered = recover(TORN, { LOG1: entries(41, 2) });
    expect(outcome(recovered)).toEqual([42, 42, "LOG1"]);
    expect(recovered.recovery).toMatchObject({ headerFrom: "LOG1", primary: { isValid: false } });
    using hive = Hive.open(recovered.image ?? bytesSource(TORN));
    expect(hive.baseBlock).toMatchObject({ isDirty: false, primarySequence: 42, checksumValid: true });
  });

  it("only the latest log counts", () => {
    const recovered = recover(TORN, { LOG1: entries(41), LOG2: entries(42) });
    expect(outcome(recovered)).toEqual([42, 42, "LOG2"]);
    expect(stops(recovered)).toEqual({ LOG2: ["end-of-file", 0], LOG1: ["not-needed", 0] });
  });

  it("an old log fits by the time of the first bin", () => {
    expect(doubts(recover(TORN, { LOG1: oldLog(7) }))).toEqual([]);
    const later = recover(TORN, { LOG1: oldLog(7, TIME + 1n) });
    expect(outcome(later)).toEqual([7, 42, "LOG1"]);
    expect(later.recovery.doubts).toMatchObject([{ code: "later-time", isGrave: false }]);
    expect(recoverHive(bytesSource(TORN), inputs({ LOG1: oldLog(7, TIME - 1n) }))?.image).toBeUndefined();
  });

  it("no log makes a hive of a file that is none", () => {
    const text = new Uint8Array(20_000).fill(0x61);
    expect(recoverHive(bytesSource(text), inputs({ LOG1: entries(41) }))?.image).toBeUndefined();
    expect(recoverHive(bytesSource(new Uint8Array(100)), inputs({ LOG1: entries(41) }))).toBeUndefined();
  });
});

test("a whole header of something else is not replaced", () => {
  for (const [offset, value] of [
    [20, 2],
    [28, 1],
    [32, 0],
  ] as const) {
    expect(recoverHive(bytesSource(withField(DIRTY, offset, value)), inputs({ LOG1: entries(41) }))).toBeUndefined();
  }
});

test("a clean hive needs no logs, whatever they hold", () => {
  expect(recoverHive(bytesSource(CLEAN), inputs({ LOG1: entries(41), LOG2: entries(50) }))).toBeUndefined();
});

test("numbers wrap around", () => {
  const hive = withField(withField(CLEAN, 4, 0xffffffff), 8, 0xfffffffe);
  const logs = { LOG1: entries(0xfffffffe, 2, hive), LOG2: entries(0, 2, hive) };
  expect(outcome(recover(hive, logs))).toEqual([1, 1, "LOG1 LOG2"]);
  expect(outcome(recover(hive, { LOG1: logs.LOG2, LOG2: logs.LOG1 }))).toEqual([1, 1, "LOG2 LOG1"]);
});

test("a log that names another file is applied, with a grave doubt", () => {
  const log = withField(entries(41), 60, 0x00410041);
  expect(recover(DIRTY, { LOG1: log }).recovery.doubts).toMatchObject([{ code: "other-name", isGrave: true }]);
});

test("a log that can't be read is said", () => {
  const recovered = recoverHive(bytesSource(DIRTY), [
    ...inputs({ LOG1: entries(41) }),
    { role: "LOG2", fault: "permission denied" },
  ]);
  expect(recovered?.recovery.doubts).toMatchObject([{ code: "unreadable-log", isGrave: true }]);
});

describe("growing", () => {
  const grown = (pages: readonly { offset: number; bytes: Uint8Array }[]) =>
    entryLog(DIRTY, [{ sequence: 41, binsSize: BINS + 8192, pages }]);

  it("what the entries cover is there", () => {
    const recovered = recover(DIRTY, { LOG1: grown([{ offset: BINS, bytes: new Uint8Array(8192).fill(9) }]) });
    expect(recovered.image?.size).toBe(4096 + BINS + 8192);
    expect(doubts(recovered)).toEqual([]);
  });

  it("what they do not cover is zeros, with a grave doubt", () => {
    const recovered = recover(DIRTY, { LOG1: grown([page(9, BINS + 4096)]) });
    expect(
      [...bytesOf(recovered.image ?? bytesSource(DIRTY)).subarray(CLEAN.length, CLEAN.length + 4096)].every(
        (byte) => byte === 0,
      ),
    ).toBe(true);
    expect(recovered.recovery.doubts).toMatchObject([{ code: "pages-missing", isGrave: true }]);
  });

  it("a later entry may make the hive smaller again", () => {
    const log = entryLog(DIRTY, [{ sequence: 41, binsSize: BINS + 4096, pages: [page(9, BINS)] }, entry(42)]);
    const { image } = recoverHive(bytesSource(DIRTY), inputs({ LOG1: log })) ?? {};
    expect(image?.size).toBe(4096 + BINS);
  });

  it("a file that was cut short is not filled up with zeros, only with the pages of a log", () => {
    const short = DIRTY.slice(0, -4096);
    expect(
      recoverHive(bytesSource(short), inputs({ LOG1: entryLog(DIRTY, [entry(41, 1, 0)]) }))?.image,
    ).toBeUndefined();
    expect(outcome(recover(short, { LOG1: entryLog(DIRTY, [entry(41, 5, BINS - 4096)]) }))).toContain("LOG1");
  });
});

test("bit 0 of the flags is replayed, and no other", () => {
  for (const [flags, replayed, expected] of [
    [2, 1, 3],
    [3, 0, 2],
    [0, 0xff, 1],
  ] as const) {
    const hive = withField(DIRTY, 144, flags);
    const log = entryLog(hive, [{ ...entry(41), flags: replayed }]);
    const image = recover(hive, { LOG1: log }).image ?? bytesSource(hive);
    expect(new DataView(bytesOf(image).buffer).getUint32(144, true)).toBe(expected);
  }
});

test.each(["entry-logs", "dirty-vector-log"])("the bundled dirty hive %s comes out as it should", (name) => {
  const file = (part: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", name, part)));
  const logs: Logs = { LOG1: file("NTUSER.DAT.LOG1") };
  if (name === "entry-logs") logs.LOG2 = file("NTUSER.DAT.LOG2");
  const { image } = recover(file("NTUSER.DAT"), logs);
  expect(Buffer.from(bytesOf(image ?? bytesSource(CLEAN))).equals(file("recovered.dat"))).toBe(true);
});
