import { describe, expect, it } from "vitest";
import { HiveError } from "../../src/errors.ts";
import { parseSid, type Sid, sidSize, sidText } from "../../src/hive/sid.ts";
import { wellKnownSidName } from "../../src/hive/well-known-sids.ts";

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));

describe("a SID", () => {
  it.each([
    ["01 01 000000000005 12000000", "S-1-5-18", "Local system"],
    ["01 02 000000000005 20000000 20020000", "S-1-5-32-544", "Administrators"],
    ["01 01 000000000001 00000000", "S-1-1-0", "Everyone"],
    ["01 00 000000000005", "S-1-5", undefined],
    ["01 01 010000000000 07000000", "S-1-0x010000000000-7", undefined],
    ["01 01 0000ffffffff 07000000", "S-1-4294967295-7", undefined],
    ["01 05 000000000005 15000000 01000000 02000000 ffffffff f4010000", "S-1-5-21-1-2-4294967295-500", "Administrator"],
    ["01 05 000000000005 15000000 01000000 02000000 03000000 e9030000", "S-1-5-21-1-2-3-1001", undefined],
  ])("%s is %s", (hex, text, name) => {
    const sid = parseSid(bytes(hex));
    expect(sidText(sid)).toBe(text);
    expect(wellKnownSidName(sid)).toBe(name);
    expect(sidSize(sid)).toBe(bytes(hex).length);
  });

  it("may be followed by other bytes, and begin anywhere", () => {
    expect(sidText(parseSid(bytes("ffff 01 01 000000000005 12000000 ffff"), 2))).toBe("S-1-5-18");
  });

  it.each([
    ["", "nothing"],
    ["01 01 000000000005 120000", "a byte too few"],
    ["02 01 000000000005 12000000", "revision 2"],
    [`01 10 000000000005 ${"00000000".repeat(16)}`, "16 parts"],
    ["01 ff 000000000005 12000000", "255 parts"],
  ])("is not %s: %s", (hex) => {
    expect(() => parseSid(bytes(hex))).toThrow(HiveError);
    expect(() => parseSid(bytes(hex))).toThrow(expect.objectContaining({ code: "bad-security" }));
  });

  it("takes names from no prototype", () => {
    const odd: Sid = { authority: 5, subAuthorities: [21, 0, 0, 0, 4242] };
    expect(wellKnownSidName(odd)).toBeUndefined();
  });
});
