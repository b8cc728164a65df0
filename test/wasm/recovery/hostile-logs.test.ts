import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bytesSource, HiveError, type LogInput, type PageSource, recoverHive } from "hivex-wasm";
import { describe, expect, it, test } from "vitest";
import { sealBaseBlock } from "../../../fixtures/build/checksum.ts";
import { FIXTURES } from "../../../fixtures/build/index.ts";
import { marvin32 } from "../../../fixtures/build/marvin32.ts";
import { bytesOf } from "./whole-image.ts";

const RUNS = process.env.HIVETOOL_FULL === "1" ? 5000 : 200;

const file = (folder: string, part: string): Uint8Array =>
  new Uint8Array(readFileSync(join(FIXTURES, "dirty", folder, part)));
const PRIMARY = file("entry-logs", "NTUSER.DAT");
const ENTRIES = file("entry-logs", "NTUSER.DAT.LOG2");
const VECTOR = file("dirty-vector-log", "NTUSER.DAT.LOG1");
const OLD_PRIMARY = file("dirty-vector-log", "NTUSER.DAT");

/** A page source that counts, so that a test can say how much was read. */
class Counted implements PageSource {
  bytesRead = 0;
  readonly size: number;
  readonly #read: (fileOffset: number, target: Uint8Array) => number;

  constructor(size: number, read: (fileOffset: number, target: Uint8Array) => number) {
    this.size = size;
    this.#read = read;
  }

  read(fileOffset: number, target: Uint8Array): number {
    this.bytesRead += target.length;
    return this.#read(fileOffset, target);
  }
}

const counted = (bytes: Uint8Array): Counted =>
  new Counted(bytes.length, (at, target) => bytesSource(bytes).read(at, target));

/** The first entry of the log with these dwords changed and both hashes made right again. */
function withEntry(changes: Readonly<Record<number, number>>, log = ENTRIES): Uint8Array {
  const copy = log.slice();
  const view = new DataView(copy.buffer);
  for (const [at, value] of Object.entries(changes)) view.setUint32(512 + Number(at), value, true);
  const size = Math.min(view.getUint32(516, true), copy.length - 512) & ~3;
  if (size >= 40) view.setBigUint64(536, marvin32(copy.subarray(552, 512 + size)), true);
  view.setBigUint64(544, marvin32(copy.subarray(512, 544)), true);
  return copy;
}

test.each<[string, Uint8Array]>([
  ["a size of four billion", withEntry({ 4: 0xffffffff })],
  ["a size of 0", withEntry({ 4: 0 })],
  ["a size of one sector less than it needs", withEntry({ 4: 512 })],
  ["a size that is not whole sectors", withEntry({ 4: 7684 })],
  ["bins of nearly four GiB", withEntry({ 16: 0xfffff000 })],
  ["bins of 2 GiB, one page too many", withEntry({ 16: 0x80000000 })],
  ["bins of no size", withEntry({ 16: 0 })],
  ["bins of half a page", withEntry({ 16: 0x1800 })],
  ["four billion page references", withEntry({ 20: 0xffffffff })],
  ["no page reference", withEntry({ 20: 0 })],
  ["a page beyond the bins", withEntry({ 40: 0x7ffff000 })],
  ["a page that ends beyond 32 bits", withEntry({ 40: 0xfffff000 })],
  ["a page of four billion bytes", withEntry({ 44: 0xfffffe00 })],
  ["a page of no bytes", withEntry({ 44: 0 })],
  ["a page between sectors", withEntry({ 40: 8 })],
])("%s: the entry is not applied, whatever its hashes say", (_, log) => {
  const source = counted(log);
  const recovered = recoverHive(bytesSource(PRIMARY), [{ role: "LOG1", source }]);
  expect(recovered).toMatchObject({ image: undefined, recovery: { state: "no-usable-log" } });
  expect(source.bytesRead).toBeLessThanOrEqual(2 * log.length);
});

describe("what only costs", () => {
  it("bins that grow to nearly 2 GiB cost nothing before they are read, and read as zeros", () => {
    const log = counted(withEntry({ 16: 0x7ffff000 }).slice(0, firstEntryEnd()));
    const start = performance.now();
    const { image, recovery } = recoverHive(bytesSource(PRIMARY), [{ role: "LOG1", source: log }]) ?? {};
    expect(image?.size).toBe(0x80000000);
    expect(recovery?.doubts).toMatchObject([{ code: "pages-missing", isGrave: true }]);
    const target = new Uint8Array(4096).fill(1);
    expect(image?.read(0x7fff0000, target)).toBe(4096);
    expect(target.every((byte) => byte === 0)).toBe(true);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("references that overlap or are not sorted: the last one wins, as in the order of writing", () => {
    const pages = [1, 2, 3].map((fill) => new Uint8Array(4096).fill(fill));
    const references = [8192, 4096, 8192, 4096, 4096, 4096];
    const body = Buffer.concat([Buffer.from(Uint32Array.from(references).buffer), ...pages]);
    const size = Math.ceil((40 + body.length) / 512) * 512;
    const log = new Uint8Array(512 + size);
    log.set(ENTRIES.subarray(0, 552));
    log.set(body, 552);
    const changed = withEntry({ 4: size, 20: 3 }, log);
    const { image } = recoverHive(bytesSource(PRIMARY), [{ role: "LOG1", source: bytesSource(changed) }]) ?? {};
    const whole = bytesOf(image ?? bytesSource(PRIMARY));
    expect([whole[4096 + 4096], whole[4096 + 8192]]).toEqual([3, 2]);
  });

  it("a log that claims to have 100 GiB of nothing is left after its first sector", () => {
    const start = ENTRIES.slice(0, 512);
    const log = new Counted(100 * 2 ** 30, (at, target) => {
      target.fill(0);
      target.set(start.subarray(at, at + target.length));
      return target.length;
    });
    expect(recoverHive(bytesSource(PRIMARY), [{ role: "LOG1", source: log }])?.image).toBeUndefined();
    expect(log.bytesRead).toBeLessThan(10_000);
  });

  it("an old log for nearly 2 GiB of bins is told by its bitmap before any of its pages is looked at", () => {
    const sector = VECTOR.slice(0, 512);
    new DataView(sector.buffer).setUint32(40, 0x7ffff000, true);
    sealBaseBlock(sector);
    const log = new Counted(2 ** 20, (at, target) => {
      target.fill(0xff);
      if (at === 0) target.set(sector.subarray(0, target.length));
      if (at === 512) target.set([0x44, 0x49, 0x52, 0x54]);
      return target.length;
    });
    const start = performance.now();
    const { recovery } = recoverHive(bytesSource(OLD_PRIMARY), [{ role: "LOG1", source: log }]) ?? {};
    expect(recovery?.logs).toMatchObject([{ stop: { code: "incomplete" } }]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

/** Where the first entry of the log ends. */
function firstEntryEnd(): number {
  return 512 + new DataView(ENTRIES.buffer).getUint32(516, true);
}

/** Random numbers with a fixed seed, so that a failure comes again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Some bytes changed, mostly where it matters; or the end cut off; with right checksums now and then. */
function mutated(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const copy = bytes.slice(0, next(8) === 0 ? next(bytes.length) : bytes.length);
  if (copy.length === 0) return copy;
  for (let count = 1 + next(8); count > 0; count--) {
    const at = next(3) === 0 ? next(copy.length) : next(Math.min(copy.length, 1200));
    copy[at] = [0, 0xff, 0x80, 1, next(256)][next(5)] ?? 0;
  }
  if (copy.length >= 512 && next(2) === 0) sealBaseBlock(copy);
  return copy.length > 600 && next(2) === 0 ? withEntry({}, copy) : copy;
}

test(`${RUNS} mutations of logs and hives give a result or a HiveError, in little time`, () => {
  const next = random(20_260_131);
  let applied = 0;
  for (let run = 0; run < RUNS; run++) {
    const [primary, log] = next(2) === 0 ? [PRIMARY, ENTRIES] : [OLD_PRIMARY, VECTOR];
    const hive = next(4) === 0 ? mutated(primary, next) : primary;
    const logs: LogInput[] = [
      { role: "LOG1", source: bytesSource(mutated(log, next)) },
      { role: "LOG2", source: bytesSource(next(2) === 0 ? mutated(ENTRIES, next) : VECTOR) },
    ];
    const start = performance.now();
    try {
      const { image } = recoverHive(bytesSource(hive), logs) ?? {};
      if (image !== undefined) applied += 1;
      if (image !== undefined && image.size < 2 ** 24) bytesOf(image);
    } catch (error) {
      if (!(error instanceof HiveError)) throw new Error(`run ${run}: ${error}`, { cause: error });
    }
    expect(performance.now() - start, `run ${run}`).toBeLessThan(2000);
  }
  expect(applied).toBeGreaterThan(RUNS / 20);
});
