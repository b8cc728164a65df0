import { describe, expect, it } from "vitest";
import { HiveError } from "../../src/errors.ts";
import { replaceSid } from "../../src/hive/replace-sid.ts";
import { parseSecurityDescriptorText } from "../../src/hive/sddl/parse-descriptor.ts";
import { sidFromText } from "../../src/hive/sddl/parse-sid.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import { parseSecurityDescriptor } from "../../src/hive/security-descriptor.ts";
import { securityDescriptorBytes } from "../../src/hive/security-descriptor-bytes.ts";

const OLD = "S-1-5-21-1004336348-1177238915-682003330-1001";
const SHORT = "S-1-5-99";
const LONG = "S-1-5-21-1-2-3-4-5-6-7-8-9-10-1105";
const GUID = "33221100-5544-7766-8899-aabbccddeeff";

const bytesOf = (text: string): Uint8Array => securityDescriptorBytes(parseSecurityDescriptorText(text));
const textOf = (bytes: Uint8Array): string => securityDescriptorText(parseSecurityDescriptor(bytes));
const replaced = (bytes: Uint8Array, old: string, replacement: string): Uint8Array | undefined =>
  replaceSid(bytes, sidFromText(old), sidFromText(replacement));
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");

describe("one SID in the place of another", () => {
  it.each([
    ["as owner", `O:${OLD}G:SYD:(A;;KA;;;SY)`],
    ["as group", `O:SYG:${OLD}D:`],
    ["as both", `O:${OLD}G:${OLD}`],
    ["in entries", `O:SYD:PAI(D;CI;KW;;;${OLD})(A;OICI;KA;;;SY)(A;;KR;;;${OLD})S:(AU;SAFA;KA;;;${OLD})`],
    ["in entries about objects", `O:SYD:(OA;;RP;${GUID};${GUID};${OLD})(OD;;RP;;${GUID};${OLD})(OA;;RP;;;${OLD})`],
    ["in conditions", `O:SYD:(XA;;KA;;;SY;((Member_of {SID(BA), SID(${OLD})}) || (a == SID(${OLD}))))`],
  ])("%s", (_, text) => {
    const bytes = bytesOf(text);
    expect(text).toContain(OLD);
    for (const other of [SHORT, LONG, "BA"]) {
      const result = replaced(bytes, OLD, other) as Uint8Array;
      expect(textOf(result)).toBe(text.replaceAll(OLD, other));
      expect(hex(result)).toBe(hex(bytesOf(text.replaceAll(OLD, other))));
      if (other !== "BA") expect(hex(replaced(result, other, OLD))).toBe(hex(bytes));
    }
  });

  it("is not looked for where it cannot be", () => {
    const bytes = bytesOf(`O:SYG:BAD:(XA;;KA;;;SY;(a == "${OLD}"))(0x63;;0x0;;;;#0105000000000005)`);
    expect(replaced(bytes, OLD, LONG)).toBeUndefined();
    // One that only begins alike is another one.
    expect(replaced(bytesOf(`O:${OLD}-7`), OLD, LONG)).toBeUndefined();
    expect(replaced(bytesOf(`O:${OLD}`), `${OLD}-7`, LONG)).toBeUndefined();
  });

  it("keeps the order of parts, shared parts, revisions, and room that no entry uses", () => {
    const list = [
      4,
      0,
      40,
      0,
      1,
      0,
      0,
      0,
      0,
      2,
      20,
      0,
      63,
      0,
      15,
      0,
      1,
      1,
      0,
      0,
      0,
      0,
      0,
      5,
      99,
      0,
      0,
      0,
      ...Array(12).fill(7),
    ];
    const sid = [1, 1, 0, 0, 0, 0, 0, 5, 99, 0, 0, 0];
    const head = (list: number, sid: number): number[] => [
      1,
      9,
      0x0f,
      0x84,
      sid,
      0,
      0,
      0,
      sid,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      list,
      0,
      0,
      0,
    ];
    const before = Uint8Array.from([...head(32, 20), ...sid, ...list]);
    const after = replaced(before, SHORT, "S-1-5-99-1-2") as Uint8Array;
    const longer = [1, 3, 0, 0, 0, 0, 0, 5, 99, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0];
    const longerList = [4, 0, 48, 0, 1, 0, 0, 0, 0, 2, 28, 0, 63, 0, 15, 0, ...longer, ...Array(12).fill(7)];
    expect(hex(after)).toBe(hex(Uint8Array.from([...head(40, 20), ...longer, ...longerList])));
    expect(hex(replaced(after, "S-1-5-99-1-2", SHORT))).toBe(hex(before));
  });

  it("is refused where a list would become too large, or the descriptor is damaged", () => {
    const code = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        if (error instanceof HiveError) return error.code;
      }
      return "done";
    };
    const full = bytesOf(`O:SYD:${`(A;;KA;;;${SHORT})`.repeat(3000)}`);
    expect(code(() => replaced(full, SHORT, LONG))).toBe("limit-exceeded");
    expect(code(() => replaced(full, SHORT, "SY"))).toBe("done");
    for (const size of [0, 19, 30, full.length - 1]) {
      expect(code(() => replaced(full.slice(0, size), SHORT, "SY"))).toBe("bad-security");
    }
  });
});
