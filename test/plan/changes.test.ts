import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { applyDocument, type Change, Hive, HiveError, readPlan, securityDescriptorText } from "../../src/index.ts";
import { validateHive } from "../support/hive-validator.ts";

const utf16 = (text: string): string => Buffer.from(text, "utf16le").toString("hex");
const PROFILE = "Software\\Profiles\\13dbb0c8aa05101a9bb000aa002fc45a";

function hive(): Hive {
  const made = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  const value = (key: string, name: string, type: number, data: string): Change => {
    return { op: "set-value", key, value: name, type, data };
  };
  const changes: Change[] = [
    value("A", "sz", 1, utf16("\\\\Old\\x\0")),
    value("A", "multi", 7, utf16("one\0old\0\0")),
    value("A", "dword", 4, "01000000"),
    value("A", "be", 5, "00000001"),
    value("A", "qword", 11, "0100000000000000"),
    value("A", "mask", 3, "9e3e0780"),
    value(PROFILE, "001f6622", 3, utf16("old.example.com\0")),
    value("A", "blob", 3, `0102030405${Buffer.from("old server").toString("hex")}0102`),
    { op: "set-security", key: "A", sddl: "O:BAG:SYD:AI(D;;KW;;;BG)(A;;KA;;;SY)(A;ID;KR;;;BU)" },
    { op: "set-security", key: PROFILE, sddl: "O:BAG:SYD:P(A;;KA;;;SY)" },
  ];
  made.edit({ version: 1, changes }, { time: 0n });
  return made;
}

/** Does one change and gives what is asked for; a second time it changes nothing. */
function outcome<Result>(change: object, look: (hive: Hive) => Result): Result | string {
  const within = hive();
  const plan = readPlan(JSON.stringify({ version: 1, changes: [change] }));
  try {
    applyDocument(within, plan, { time: 0n });
    expect(applyDocument(within, plan, { time: 0n }).changes.every(({ isDone }) => isDone)).toBe(true);
    return look(within);
  } catch (error) {
    if (error instanceof HiveError) return `${error.code}: ${error.statement}`;
    throw error;
  }
}

const dataOf = (key: string, name: string) => (within: Hive) => Buffer.from(within.key(key).value(name).data());

describe("replace-text", () => {
  const all = { op: "replace-text", keys: "**", values: "*", find: "old", replace: "new1" };
  test.each([
    [all, "A", "multi", utf16("one\0new1\0\0")],
    [all, "A", "sz", utf16("\\\\Old\\x\0")],
    [{ ...all, ignoreCase: true }, "A", "sz", utf16("\\\\new1\\x\0")],
    [all, PROFILE, "001f6622", utf16("new1.example.com\0")],
    [all, "A", "blob", `0102030405${Buffer.from("old server").toString("hex")}0102`],
    [
      { ...all, replace: "new", within: true },
      "A",
      "blob",
      `0102030405${Buffer.from("new server").toString("hex")}0102`,
    ],
    [
      { op: "replace-text", key: "A", value: "sz", pattern: "^\\\\\\\\(\\w+)\\\\(x)", replace: "$2-$1" },
      "A",
      "sz",
      utf16("x-Old\0"),
    ],
  ])("%j leaves %s %s", (change, key, name, data) => {
    expect(outcome(change, dataOf(key, name))).toEqual(Buffer.from(data, "hex"));
  });

  test.each([
    [
      { ...all, within: true },
      "precondition-failed: line 1: changes[0] cannot replace a text: it stands in the middle",
    ],
    [{ ...all, pattern: "x" }, 'must have either "find" or "pattern"'],
    [{ ...all, find: "" }, "changes[0].find must not be empty"],
    [{ ...all, find: undefined, pattern: "(" }, "changes[0].pattern is refused: this is no regular expression"],
    [{ ...all, find: undefined, pattern: "a", replace: "$1" }, "a group that the expression does not have"],
  ])("%j is refused", (change, message) => {
    expect(outcome(change, () => "done")).toContain(message);
  });
});

describe("set-bits and clear-bits", () => {
  test.each([
    ["set-bits", { value: "dword", bits: "0x80000002" }, "03000080"],
    ["set-bits", { value: "be", bits: 0x100 }, "00000101"],
    ["set-bits", { value: "qword", bits: "0x8000000000000000" }, "0100000000000080"],
    ["clear-bits", { value: "dword", bits: 1 }, "00000000"],
    ["clear-bits", { value: "mask", mask: "8080", offset: 2 }, "9e3e0700"],
    ["set-bits", { value: "mask", mask: "01" }, "9f3e0780"],
    ["set-bits", { value: "dword", mask: "ff", offset: 3 }, "010000ff"],
  ])("%s %j gives %s", (op, change, data) => {
    expect(outcome({ op, key: "A", ...change }, dataOf("A", change.value))).toEqual(Buffer.from(data, "hex"));
  });

  test.each([
    [{ value: "dword", bits: "0x100000000" }, "dword of A has 32 bits only"],
    [{ value: "sz", bits: 1 }, "sz of A is no number but REG_SZ of 16 bytes"],
    [{ value: "mask", mask: "01", offset: 4 }, "mask of A has 4 bytes, fewer than the mask reaches"],
    [{ value: "mask", bits: 1, mask: "01" }, 'must have either "bits" or "mask"'],
    [{ value: "dword", bits: 1, offset: 1 }, 'offset goes with "mask"'],
    [{ value: "dword", bits: "0x1ffffffffffffffff" }, "changes[0].bits must"],
    [{ value: "dword", bits: -1 }, "changes[0].bits must be a whole number"],
  ])("%j is refused", (change, message) => {
    expect(outcome({ op: "set-bits", key: "A", ...change }, () => "done")).toContain(message);
  });
});

describe("who may do what", () => {
  const sddl = (key: string) => (within: Hive) => {
    expect(validateHive(within.toBytes())).toEqual([]);
    return securityDescriptorText(within.key(key).security());
  };
  test.each([
    [{ op: "add-ace", ace: "(A;CI;KR;;;AU)" }, "O:BAG:SYD:AI(D;;KW;;;BG)(A;;KA;;;SY)(A;CI;KR;;;AU)(A;ID;KR;;;BU)"],
    [{ op: "add-ace", ace: "(D;;KR;;;AN)" }, "O:BAG:SYD:AI(D;;KW;;;BG)(D;;KR;;;AN)(A;;KA;;;SY)(A;ID;KR;;;BU)"],
    [{ op: "add-ace", ace: "(A;;KA;;;SY)" }, "O:BAG:SYD:AI(D;;KW;;;BG)(A;;KA;;;SY)(A;ID;KR;;;BU)"],
    [{ op: "remove-aces", sid: "BU" }, "O:BAG:SYD:AI(D;;KW;;;BG)(A;;KA;;;SY)"],
    [{ op: "remove-aces", sid: "S-1-5-18" }, "O:BAG:SYD:AI(D;;KW;;;BG)(A;ID;KR;;;BU)"],
    [{ op: "set-owner", owner: "SY" }, "O:SYG:SYD:AI(D;;KW;;;BG)(A;;KA;;;SY)(A;ID;KR;;;BU)"],
    [{ op: "protect-acl", protected: true }, "O:BAG:SYD:PAI(D;;KW;;;BG)(A;;KA;;;SY)(A;ID;KR;;;BU)"],
  ])("%j", (change, wanted) => {
    expect(outcome({ ...change, key: "A" }, sddl("A"))).toBe(wanted);
  });

  test("of all keys below a key, each by what it has", () => {
    const change = { op: "set-owner", owner: "BU", key: "", recursive: true };
    expect(outcome(change, sddl("A"))).toMatch(/^O:BUG:SYD:AI/);
    expect(outcome(change, sddl(PROFILE))).toBe("O:BUG:SYD:P(A;;KA;;;SY)");
    expect(outcome({ op: "protect-acl", protected: false, keys: "**" }, sddl(PROFILE))).toBe("O:BAG:SYD:(A;;KA;;;SY)");
  });

  test.each([
    [{ op: "add-ace", ace: "(A;CI;KR;;;AU)(A;;KA;;;SY)" }, "ace must be one entry"],
    [{ op: "add-ace", ace: "" }, "ace must be one entry"],
    [{ op: "add-ace", ace: "P(A;;KA;;;SY)" }, "ace must be one entry"],
    [{ op: "add-ace", ace: "(A;;KA;;;SY)O:SY" }, "ace must be one entry"],
    [{ op: "add-ace", ace: "(Q)" }, "bad-plan: line 1: changes[0] is refused: "],
    [{ op: "set-owner", owner: "nobody" }, "bad-plan: line 1: changes[0] is refused: "],
    [{ op: "protect-acl", protected: 1 }, "changes[0].protected must be true or false"],
  ])("%j is refused", (change, message) => {
    expect(outcome({ ...change, key: "A" }, () => "done")).toContain(message);
  });
});
