import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../fixtures/build/hive-bytes.ts";
import { KEY_ALL_ACCESS, KEY_READ, RESTRICTED, SYSTEM, securityDescriptor } from "../../fixtures/build/security.ts";
import { securityAt } from "../support/reference-reader.ts";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";

const OTHER = securityDescriptor([SYSTEM, KEY_ALL_ACCESS], [RESTRICTED, KEY_READ]);
const HIVE = hiveOf({
  keys: [
    { name: "own", security: OTHER, keys: [{ name: "shared" }] },
    { name: "classy", className: "Gr\u00f6\u00dfe \ud800\0" },
  ],
});
const { nodeOffset: own, securityOffset } = HIVE.records.key("own");
const { nodeOffset: classy, classOffset = 0 } = HIVE.records.key("classy");
const rootSecurity = HIVE.records.key("").securityOffset;

describe("a security cell", () => {
  it("tells its descriptor, its ring and its keys, in both modes", () => {
    for (const mode of ["read", "edit"] as const) {
      const engine = openEngine(HIVE.bytes, { mode });
      expect(engine.key(own).security).toBe(securityOffset);
      const record = engine.security(securityOffset);
      expect(record).toEqual({ descriptor: OTHER, next: rootSecurity, previous: rootSecurity, referenceCount: 2 });
    }
  });

  it.each([
    ["signature", 0x6b6e, "bad-signature"],
    ["descriptorSize", 0xffff_ffff, "cell-too-small"],
    ["descriptorSize", 0xffff_fff0, "cell-too-small"],
    ["descriptorSize", OTHER.length + 100, "cell-too-small"],
  ])("with %s %d is refused", (field, value, code) => {
    const hive = new HiveBytes(HIVE);
    securityAt(hive.bytes, securityOffset).set(field, value);
    const error = refusal(() => openEngine(hive.bytes).security(securityOffset));
    expect(error).toMatchObject({ code, structure: "security cell" });
    expect(error.fileOffset).toBeGreaterThanOrEqual(4096 + securityOffset);
  });

  it("may have an empty descriptor; what that means is not asked here", () => {
    const hive = new HiveBytes(HIVE);
    securityAt(hive.bytes, securityOffset).set("descriptorSize", 0);
    expect(openEngine(hive.bytes).security(securityOffset).descriptor).toHaveLength(0);
  });

  it.each([0xffff_ffff, 0x8000_0020, 0x21, 0x7fff_fff8, 0])("is not at 0x%s", (offset) => {
    expect(refusal(() => openEngine(HIVE.bytes).security(offset)).code).toMatch(/^cell-/);
  });
});

describe("a class name", () => {
  it("is read exactly, and is undefined where there is none", () => {
    const engine = openEngine(HIVE.bytes);
    expect(engine.className(classy)).toBe("Gr\u00f6\u00dfe \ud800\0");
    expect(engine.className(own)).toBeUndefined();
  });

  const damaged = (offset: number, set: (view: DataView, at: number) => void): Uint8Array => {
    const hive = new HiveBytes(HIVE);
    set(hive.view, hive.data(offset));
    return hive.bytes;
  };

  it.each([
    ["an odd size", damaged(classy, (view, at) => view.setUint16(at + 74, 15, true)), "bad-name"],
    ["no cell", damaged(classy, (view, at) => view.setUint32(at + 48, 0xffffffff, true)), "cell-out-of-range"],
    ["more than its cell", damaged(classy, (view, at) => view.setUint16(at + 74, 0xfffe, true)), "cell-too-small"],
    ["a free cell", damaged(classOffset, (view, at) => view.setInt32(at - 4, 24, true)), "cell-not-allocated"],
  ])("with %s is refused", (_, bytes, code) => {
    expect(refusal(() => openEngine(bytes).className(classy)).code).toBe(code);
  });
});

describe("a cell as it lies", () => {
  it("has its header, its size and its state", () => {
    const engine = openEngine(HIVE.bytes);
    const { bytes, ...facts } = engine.cell(own);
    expect(facts).toEqual({ size: 88, isAllocated: true, headerSize: 4 });
    expect(bytes).toEqual(HIVE.bytes.slice(4096 + own, 4096 + own + 88));
    expect(engine.cell(own, 80).bytes).toEqual(bytes.slice(80));
    expect(engine.cell(own, 88).bytes).toHaveLength(0);
    expect(refusal(() => engine.cell(own, 89)).code).toBe("cell-out-of-range");
  });

  it("may be free", () => {
    const hive = new HiveBytes(HIVE);
    const size = hive.view.getInt32(4096 + own, true);
    hive.view.setInt32(4096 + own, -size, true);
    expect(openEngine(hive.bytes).cell(own)).toMatchObject({ size: -size, isAllocated: false });
  });

  it.each([0, 1, 7, 12, -12, 0x7fff_fff8, -0x8000_0000])("is refused with a size field of %d", (size) => {
    const hive = new HiveBytes(HIVE);
    hive.view.setInt32(4096 + own, size, true);
    expect(refusal(() => openEngine(hive.bytes).cell(own)).code).toBe("cell-out-of-range");
  });

  it("comes 1 MiB at a time", () => {
    const data = new Uint8Array(1_500_000).map((_, index) => index);
    const big = hiveOf({ values: [{ name: "big", type: 3, data }] }, 3);
    const engine = openEngine(big.bytes);
    const offset = big.records.data("", "big");
    const first = engine.cell(offset);
    const second = engine.cell(offset, first.bytes.length);
    expect(first.bytes).toHaveLength(1024 * 1024);
    expect(first.bytes.length + second.bytes.length).toBe(first.size);
    expect(second.bytes[0]).toBe(data[1024 * 1024 - 4]);
  });
});

describe("the hive bin around an offset", () => {
  it("is found from any of its pages", () => {
    const big = hiveOf({ values: [{ name: "big", type: 3, data: new Uint8Array(20_000) }] }, 3);
    const engine = openEngine(big.bytes);
    const data = big.records.data("", "big");
    for (const offset of [data, data - 32, data + 8192]) {
      const bin = engine.bin(offset);
      expect(bin.offset).toBe(data - 32);
      expect(String.fromCharCode(...bin.bytes.slice(0, 4))).toBe("hbin");
    }
    expect(refusal(() => engine.bin(big.bytes.length - 4096)).code).toBe("cell-out-of-range");
  });
});
