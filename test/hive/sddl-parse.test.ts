import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HiveError } from "../../src/errors.ts";
import { type AccessControlEntry, OBJECT_TYPES } from "../../src/hive/access-control-list.ts";
import { parseSecurityDescriptorText } from "../../src/hive/sddl/parse-descriptor.ts";
import { domainFromText, sidFromText } from "../../src/hive/sddl/parse-sid.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import { parseSecurityDescriptor } from "../../src/hive/security-descriptor.ts";
import { securityDescriptorBytes } from "../../src/hive/security-descriptor-bytes.ts";
import { type Sid, sidText } from "../../src/hive/sid.ts";
import { readSddl } from "../support/sddl-reader.ts";
import { EXAMPLE } from "./example-descriptor.ts";

const hexOf = (text: string): string =>
  Buffer.from(securityDescriptorBytes(parseSecurityDescriptorText(text))).toString("hex");
const plain = (hex: string): string => hex.replaceAll(/\s/g, "");

/** What is wrong with a text, code and place. */
function refusal(text: string): string {
  try {
    parseSecurityDescriptorText(text);
  } catch (error) {
    if (error instanceof HiveError) return `${error.code}, ${/character \d+/.exec(error.message)?.[0]}`;
    throw error;
  }
  return "understood";
}

describe("SDDL read", () => {
  it("gives the bytes of the specification's example", () => {
    const text = "O:BAG:BAD:P(A;CIOI;GRGX;;;BU)(A;CIOI;GA;;;BA)(A;CIOI;GA;;;SY)(A;CIOI;GA;;;CO)S:P(AU;FA;GR;;;WD)";
    expect(hexOf(text)).toBe(plain(EXAMPLE));
  });

  it.each([
    ["nothing", "", "01000080 00000000000000000000000000000000"],
    ["an owner", "O:SY", "01000080 14000000 00000000 00000000 00000000 010100000000000512000000"],
    ["parts in another order", "G:SYO:SY", hexOf("O:SYG:SY")],
    [
      "spaces between parts and entries",
      " O:SY D: (A;;KR;;;SY)\n(A;;KW;;;BA)",
      hexOf("O:SYD:(A;;KR;;;SY)(A;;KW;;;BA)"),
    ],
    ["everybody may do everything", "D:NO_ACCESS_CONTROL", "01000480 00000000000000000000000000000000"],
    ["nobody may do anything", "D:", "01000480 00000000 00000000 00000000 14000000 0200080000000000"],
    [
      "flags of both lists",
      "D:PARAIS:ARP",
      "010014b7 0000000000000000 14000000 1c000000 02000800000000000200080000000000",
    ],
    ["rights as a number", "D:(A;;131097;;;SY)", hexOf("D:(A;;KR;;;SY)")],
    ["rights added up", "D:(A;;KRKWSD;;;SY)", hexOf("D:(A;;0x3001f;;;SY)")],
    [
      "a SID with an authority beyond 32 bits",
      "O:S-1-0x123456789abc-7",
      `01000080 14000000 ${"0".repeat(24)} 0101123456789abc07000000`,
    ],
    [
      "an object entry",
      "D:(OA;;RP;33221100-5544-7766-8899-AABBCCDDEEFF;;SY)",
      `01000480 00000000 00000000 00000000 14000000 0400340001000000 05002c00 10000000 01000000 00112233445566778899aabbccddeeff 010100000000000512000000`
        .replace("04003400", "04003000")
        .replace("05002c00", "05002800"),
    ],
    [
      "bytes behind a type that nobody knows",
      "D:(0x63;CI;0x0;;;;#aabbccddeeff0011)",
      "01000480 00000000 00000000 00000000 14000000 0200140001000000 63020c00 aabbccddeeff0011",
    ],
  ])("%s", (_, text, hex) => {
    expect(hexOf(text)).toBe(plain(hex));
  });

  it.each([
    ["(XA;;KR;;;WD;(Exists WIN://ISMULTISESSIONSKU))", "(Exists WIN://ISMULTISESSIONSKU)"],
    [
      '(XA;;KR;;;WD;(@User.Title=="PM" && (@User.Division=="Finance" || @User.Division ==" Sales")))',
      '((@User.Title == "PM") && ((@User.Division == "Finance") || (@User.Division == " Sales")))',
    ],
    [
      "(XD;;KR;;;WD;(a && b || !c && member_of{SID(BA),SID(S-1-5-9)}))",
      "((a && b) || ((!c) && (Member_of {SID(BA), SID(ED)})))",
    ],
    [
      '(XU;SA;KR;;;WD;(@Resource.Gr%00f6%00dfe any_of {1, -0x10, +07, "x;)", #0aFF}))',
      '(@Resource.Gr%00f6%00dfe Any_of {1, -0x10, +07, "x;)", #0aff})',
    ],
    ["(XA;;KR;;;WD;(@Device.x <= 18446744073))", "(@Device.x <= 18446744073)"],
    ["(XA;;KR;;;WD;(Not_Exists Existsing))", "(Not_Exists Existsing)"],
  ])("condition %s", (entry, condition) => {
    const bytes = securityDescriptorBytes(parseSecurityDescriptorText(`D:${entry}`));
    const text = securityDescriptorText(parseSecurityDescriptor(bytes));
    expect(text.endsWith(`;${condition})`), text).toBe(true);
    expect(hexOf(text)).toBe(Buffer.from(bytes).toString("hex"));
  });

  it("stores a condition as the specification does", () => {
    // Operands first; the text as UTF-16 behind its size; zeros up to a multiple of four.
    const bytes = hexOf('D:(XA;;0x1;;;SY;(@User.a=="b"))');
    expect(bytes.endsWith("61727478 f9020000006100 10020000006200 80 00".replaceAll(" ", ""))).toBe(true);
  });

  it.each([
    ["X:BA", "bad-sddl, character 1"],
    ["O:", "bad-sddl, character 3"],
    ["O:XX", "bad-sddl, character 3"],
    ["O:BAG:DA", "bad-sddl, character 7"],
    ["O:BAO:SY", "bad-sddl, character 5"],
    ["O:BA?", "bad-sddl, character 5"],
    ["O:S-1-5-4294967296", "bad-sddl, character 3"],
    [`O:S-1-5${"-1".repeat(16)}`, "bad-sddl, character 3"],
    ["D:(A;;KR;;;SY", "bad-sddl, character 14"],
    ["D:(Q;;KR;;;SY)", "bad-sddl, character 4"],
    ["D:(A;XX;KR;;;SY)", "bad-sddl, character 6"],
    ["D:(A;CI;KRYY;;;SY)", "bad-sddl, character 11"],
    ["D:(A;;0x100000000;;;SY)", "bad-sddl, character 7"],
    ["D:(A;;KR;33221100-5544-7766-8899-aabbccddeeff;;SY)", "bad-sddl, character 10"],
    ["D:(OA;;KR;33221100-5544;;SY)", "bad-sddl, character 11"],
    ["D:(A;;KR;;;)", "bad-sddl, character 12"],
    ["D:(A;;KR;;;SY;(Exists a))", "bad-sddl, character 15"],
    ["D:(XA;;KR;;;SY;(a ==))", "bad-sddl, character 21"],
    ["D:(XA;;KR;;;SY;(a == 9223372036854775808))", "bad-sddl, character 22"],
    ["D:(XA;;KR;;;SY;(a b))", "bad-sddl, character 19"],
    ["D:(A;;KR;;;SY;#abc)", "bad-sddl, character 15"],
    ["D:NO_ACCESS_CONTROL(A;;KR;;;SY)", "bad-sddl, character 20"],
    [`D:(XA;;KR;;;SY;${"(".repeat(100_000)})`, "bad-sddl, character 81"],
    [`D:(XA;;KR;;;SY;(${"!".repeat(100_000)}a))`, "bad-sddl, character 81"],
  ])("refuses %.40s", (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it("reads letters that are relative to a domain where the domain is given", () => {
    const domain = domainFromText("S-1-5-21-1-2-3");
    expect(sidText(sidFromText("DA", { domain }))).toBe("S-1-5-21-1-2-3-512");
    const { owner } = parseSecurityDescriptorText("O:LAD:", { domain });
    expect(owner && sidText(owner)).toBe("S-1-5-21-1-2-3-500");
    expect(() => domainFromText("S-1-5-21-1-2-3-500")).toThrow("no domain's");
    expect(() => sidFromText("BAA")).toThrow("character 3");
  });

  it("means the same as the tests' own reader says", () => {
    const text = "O:BAG:S-1-5-21-1-2-3-513D:PAI(D;CIIO;KW;;;BG)(A;OICIID;KA;;;SY)S:(ML;;NWNR;;;LW)(AU;SAFA;CCDC;;;WD)";
    const model = parseSecurityDescriptor(securityDescriptorBytes(parseSecurityDescriptorText(text)));
    const { dacl, sacl, owner, group } = readSddl(text);
    expect(model.owner && sidText(model.owner)).toBe(owner);
    expect(model.group && sidText(model.group)).toBe(group);
    for (const [list, expected] of [
      [model.dacl, dacl],
      [model.sacl, sacl],
    ] as const) {
      expect(list?.entries.map(({ mask, sid }) => ({ mask, sid: sid && sidText(sid) }))).toEqual(
        expected?.map(({ mask, sid }) => ({ mask, sid })),
      );
    }
  });
});

const sids: fc.Arbitrary<Sid> = fc.record({
  authority: fc.oneof(
    fc.constantFrom(1, 3, 5, 15, 16),
    fc.maxSafeNat().map((number) => number % 2 ** 48),
  ),
  subAuthorities: fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 15 }),
});
const types = fc.constantFrom(0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21);
const guids = fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 }), { nil: undefined });
const rests = fc.oneof(
  fc.constant(new Uint8Array(0)),
  fc
    .integer({ min: 1, max: 5 })
    .chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 }))
    .filter((bytes) => bytes.some((byte) => byte !== 0)),
);
const entries: fc.Arbitrary<AccessControlEntry> = fc
  .record({
    type: types,
    flags: fc.nat(255),
    mask: fc.integer({ min: 0, max: 0xffffffff }),
    sid: sids,
    objectType: guids,
    inheritedObjectType: guids,
    rest: rests,
  })
  .map(({ objectType, inheritedObjectType, ...entry }) =>
    OBJECT_TYPES.includes(entry.type)
      ? { ...entry, ...(objectType && { objectType }), ...(inheritedObjectType && { inheritedObjectType }) }
      : entry,
  );
const lists = fc.option(fc.array(entries, { maxLength: 5 }), { nil: null });

describe("any descriptor", () => {
  it("goes through text and bytes unchanged", () => {
    const descriptors = fc.record({
      owner: fc.option(sids),
      group: fc.option(sids),
      dacl: fc.option(lists),
      sacl: fc.option(lists),
      bits: fc.nat(0xff),
    });
    fc.assert(
      fc.property(descriptors, ({ owner, group, dacl, sacl, bits }) => {
        const listOf = (list: AccessControlEntry[] | null) =>
          list && { revision: list.some(({ type }) => OBJECT_TYPES.includes(type)) ? 4 : 2, entries: list };
        const hasDacl = dacl !== null;
        const hasSacl = sacl !== null;
        const flags = ((bits & 0b010101) * 0x100 * (hasDacl ? 1 : 0)) | ((bits & 0b101010) * 0x100 * (hasSacl ? 1 : 0));
        const model = {
          control: 0x8000 | flags | (hasDacl ? 4 : 0) | (hasSacl ? 0x10 : 0),
          resourceManagerControl: 0,
          owner: owner ?? undefined,
          group: group ?? undefined,
          dacl: hasDacl ? listOf(dacl) : undefined,
          sacl: hasSacl ? listOf(sacl) : undefined,
        };
        const bytes = securityDescriptorBytes(model);
        expect(parseSecurityDescriptor(bytes)).toEqual(model);
        const text = securityDescriptorText(model);
        expect(parseSecurityDescriptorText(text), text).toEqual(model);
      }),
      { numRuns: 500 },
    );
  });

  it("text with random damage is read, or refused with a place", () => {
    const whole =
      'O:BAG:SYD:PAI(OA;CI;KR;33221100-5544-7766-8899-aabbccddeeff;;BU)(XA;;KA;;;SY;(Member_of {SID(BA)} && @User.a == "b"))S:AI(ML;;NW;;;LW)';
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(...'(){};:#"!&|=ABCDGKOPRSWX019-x ')), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const units = [...whole];
        for (const [at, unit] of changes) units[at] = unit;
        expect(refusal(units.join(""))).toMatch(/^understood$|^bad-sddl, character \d+$/);
      }),
      { numRuns: 1000 },
    );
  });
});
