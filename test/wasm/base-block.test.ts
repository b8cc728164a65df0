import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bytesSource, Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { BASE_BLOCK } from "../support/layout-transcription.ts";
import { StructureView } from "../support/structure-view.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { isReadable } from "./walk-hive.ts";

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))));

/** A small hive whose base block has these fields; sealed unless told, so that the checksum is not what is wrong. */
function hiveWith(fields: Record<string, number | bigint>, sealed = true): Uint8Array {
  const hive = new HiveBytes(hiveOf({ keys: [{ name: "key" }] }));
  const block = new StructureView(hive.bytes, BASE_BLOCK, 0);
  for (const [field, value] of Object.entries(fields)) block.set(field, value);
  return sealed ? hive.seal().bytes : hive.bytes;
}

const SOUND = hiveWith({});
const BINS = SOUND.length - 4096;
const open = (bytes: Uint8Array): Engine => openEngine(bytes);

describe("the checksum", () => {
  it.each([
    ["sum-is-zero", 1],
    ["sum-is-all-ones", 0xfffffffe],
  ])("of %s is replaced by its neighbour", (name, checksum) => {
    const bytes = fixture(`checksum/${name}.dat`);
    expect(open(bytes).baseBlock).toMatchObject({ checksumComputed: checksum, checksumValid: true, isDirty: false });
    const unreplaced = bytes.slice();
    new DataView(unreplaced.buffer).setUint32(508, name === "sum-is-zero" ? 0 : 0xffffffff, true);
    expect(refusal(() => open(unreplaced)).code).toBe("bad-checksum");
  });

  it("covers the dwords before it, and nothing behind", () => {
    // Those that are checked for themselves are left out: another fault would come first.
    const dwords = Array.from({ length: 127 }, (_, index) => index * 4).filter(
      (at) => at !== 0 && (at < 20 || at >= 44),
    );
    for (const at of dwords) {
      const spoiled = SOUND.slice();
      spoiled[at + (at % 3)] = (spoiled[at + (at % 3)] ?? 0) ^ 0x40;
      expect(refusal(() => open(spoiled)).code, `at ${at}`).toBe("bad-checksum");
    }
    const behind = SOUND.slice();
    behind.fill(0xee, 512, 4096);
    expect(open(behind).baseBlock.checksumValid).toBe(true);
  });

  it("names what it should be and what stands there, and may be ignored", () => {
    const bytes = hiveWith({ checksum: 0x12345678 }, false);
    const stored = { checksumStored: 0x12345678, checksumValid: false, isDirty: true };
    const error = refusal(() => open(bytes));
    const right = new StructureView(SOUND, BASE_BLOCK, 0).number("checksum");
    expect(error).toMatchObject({
      code: "bad-checksum",
      fileOffset: 508,
      found: "0x12345678",
      expected: `0x${right.toString(16)}`,
    });
    expect(openEngine(bytes, { ignoreChecksum: true }).baseBlock).toMatchObject({ ...stored, checksumComputed: right });
  });
});

describe("what the fields mean", () => {
  it("is dirty when the numbers differ, even when the checksum holds", () => {
    expect(open(hiveWith({ primarySequence: 8, secondarySequence: 7 })).baseBlock).toMatchObject({
      checksumValid: true,
      isDirty: true,
    });
    expect(open(hiveWith({ primarySequence: 8, secondarySequence: 8 })).baseBlock.isDirty).toBe(false);
  });

  const rmtm = { guidSignature: 0x6d746d72, flags: 3, lastReorganized: 77n };
  it.each([
    ["no mark", {}, undefined, undefined],
    ["rmtm", rmtm, 3, 77n],
    ["rmtm and no other field", { guidSignature: 0x6d746d72 }, 0, 0n],
    ["OfRg", { offregSignature: 0x6752664f, flags: 2, lastReorganized: 5n }, 2, undefined],
    ["version 1.6", { minorVersion: 6, flags: 2, lastReorganized: 5n }, 2, undefined],
    ["remnants that only look like flags", { flags: 0x00310034, lastReorganized: 9n }, undefined, undefined],
    ["the mark in another place", { resourceManagerId: 0x6d746d72, flags: 1 }, undefined, undefined],
  ])("flags and reorganisation with %s", (_, fields, flags, lastReorganized) => {
    expect(open(hiveWith(fields)).baseBlock).toMatchObject({ flags, lastReorganized });
  });

  it("reads no flags from the remnants of a real layout", () => {
    const bytes = fixture("hives/remnants-in-base-block.dat");
    expect(new StructureView(bytes, BASE_BLOCK, 0).number("flags")).toBe(0x00310035);
    expect(open(bytes).baseBlock).toMatchObject({ flags: undefined, lastReorganized: undefined, isDirty: false });
  });

  it.each([
    ["31 letters and a NUL", "ers\\erika\\AppData\\Local\\User.dat".slice(-31)],
    ["32 letters and none", "\\".repeat(32)],
    ["nothing", ""],
    ["a lone surrogate", "a\ud800b"],
  ])("the file name with %s", (_, name) => {
    const bytes = hiveWith({ fileName: 0n });
    const view = new DataView(bytes.buffer);
    for (let index = 0; index < name.length; index++) view.setUint16(48 + index * 2, name.charCodeAt(index), true);
    const hive = new HiveBytes({ bytes, records: hiveOf({}).records }).seal().bytes;
    expect(open(hive).baseBlock.fileName).toBe(name);
  });

  it.each([2, 3, 4, 5, 6])("opens version 1.%d", (minorVersion) => {
    const engine = open(hiveWith({ minorVersion }));
    expect(engine.baseBlock.minorVersion).toBe(minorVersion);
    expect(engine.subkeys(engine.baseBlock.rootOffset)).toHaveLength(1);
  });
});

it.each([1, 2, 3, 4, 5, 6])("version 1.%d is opened for editing only where its ways are known", (minorVersion) => {
  const bytes = hiveWith({ minorVersion });
  expect(openEngine(bytes).baseBlock.minorVersion).toBe(minorVersion);
  const edit = () => openEngine(bytes, { mode: "edit" }).baseBlock.minorVersion;
  if (minorVersion >= 3) expect(edit()).toBe(minorVersion);
  else expect(refusal(edit)).toMatchObject({ code: "version-read-only", fileOffset: 24, found: `${minorVersion}` });
});

describe("what is no hive, or no sound one", () => {
  it.each<[name: string, bytes: Uint8Array, code: string, facts: Record<string, unknown>]>([
    ["an empty file", new Uint8Array(0), "not-a-hive", { found: "0 bytes" }],
    ["three bytes", new TextEncoder().encode("reg"), "not-a-hive", { found: "3 bytes" }],
    ["four right letters", new TextEncoder().encode("regf"), "truncated-hive", { found: "4 bytes" }],
    ["a byte less than a base block", SOUND.slice(0, 4095), "truncated-hive", { found: "4095 bytes" }],
    ["a base block alone", SOUND.slice(0, 4096), "truncated-hive", { expected: `${BINS} bytes`, found: "0 bytes" }],
    ["a byte less than its bins", SOUND.slice(0, -1), "truncated-hive", { found: `${BINS - 1} bytes` }],
    [
      "another signature",
      hiveWith({ signature: 0x66676573 }),
      "not-a-hive",
      { fileOffset: 0, expected: '"regf"', found: '"segf"' },
    ],
    ["zeros", new Uint8Array(8192), "not-a-hive", { fileOffset: 0, found: "0x0" }],
    ["major version 0", hiveWith({ majorVersion: 0 }), "unsupported-version", { fileOffset: 20, found: "0" }],
    [
      "major version 2",
      hiveWith({ majorVersion: 2 }),
      "unsupported-version",
      { fileOffset: 20, expected: "1", found: "2" },
    ],
    ["version 1.0", hiveWith({ minorVersion: 0 }), "unsupported-version", { fileOffset: 24, expected: "1 to 6" }],
    ["version 1.7", hiveWith({ minorVersion: 7 }), "unsupported-version", { fileOffset: 24, found: "7" }],
    [
      "a log of Windows 7",
      hiveWith({ fileType: 1 }),
      "bad-base-block",
      { fileOffset: 28, found: "type 1, a transaction log" },
    ],
    [
      "a log of Windows 2000",
      hiveWith({ fileType: 2 }),
      "bad-base-block",
      { fileOffset: 28, found: "type 2, a transaction log" },
    ],
    [
      "a log of Windows 10",
      hiveWith({ fileType: 6 }),
      "bad-base-block",
      { fileOffset: 28, found: "type 6, a transaction log" },
    ],
    [
      "an unknown type",
      hiveWith({ fileType: 0xffffffff }),
      "bad-base-block",
      { fileOffset: 28, found: "type 4294967295" },
    ],
    ["an unknown format", hiveWith({ fileFormat: 0 }), "bad-base-block", { fileOffset: 32 }],
    ["the root behind the bins", hiveWith({ rootCell: BINS }), "bad-base-block", { fileOffset: 36 }],
    ["no root", hiveWith({ rootCell: 0xffffffff }), "bad-base-block", { fileOffset: 36 }],
    ["no bins", hiveWith({ hiveBinsDataSize: 0 }), "bad-base-block", { fileOffset: 40 }],
    ["half a page of bins", hiveWith({ hiveBinsDataSize: 0x1800 }), "bad-base-block", { fileOffset: 40 }],
    ["2 GiB of bins", hiveWith({ hiveBinsDataSize: 0x80000000 }), "bad-base-block", { fileOffset: 40 }],
    ["4 GiB of bins", hiveWith({ hiveBinsDataSize: 0xfffff000 }), "bad-base-block", { fileOffset: 40 }],
    ["almost 2 GiB of bins", hiveWith({ hiveBinsDataSize: 0x7ffff000 }), "truncated-hive", { found: `${BINS} bytes` }],
  ])("%s is refused", (_, bytes, code, facts) => {
    const error = refusal(() => Engine.open(bytesSource(bytes)));
    expect(error).toMatchObject({ code, structure: "base block", ...facts });
    expect(error.fileOffset).toBeTypeOf("number");
    expect(isReadable(error), error.message).toBe(true);
  });

  it.each([0, 8, 36, BINS - 8])("the root at %d is refused when it is read, not before", (rootCell) => {
    const engine = open(hiveWith({ rootCell }));
    expect(refusal(() => engine.key(rootCell)).structure).toBe("key node");
  });

  it("takes a file that goes on behind its bins", () => {
    const longer = new Uint8Array(SOUND.length + 5000).fill(0xff);
    longer.set(SOUND);
    const engine = open(longer);
    expect(engine.baseBlock.binsSize).toBe(BINS);
    expect(refusal(() => engine.key(BINS)).code).toBe("cell-out-of-range");
  });

  it("takes a file that is larger than any hive", () => {
    const source = { ...bytesSource(SOUND), size: 2 ** 40 };
    expect(openEngine(source).baseBlock.binsSize).toBe(BINS);
  });
});
