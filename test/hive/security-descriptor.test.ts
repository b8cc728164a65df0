import { describe, expect, it } from "vitest";
import { HiveError } from "../../src/errors.ts";
import { accessRightsText, securityDescriptorText } from "../../src/hive/sddl.ts";
import { parseSecurityDescriptor, type SecurityDescriptor } from "../../src/hive/security-descriptor.ts";
import { sidText } from "../../src/hive/sid.ts";
import { readSddl } from "../support/sddl-reader.ts";
import { EXAMPLE } from "./example-descriptor.ts";

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
const textOf = (hex: string): string => securityDescriptorText(parseSecurityDescriptor(bytes(hex)));

describe("the example of the specification", () => {
  const descriptor = parseSecurityDescriptor(bytes(EXAMPLE));

  it("has the parts that its text tells", () => {
    expect(descriptor.control).toBe(0xb014);
    expect(descriptor.owner && sidText(descriptor.owner)).toBe("S-1-5-32-544");
    expect(descriptor.dacl?.entries.map(({ type, flags, mask }) => [type, flags, mask])).toEqual([
      [0, 3, 0xa0000000],
      [0, 3, 0x10000000],
      [0, 3, 0x10000000],
      [0, 3, 0x10000000],
    ]);
    expect(descriptor.sacl?.entries).toHaveLength(1);
  });

  it("comes out as text, flags and rights in the order in which Windows writes them", () => {
    const text = "O:BAG:BAD:P(A;OICI;GXGR;;;BU)(A;OICI;GA;;;BA)(A;OICI;GA;;;SY)(A;OICI;GA;;;CO)S:P(AU;FA;GR;;;WD)";
    expect(securityDescriptorText(descriptor)).toBe(text);
    expect(readSddl(text).dacl?.[0]).toEqual({ type: "A", flags: "CI OI", mask: 0xa0000000, sid: "S-1-5-32-545" });
  });
});

const HEAD = (control: string, owner = 0, sacl = 0, dacl = 0): string =>
  `0100${control}${[owner, 0, sacl, dacl].map((at) => Buffer.from([at, 0, 0, 0]).toString("hex")).join("")}`;
const SYSTEM = "010100000000000512000000";

describe("SDDL", () => {
  it.each([
    ["nothing at all", HEAD("0080"), ""],
    ["an owner", HEAD("0080", 20) + SYSTEM, "O:SY"],
    ["a null DACL: everybody may do everything", HEAD("0480"), "D:NO_ACCESS_CONTROL"],
    ["an empty DACL: nobody may do anything", `${HEAD("0480", 0, 0, 20)}0200080000000000`, "D:"],
    ["a DACL that is not marked as present", `${HEAD("0080", 0, 0, 20)}0200080000000000`, ""],
    ["flags of inheritance", `${HEAD("0495", 0, 0, 20)}0200080000000000`, "D:PARAI"],
    [
      "a label",
      `${HEAD("1080", 0, 20)}02001c0001000000 11001400 03000000 ${"010100000000001000100000"}`,
      "S:(ML;;NWNR;;;LW)",
    ],
    [
      "an object entry",
      `${HEAD("0480", 0, 0, 20)}0400340001000000 05002c00 10000000 01000000 ${"00112233445566778899aabbccddeeff"} ${SYSTEM}00000000`,
      "D:(OA;;RP;33221100-5544-7766-8899-aabbccddeeff;;SY)",
    ],
    [
      "a type that nobody knows",
      `${HEAD("0480", 0, 0, 20)}0200140001000000 63000c00 aabbccddeeff0011`,
      "D:(0x63;;0x0;;;;#aabbccddeeff0011)",
    ],
  ])("of %s", (_, hex, text) => {
    expect(textOf(hex)).toBe(text);
  });

  it.each([
    [0xf003f, "KA"],
    [0x20019, "KR"],
    [0x20006, "KW"],
    [0x1, "CC"],
    [0xf003e, "DCLCSWRPWPSDRCWDWO"],
    [0x10000000, "GA"],
    [0xc0000000, "GWGR"],
    [0x1000001, "0x1000001"],
    [0xffffffff, "0xffffffff"],
    [0, "0x0"],
  ])("rights 0x%s", (mask, text) => {
    expect(accessRightsText(mask)).toBe(text);
    expect(accessRightsText(mask | 0)).toBe(text);
  });
});

describe("hostile descriptors", () => {
  const whole = bytes(EXAMPLE);
  const refused = (descriptor: Uint8Array): SecurityDescriptor | string => {
    try {
      return parseSecurityDescriptor(descriptor);
    } catch (error) {
      if (!(error instanceof HiveError)) throw error;
      expect(error.message).not.toMatch(/undefined|NaN/);
      return error.code;
    }
  };

  it("cut anywhere are refused", () => {
    for (let size = 0; size < whole.length; size++)
      expect(refused(whole.slice(0, size)), `${size}`).toBe("bad-security");
  });

  it.each([
    ["revision", 0, 2],
    ["not self-relative", 3, 0x30],
    ["an owner in the head", 4, 19],
    ["an owner at the end", 4, whole.length - 7],
    ["a DACL smaller than its head", 0x32, 7],
    ["a DACL with more entries than it has", 0x34, 5],
    ["an entry of no size", 0x3a, 0],
    ["an entry that is too small for its SID", 0x3a, 0x10],
    ["a SID with too many parts", 0x41, 16],
  ])("%s", (_, at, value) => {
    const copy = whole.slice();
    copy[at] = value;
    expect(refused(copy)).toBe("bad-security");
  });

  it("with random damage give a descriptor whose text can be made, or a refusal", () => {
    let state = 4711;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    let parsed = 0;
    for (let round = 0; round < 5000; round++) {
      const copy = whole.slice();
      for (let changes = 1 + random(4); changes > 0; changes--) copy[random(copy.length)] = random(256);
      const result = refused(copy);
      if (typeof result === "string") continue;
      parsed++;
      expect(securityDescriptorText(result)).toMatch(/^(O:|G:|D:|S:|$)/);
    }
    expect(parsed).toBeGreaterThan(500);
  });
});
