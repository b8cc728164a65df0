import { readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { newHive } from "hivex-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SparseHive, writeSparseHive } from "../fixtures/build/sparse-hive.ts";
import type { Key } from "../src/hive/key.ts";
import { type OpenedHive, openHive } from "../src/storage/open-hive.ts";
import { nodeFileSystem } from "../wasm/node/file-system.ts";
import { cleanHives, corpusFile, describeCorpus } from "./support/corpus.ts";
import { runCli } from "./support/run-cli.ts";
import { TemporaryFolder } from "./support/temporary-folder.ts";

const KIB = 1024;
const DEPTH_6 = 64 * KIB;
const DEPTH_8 = 96 * KIB;
const FIX_PORT = 256 * KIB;
const PEAK = 80 * KIB; // KiB
const REPORT_PEAK = fileURLToPath(new URL("support/report-peak-memory.cjs", import.meta.url));

const open = (path: string): OpenedHive => openHive(path, { fs: nodeFileSystem });

/** Bytes that `--stats` reports, and the peak that the preloaded script reports. */
function reported(stderr: string): { bytes: number; peak: number } {
  const number = (pattern: RegExp): number => Number(pattern.exec(stderr)?.[1]);
  return { bytes: number(/read: (\d+) bytes/), peak: number(/peak memory: (\d+) KiB/) };
}

function runMeasured(...args: string[]): ReturnType<typeof runCli> {
  return runCli([...args, "--stats"], { env: { NODE_OPTIONS: `--require "${REPORT_PEAK.replaceAll("\\", "/")}"` } });
}

describe("a hive of 200 MB", () => {
  let folder: TemporaryFolder;
  let hive: SparseHive;

  beforeAll(() => {
    folder = new TemporaryFolder();
    hive = writeSparseHive(folder.file("NTUSER.DAT"));
  });
  afterAll(() => folder.remove());

  it("gives up a value at depth 6 for 64 KiB of reading, in 80 MB of memory", async () => {
    const result = await runMeasured("get", hive.path, hive.deepKey, hive.deepValue.name);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(String(hive.deepValue.data)) });
    const { bytes, peak } = reported(result.stderr);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(DEPTH_6);
    if (process.version.startsWith("v20.")) expect(peak).toBeLessThanOrEqual(PEAK);
  });

  it("finds any of 3,000 siblings for the same", () => {
    for (const name of ["Class 0000", "class 0001", "CLASS 1499", "Class 2718", "Class 2999"]) {
      const opened = open(hive.path);
      expect(opened.hive.findKey(`${hive.wideKey}\\${name}`)?.name.toLowerCase()).toBe(name.toLowerCase());
      expect(opened.statistics.bytesRead, name).toBeLessThanOrEqual(DEPTH_6);
      opened.close();
    }
  });

  it("counts what the operating system counts", () => {
    if (process.platform !== "linux") return;
    const counted = (): number => Number(/rchar: (\d+)/.exec(readFileSync("/proc/self/io", "latin1"))?.[1]);
    const cost = -counted() + counted(); // of asking
    const before = counted();
    const opened = open(hive.path);
    opened.hive.key(hive.deepKey).value(hive.deepValue.name).data();
    const { bytesRead } = opened.statistics;
    const difference = counted() - before - cost;
    opened.close();
    expect(Math.abs(difference - bytesRead)).toBeLessThan(KIB);
  });

  it("is fixed for 256 KiB of reading, in 80 MB of memory", async () => {
    const result = await runMeasured("outlook", "fix-port", hive.path);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("server.example.com:44300") });
    const { bytes, peak } = reported(result.stderr);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(FIX_PORT);
    if (process.version.startsWith("v20.")) expect(peak).toBeLessThanOrEqual(PEAK);
  });
});

/** Keys exactly `depth` levels down. */
function keysAt(key: Key, depth: number): string[] {
  if (depth === 0) return [key.path];
  return [...key.subkeys()].flatMap((subkey) => keysAt(subkey, depth - 1));
}

describeCorpus("looking a key up in a real hive reads little", () => {
  for (const { file } of cleanHives().filter(({ size }) => size >= 1024 * KIB)) {
    it(file, () => {
      using folder = new TemporaryFolder();
      const path = folder.file("hive");
      writeFileSync(path, corpusFile(file));
      for (const [depth, limit] of [
        [6, DEPTH_6],
        [8, DEPTH_8],
      ] as const) {
        const whole = open(path);
        const paths = keysAt(whole.hive.root, depth);
        whole.close();
        const costs = paths.map((keyPath) => costOf(path, keyPath));
        expect(Math.max(0, ...costs)).toBeLessThanOrEqual(limit);
      }
    });
  }
});

/** Bytes read to look up a key, and its first value where that is small. */
function costOf(path: string, keyPath: string): number {
  const opened = open(path);
  const [value] = opened.hive.key(keyPath).values();
  if (value !== undefined && value.size <= 4 * KIB) value.data();
  const { bytesRead } = opened.statistics;
  opened.close();
  return bytesRead;
}

/** Sections of 100 values each in a .reg file of 8 KiB a section. */
const SECTIONS = process.env.HIVETOOL_FULL === "1" ? 4000 : 800;

it("an import takes the memory of the hive that it makes once, and a little for itself", async () => {
  using folder = new TemporaryFolder();
  const hive = folder.file("app.dat");
  writeFileSync(hive, newHive({ minorVersion: 5, like: "machine", time: 0n }));
  const section = (key: number): string =>
    `[HKEY_LOCAL_MACHINE\\App\\Key ${key}]\r\n${Array.from({ length: 100 }, (_, value) => `"Value ${value}"="some text for ${value} of ${key}"\r\n`).join("")}`;
  const text = Array.from({ length: SECTIONS }, (_, key) => section(key)).join("\r\n");
  const regFile = folder.file("app.reg");
  writeFileSync(regFile, `\ufeffWindows Registry Editor Version 5.00\r\n\r\n${text}`, "utf16le");
  const result = await runMeasured("import", hive, regFile, "--prefix", "HKEY_LOCAL_MACHINE\\App", "--replace");
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(`${SECTIONS * 100} values created`) });
  // A journal of all old bytes, and a second image for reading back, would take several times the hive more.
  const limit = 120 * KIB + (2 * statSync(hive).size) / KIB;
  if (process.version.startsWith("v20.")) expect(reported(result.stderr).peak).toBeLessThanOrEqual(limit);
}, 60_000);
