import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, Engine, HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import type { KeyDescription } from "../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { type CompactFileOptions, compactFile } from "../../src/compact/compact-file.ts";
import { type Compaction, planCompaction } from "../../src/compact/compaction.ts";
import { Hive } from "../../src/hive/hive.ts";
import type { CommitReport } from "../../src/storage/commit.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { FOLDER, outcomes, record } from "../storage/cut-commits.ts";
import { fixture, type MemoryFolder, memoryFolder } from "../storage/memory-folder.ts";
import { facts } from "../storage/sample-facts.ts";
import { newLog, oldLog } from "../storage/sample-logs.ts";
import { smallHive, withField } from "../storage/small-hive.ts";
import { overlaid, tapped } from "../storage/tapped-file-system.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";
import { recoverHive } from "../support/reference-recovery.ts";

const NAME = "NTUSER.DAT";
const PATH = `${FOLDER}/${NAME}`;

/** Keys with a value each, so far apart that most of the hive is free. */
function scattered(count: number): KeyDescription {
  const keys = Array.from({ length: count }, (_, index) => ({
    name: `Key ${index}`,
    fillerBefore: 8192,
    values: [{ name: "Data", type: 3, data: new Uint8Array(700).fill(index + 1) }],
  }));
  return { name: "root", keys };
}

const HIVE = smallHive({ minor: 5, root: scattered(20), trailingSize: 12_288 });

async function compact(fs: FileSystem, options: CompactFileOptions, path = PATH): Promise<CommitReport> {
  const opened = openHive(path, { fs, mode: "edit", processFacts: facts() });
  try {
    return await compactFile(opened, planCompaction(opened.hive), options);
  } finally {
    opened.close();
  }
}

function bytesAt({ volume }: MemoryFolder, path: string): Uint8Array {
  return new Uint8Array(volume.readFileSync(path) as Buffer);
}

function planOf(bytes: Uint8Array): Compaction {
  const hive = Hive.fromBytes(bytes, { mode: "edit" });
  try {
    return planCompaction(hive);
  } finally {
    hive.close();
  }
}

async function refusal(promise: Promise<unknown>): Promise<HiveError> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof HiveError)) throw new Error(`expected a HiveError, got ${String(error)}`);
  return error;
}

/** The bins and no more; the sequence number tells how often the hive was written. */
function bins(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.subarray(4096, 4096 + readHive(bytes).binsSize));
}

/** Many times as fast as `toEqual`. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

const META = { attributeTools: { list: () => new Map<string, string>(), set: () => undefined } };
/** The same file system, telling of itself that it is ext4. */
const plain = (fs: FileSystem): FileSystem => overlaid(fs, { statfsSync: () => ({ type: 0xef53 }) });

test("three ways of writing give the same bins, and files that end with them", async () => {
  const { bytes, before, after } = planOf(HIVE);
  expect(before.file).toBe(HIVE.length);
  expect(after.file).toBeLessThan(before.bins / 5);
  const memory = memoryFolder({ [PATH]: HIVE, "/u/B.DAT": HIVE });
  expect(await compact(memory.fs, { output: "/u/out.dat" })).toMatchObject({ written: "output" });
  expect(isSame(bytesAt(memory, PATH), HIVE)).toBe(true);
  expect(await compact(memory.fs, { inPlace: true })).toMatchObject({ written: "in-place", sequence: 42 });
  expect(await compact(plain(memory.fs), { replace: true, ...META }, "/u/B.DAT")).toMatchObject({
    written: "replaced",
    sequence: 42,
  });
  expect(Object.keys(memory.snapshot()).sort()).toEqual(["/u/B.DAT", "/u/NTUSER.DAT", "/u/out.dat"]);
  for (const path of ["/u/out.dat", PATH, "/u/B.DAT"]) {
    const written = bytesAt(memory, path);
    expect(written.length, path).toBe(after.file);
    expect(bins(written).equals(bins(bytes)), path).toBe(true);
    expect(validateHive(written), path).toEqual([]);
    expect(goldenDump(readHive(written)), path).toEqual(goldenDump(readHive(HIVE)));
  }
});

test("a compacted hive is left alone, and copied byte for byte where a new file is asked for", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  await compact(memory.fs, { inPlace: true });
  const once = memory.snapshot();
  expect(planOf(bytesAt(memory, PATH))).toMatchObject({ isNeeded: false, changedPages: 0 });
  expect(await compact(memory.fs, { inPlace: true })).toMatchObject({ written: "nothing" });
  expect(await compact(plain(memory.fs), { replace: true, ...META })).toMatchObject({ written: "nothing" });
  expect(memory.snapshot()).toEqual(once);
  await compact(memory.fs, { output: "/u/again.dat" });
  expect(isSame(bytesAt(memory, "/u/again.dat"), bytesAt(memory, PATH))).toBe(true);
});

test.each([
  ["no logs", {}],
  ["a stale log of the new kind", { [`${NAME}.LOG1`]: newLog(HIVE, 42) }],
  ["a log of the old kind", { [`${NAME}.LOG1`]: oldLog(HIVE, 41) }],
])("in place, cut at any call, with %s: the old or the new hive", async (_, logs) => {
  const work = await record({ [NAME]: HIVE, ...logs }, (fs) => compact(fs, { inPlace: true }));
  const found = outcomes(work, NAME, { old: HIVE, new: work.after.get(NAME) as Uint8Array });
  expect([...found.keys()].sort()).toEqual(["clean, new", "clean, old", "dirty, new"]);
});

test("in place, any call that fails: as it was, finished from the log, or done", async () => {
  const whole = memoryFolder({ [PATH]: HIVE });
  const { fs, calls } = tapped(whole.fs);
  await compact(fs, { inPlace: true });
  const done = bytesAt(whole, PATH);
  const found = new Set<string>();
  for (const [index, call] of calls.entries()) {
    if (call.operation === "close" || call.path.includes("guard")) continue;
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs: failing } = tapped(memory.fs, (_, at) => (at === index ? { fails: "EIO" } : undefined));
    const result = await compact(failing, { inPlace: true }).catch((reason: HiveError) => reason);
    const at = `${index} ${call.operation} ${call.path}`;
    if (!(result instanceof HiveError)) {
      expect(result.warnings, at).toHaveLength(1);
      expect(bins(bytesAt(memory, PATH)).equals(bins(done)), at).toBe(true);
      found.add("done");
    } else if (result.code === "io-error") {
      expect(isSame(bytesAt(memory, PATH), HIVE), at).toBe(true);
      found.add("as it was");
    } else {
      expect(result.code, at).toBe("commit-interrupted");
      const log = bytesAt(memory, `${PATH}.LOG1`);
      const recovered = recoverHive(bytesAt(memory, PATH), { LOG1: log }) as Uint8Array;
      expect(
        [bins(HIVE), bins(done)].some((state) => state.equals(bins(recovered))),
        at,
      ).toBe(true);
      found.add("finished from the log");
    }
  }
  expect([...found].sort()).toEqual(["as it was", "done", "finished from the log"]);
});

test("in place is refused where the root would move, and for more than a log takes", async () => {
  // A first bin with nothing in it: the root lies in the second one.
  const behind = smallHive({ minor: 5, root: { ...scattered(3), fillerBefore: 4096 } });
  expect(planOf(behind).movesRoot).toBe(true);
  // Keys that lie from the last to the first, so that in tree order all of their data goes elsewhere.
  const keys = Array.from({ length: 1200 }, (_, index) => ({
    name: `Key ${9999 - index}`,
    values: [
      {
        name: "Data",
        type: 3,
        data: new Uint8Array(Uint32Array.from({ length: 3_750 }, (_, at) => index * 3_750 + at).buffer),
      },
    ],
  }));
  const large = smallHive({ minor: 5, root: { name: "root", keys } });
  for (const [hive, code] of [
    [behind, "root-moves"],
    [large, "log-too-large"],
  ] as const) {
    const memory = memoryFolder({ [PATH]: hive });
    const before = memory.snapshot();
    const error = await refusal(compact(memory.fs, { inPlace: true }));
    expect(error.code).toBe(code);
    expect(memory.snapshot()).toEqual(before);
    await compact(plain(memory.fs), { replace: true, ...META });
    expect(validateHive(bytesAt(memory, PATH))).toEqual([]);
    expect(goldenDump(readHive(bytesAt(memory, PATH)))).toEqual(goldenDump(readHive(hive)));
  }
});

test("a hive that would become larger stays as it is", async () => {
  // In the file a large value lies beside a small one, in the tree the small ones come first.
  const keys = [
    ["a", 1400],
    ["c", 2100],
    ["b", 1400],
    ["d", 2100],
  ].map(([name, size]) => ({ name: `${name}`, values: [{ name: "v", type: 3, data: new Uint8Array(Number(size)) }] }));
  const hive = smallHive({ minor: 5, root: { name: "root", keys } });
  const { before, after, isNeeded } = planOf(hive);
  expect([before.file, after.file, isNeeded]).toEqual([4096 + 2 * 4096, 4096 + 3 * 4096, false]);
  const memory = memoryFolder({ [PATH]: hive });
  expect(await compact(memory.fs, { inPlace: true })).toMatchObject({ written: "nothing" });
  await compact(memory.fs, { output: "/u/copy.dat" });
  expect(isSame(bytesAt(memory, "/u/copy.dat"), hive)).toBe(true);
});

test("nothing is written without a word where, and nothing is planned over changes", async () => {
  const { fs } = memoryFolder({ [PATH]: HIVE });
  expect((await refusal(compact(fs, {}))).code).toBe("usage");
  const hive = Hive.fromBytes(HIVE, { mode: "edit" });
  hive.engine.editing.setKeyTime(hive.root.offset, 5n);
  expect(() => planCompaction(hive)).toThrow(expect.objectContaining({ code: "usage" }));
  hive.close();
});

test("a dirty hive is recovered first, as before an edit", async () => {
  const dirty = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "dirty", "entry-logs", name)));
  const names = ["NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"];
  const files = Object.fromEntries(names.map((name) => [`${FOLDER}/${name}`, dirty(name)]));
  const recovered = recoverHive(dirty("NTUSER.DAT"), { LOG1: dirty(names[1] ?? ""), LOG2: dirty(names[2] ?? "") });
  const wanted = goldenDump(readHive(recovered as Uint8Array));
  for (const options of [{ inPlace: true }, { output: "/u/out.dat" }]) {
    const memory = memoryFolder(files);
    await compact(memory.fs, options);
    const written = bytesAt(memory, options.output ?? PATH);
    expect(goldenDump(readHive(written))).toEqual(wanted);
    expect(validateHive(written)).toEqual([]);
  }
});

test("bins are replaced whole, also by more of them, and not within a transaction", () => {
  const small = fixture("names.dat");
  const large = withField(HIVE, 24, new DataView(small.buffer).getUint32(24, true));
  const engine = Engine.open(bytesSource(small), { mode: "edit" });
  expect(() => engine.editing.transaction(() => engine.editing.replaceBins(large))).toThrow("within a transaction");
  engine.editing.replaceBins(small);
  expect(engine.isChanged).toBe(false);
  engine.editing.replaceBins(large);
  const grown = engine.toBytes();
  expect(bins(grown).equals(bins(large))).toBe(true);
  expect(goldenDump(readHive(grown))).toEqual(goldenDump(readHive(large)));
  expect(engine.editing.undo()).toBe(false);
  engine.close();
});
