import { bytesSource, type PageSource } from "hivex-wasm";
import { expect, test } from "vitest";
import { faultyHive } from "../../fixtures/build/faulty-hive.ts";
import { type HiveDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { type CheckOptions, checkHive } from "../../src/check/check-hive.ts";
import type { CheckReport, Finding } from "../../src/check/finding.ts";
import { HiveError } from "../../src/errors.ts";

const NOW = 134_143_344_000_000_000n; // 2026-01-31

function check(bytes: Uint8Array, options: CheckOptions = {}): CheckReport {
  return checkHive(bytesSource(bytes), { now: NOW, ...options });
}

/** What a finding is about, in one line. */
function told({ code, severity, keyPath }: Finding): string {
  return `${code} ${severity} ${keyPath}`;
}

test("a sound hive has no findings, and is counted", () => {
  const report = check(faultyHive(5).bytes);
  expect(report).toMatchObject({ isSound: true, findings: [], counts: {} });
  expect(report.summary).toMatchObject({ errors: 0, warnings: 0, infos: 0, mendable: 0, isDirty: false });
  expect(report.summary).toMatchObject({ keys: 8, values: 4, securityCells: 1, leakedCells: 0 });
});

test("a finding tells its key, its place, what was expected and what was found", () => {
  const hive = faultyHive();
  const { nodeOffset } = hive.records.key("Faulty\\b\\inner");
  hive.u32(hive.data(nodeOffset) + 16, 0x20);
  const { findings } = check(hive.bytes);
  expect(findings).toEqual([
    {
      code: "I38",
      severity: "error",
      structure: "key node",
      file: "hive",
      offset: hive.data(nodeOffset) + 16,
      keyPath: "Faulty\\b\\inner",
      expected: `offset 0x${hive.records.key("Faulty\\b").nodeOffset.toString(16).padStart(8, "0")}`,
      found: "offset 0x00000020",
      mendable: true,
      message: "a key names another parent",
    },
  ]);
});

test("where one cell is broken, the others are judged all the same", () => {
  const hive = faultyHive();
  const flags = (path: string): number => hive.data(hive.records.key(path).nodeOffset) + 2;
  // A name that claims more than its cell, a wrong flag below it, and one in another branch.
  hive.u16(hive.data(hive.records.key("Faulty\\b").nodeOffset) + 72, 900);
  hive.u16(flags("Faulty\\b\\inner"), 0x21).u16(flags("Sound"), 0x21);
  const lines = check(hive.bytes).findings.map(told);
  expect(lines).toContain("I41 error Sound");
  expect(lines.filter((line) => line.startsWith("I41"))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith("I34"))).toHaveLength(1);
});

test("of a code no more are listed than asked for, and all are counted", () => {
  const keys = Array.from({ length: 50 }, (_, index) => ({ name: `key ${String(index).padStart(2, "0")}` }));
  const { bytes, records } = writeHive({ ...HIVE, root: { name: "ROOT", keys } });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { name } of keys) view.setUint32(4096 + records.key(name).nodeOffset + 4 + 24, 1, true);
  const report = check(bytes, { limit: 3 });
  expect(report.findings.map(told)).toEqual(["I44 warning key 00", "I44 warning key 01", "I44 warning key 02"]);
  expect(report.counts).toEqual({ I44: 50 });
  expect(report.summary).toMatchObject({ errors: 0, warnings: 50 });
  expect(check(bytes, { limit: Number.POSITIVE_INFINITY }).findings).toHaveLength(50);
});

test("a list that names the same keys a million times over is gone through once", () => {
  // Each key's list is that of its parent, so that a walk without memory would never end.
  const hive = faultyHive();
  const list = hive.records.key("Faulty").listOffset ?? 0;
  for (const path of ["Faulty\\a", "Faulty\\b", "Faulty\\c"]) {
    const node = hive.data(hive.records.key(path).nodeOffset);
    hive.u32(node + 20, 3).u32(node + 28, list);
  }
  const report = check(hive.bytes);
  expect(report.counts).toMatchObject({ I28: 3 });
  expect(report.summary.keys).toBeLessThanOrEqual(8);
});

test("what is no hive at all is an error, and a piece of a hive is a finding", () => {
  for (const bytes of [new Uint8Array(), new Uint8Array(10_000), new TextEncoder().encode("[HKEY_CURRENT_USER]")])
    expect(() => check(bytes)).toThrow(expect.objectContaining({ code: "not-a-hive" }));
  const piece = faultyHive().cut(5000).bytes;
  expect(check(piece).findings.map(({ code, offset }) => [code, offset])).toEqual([["I1", 5000]]);
});

test("without its signature a file that goes on like a hive is judged as one", () => {
  const hive = faultyHive();
  hive.text(0, "xxxx").seal();
  expect(check(hive.bytes).findings.map(told)).toEqual(["I2 error null"]);
});

test("of a format that nobody knows, nothing but that is said", () => {
  const hive = faultyHive();
  hive.u32(24, 9).u32(36, 0x7000_0000).seal();
  expect(check(hive.bytes).findings.map(told)).toEqual(["I4 error null"]);
});

test("what reading throws ends the check, and so does the caller", () => {
  const { bytes } = faultyHive();
  const source = bytesSource(bytes);
  const failing: PageSource = {
    size: source.size,
    read(fileOffset, target) {
      if (fileOffset >= 4096 && target.length >= 4096) throw new HiveError("io-error", "the disk is gone");
      return source.read(fileOffset, target);
    },
  };
  expect(() => checkHive(failing)).toThrow(expect.objectContaining({ code: "io-error" }));
  const stop = new Error("enough");
  const onStep = (): never => {
    throw stop;
  };
  expect(() => checkHive(source, { onStep })).toThrow(stop);
  expect(checkHive(source, { now: NOW }).isSound).toBe(true);
});

test("the present is when no key was written after", () => {
  const { bytes } = writeHive({ ...HIVE, time: NOW, root: { name: "ROOT" } });
  expect(check(bytes, { now: NOW }).findings).toEqual([]);
  expect(check(bytes, { now: NOW - 1n }).findings.map(told)).toEqual(["I50 warning "]);
  expect(checkHive(bytesSource(bytes)).findings.map(({ code }) => code)).toEqual(
    Date.now() > 1_769_860_800_000 ? [] : ["I50"],
  );
});

const HIVE: Omit<HiveDescription, "root"> = { minor: 5, sequence: 1, time: NOW - 10n, fileName: "" };
