import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { applyDocument, type Change, Hive, HiveError, readPlan, type VariableValues } from "../../src/index.ts";

const sz = (text: string): string => Buffer.from(`${text}\0`, "utf16le").toString("hex");

/** A user's hive with some keys and values. */
function hive(): Hive {
  const made = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  const changes: Change[] = [
    { op: "create-key", key: "Control Panel\\Desktop" },
    { op: "set-value", key: "Software\\One\\Cache", value: "Server", type: 1, data: sz("old") },
    { op: "set-value", key: "Software\\Two\\Deep\\Cache", value: "Server2", type: 1, data: sz("old") },
    { op: "set-value", key: "Software\\Two", value: "a*b", type: 4, data: "01000000" },
    { op: "set-value", key: "Software\\Two", value: "aXb", type: 4, data: "01000000" },
    { op: "set-value", key: "Software\\Two", value: "List", type: 7, data: `${sz("x")}0000` },
  ];
  made.edit({ version: 1, changes }, { time: 0n });
  return made;
}

/** What a plan of these changes comes to, in short words. */
function done(changes: object[], more: object = {}, variables: VariableValues = {}, facts: VariableValues = {}) {
  const within = hive();
  const plan = readPlan(JSON.stringify({ version: 1, ...more, changes }));
  const options = { time: 0n, variables, facts };
  const before = within.toBytes();
  try {
    const { plan: concrete, passed } = applyDocument(within, plan, options);
    const changed = concrete.changes.map(
      ({ op, ...rest }) => `${op} ${Object.values(rest).filter(isText).join(" | ")}`,
    );
    // What has been done is so already.
    const again = applyDocument(within, plan, options);
    expect(again.changes.every(({ isDone }) => isDone)).toBe(true);
    return [...changed, ...passed.map(({ place, reason }) => `${place}: ${reason}`)];
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    expect(within.toBytes()).toEqual(before);
    return `${error.code}: ${error.statement}`;
  } finally {
    within.close();
  }
}

const isText = (each: unknown): boolean => typeof each === "string";

describe("keys and values by patterns", () => {
  test.each([
    [{ op: "delete-key", keys: "software\\*\\cache", recursive: true }, ["delete-key Software\\One\\Cache"]],
    [
      { op: "delete-key", keys: "Software\\**\\Cache", recursive: true },
      ["delete-key Software\\One\\Cache", "delete-key Software\\Two\\Deep\\Cache"],
    ],
    [{ op: "delete-value", keys: "**", values: "server?" }, ["delete-value Software\\Two\\Deep\\Cache | Server2"]],
    [
      { op: "delete-value", keys: "**", values: "server*" },
      ["delete-value Software\\One\\Cache | Server", "delete-value Software\\Two\\Deep\\Cache | Server2"],
    ],
    [
      { op: "delete-value", key: "Software\\Two", values: "a*b" },
      ["delete-value Software\\Two | a*b", "delete-value Software\\Two | aXb"],
    ],
    [{ op: "delete-value", key: "Software\\Two", values: "a[*]b" }, ["delete-value Software\\Two | a*b"]],
    [{ op: "delete-value", key: "Software\\Two", value: "a*b" }, ["delete-value Software\\Two | a*b"]],
    [
      { op: "delete-value", keys: ["Software\\T*", "Software\\*"], values: ["List", "?Xb", "L*"] },
      ["delete-value Software\\Two | List", "delete-value Software\\Two | aXb"],
    ],
    [
      { op: "set-value", keys: "Software\\**", holding: "server*", value: "v", type: "dword", number: 1 },
      ["set-value Software\\One\\Cache | v | 01000000", "set-value Software\\Two\\Deep\\Cache | v | 01000000"],
    ],
    [{ op: "set-value", key: "K", holding: "x", value: "v", type: "dword", number: 1 }, /holding goes with "keys"/],
    [
      { op: "rename-key", keys: "Software\\**\\Cache", name: "Store" },
      ["rename-key Software\\Two\\Deep\\Cache | Store", "rename-key Software\\One\\Cache | Store"],
    ],
    [
      { op: "set-value", keys: "Software\\*", value: "v", type: "dword", number: 1 },
      ["set-value Software\\One | v | 01000000", "set-value Software\\Two | v | 01000000"],
    ],
    [
      { op: "set-if-absent", keys: "Software\\T*", value: "List", type: "dword", number: 1 },
      ["changes[0]: it is so already"],
    ],
    [{ op: "delete-key", keys: "Nix\\*" }, ["changes[0]: nothing is there that it is about"]],
    [
      { op: "delete-key", keys: "Nix\\*", mustMatch: true },
      "precondition-failed: line 1: changes[0] finds nothing that it is about",
    ],
  ])("%j", (change, wanted) => {
    if (wanted instanceof RegExp) expect(done([change])).toMatch(wanted);
    else expect(done([change])).toEqual(wanted);
  });
});

describe("values in words", () => {
  const at = { op: "set-value", key: "K", value: "v" };
  test.each([
    [{ type: "sz", text: "ä" }, "e4000000"],
    [{ type: "REG_EXPAND_SZ", text: "%a%" }, sz("%a%")],
    [{ type: "expand-sz", text: "" }, "0000"],
    [{ type: "multi-sz", texts: ["a", "b"] }, `${sz("a")}${sz("b")}0000`],
    [{ type: "multi-sz", texts: [] }, "0000"],
    [{ type: "multi-sz", text: "a" }, `${sz("a")}0000`],
    [{ type: "dword", number: 16 }, "10000000"],
    [{ type: "dword", number: "0xffffffff" }, "ffffffff"],
    [{ type: "qword", number: "18446744073709551615" }, "ffffffffffffffff"],
    [{ type: "binary", text: "a" }, "61000000"],
    [{ type: "binary", dword: "0x2f" }, "2f000000"],
    [{ type: "binary", data: "2d 00,FF" }, "2d00ff"],
    [{ type: "none", data: "" }, ""],
    [{ type: 4711, data: "00" }, "00"],
  ])("%j", (content, data) => {
    expect(done([{ ...at, ...content }])).toEqual([`set-value K | v | ${data}`]);
  });

  test.each([
    [{ type: "dword", number: 4294967296 }, "changes[0].number is no data for REG_DWORD"],
    [{ type: "binary", dword: 4294967296 }, "changes[0].dword must have 32 bits at most"],
    [{ type: "dword", number: 1.5 }, "changes[0].number must be a whole number"],
    [{ type: "qword", number: 2 ** 60 }, "changes[0].number must be a whole number"],
    [{ type: "dword", text: "1" }, "changes[0].text is no data for REG_DWORD"],
    [{ type: "sz", texts: ["1"] }, "changes[0].texts is no data for REG_SZ"],
    [{ type: "multi-sz", texts: ["a", ""] }, "changes[0].texts is no data for REG_MULTI_SZ"],
    [{ type: "sz", number: 1 }, "changes[0].number is no data for REG_SZ"],
    [{ type: "binary", data: 12 }, "changes[0].data must be pairs of hexadecimal digits, in quotes"],
    [{ type: "string", text: "1" }, "changes[0].type must be the name of a type"],
    [{ type: "sz", text: "1", data: "00" }, 'changes[0] must have one of "text", "texts", "number", "dword", "data"'],
    [{ type: "sz" }, 'changes[0] must have one of "text"'],
    [{ type: "sz", text: "a", keys: "*" }, 'changes[0] must have either "key" or "keys"'],
  ])("%j is refused", (content, message) => {
    expect(done([{ ...at, ...content }])).toMatch(/^bad-plan: line 1: /);
    expect(done([{ ...at, ...content }])).toContain(message);
  });
});

describe("variables", () => {
  const set = (text: string) => [{ op: "set-value", key: "K", value: "v", type: "sz", text }];
  const variables = { server: { default: "one" }, port: { pattern: "\\d+" } };

  test("are the plan's own, given ones, and facts of the hive", () => {
    expect(done(set(`\${server}-\${user}-$\${x}`), { variables }, {}, { user: "anna" })).toEqual([
      `set-value K | v | ${sz(`one-anna-\${x}`)}`,
    ]);
    expect(done(set(`\${server}`), { variables }, { server: "two" })).toEqual([`set-value K | v | ${sz("two")}`]);
    expect(done(set(`\${user}\${hive}`), {}, { user: "x" }, { user: "anna" })).toEqual([
      `set-value K | v | ${sz("xuser")}`,
    ]);
  });

  test("decide whether a change is asked for", () => {
    const said = { one: { default: "" }, two: null };
    const change = (more: object) => [{ op: "create-key", key: `K-\${two}`, ...more }];
    const ask = (more: object, given: VariableValues) => done(change(more), { variables: said }, given);
    expect(ask({ given: "two" }, {})).toEqual(["changes[0]: the variable two has no value"]);
    expect(ask({ given: ["two", "one"] }, { two: "x" })).toEqual(["changes[0]: the variable one has no value"]);
    expect(ask({ given: "two", notGiven: ["one"] }, { two: "x" })).toEqual(["create-key K-x"]);
    expect(ask({ notGiven: "one" }, { one: "1" })).toEqual(["changes[0]: the variable one has a value"]);
    expect(ask({ given: "tow" }, {})).toMatch(/bad-plan: line 1: changes\[0\].given must name variables/);
  });

  test("mean themselves in patterns", () => {
    const change = { op: "delete-value", keys: "Software\\*", values: `\${name}` };
    expect(done([change], { variables: { name: {} } }, { name: "a*b" })).toEqual(["delete-value Software\\Two | a*b"]);
  });

  test.each([
    [set(`\${port}`), {}, "changes[0].text needs the variable port, which has no value"],
    [set(`\${port}`), { port: "x1" }, "variables.port does not fit its pattern"],
    [set(`\${nix}`), {}, "changes[0].text needs the variable nix"],
    [set(`\${sid}`), {}, "changes[0].text needs the variable sid, and nothing tells it of this hive"],
    [set(`\${a b}`), {}, "changes[0].text must name a variable"],
    [set(`\${a`), {}, "changes[0].text must name a variable"],
    [set(`\${__proto__}`), {}, "changes[0].text must name a variable"],
    [set(`\${constructor}`), {}, "needs the variable constructor"],
    [set("a"), { nix: "1" }, "the variable nix is none of this plan's"],
  ])("%j with %j is refused", (changes, given, message) => {
    expect(done(changes, { variables }, given as VariableValues)).toContain(message);
  });
});

describe("conditions", () => {
  const changes = [{ op: "create-key", key: "New" }];
  const two = { key: "Software\\Two", value: "aXb" };
  test.each([
    [{ hive: "user" }, true],
    [{ hive: ["software", "user"] }, true],
    [{ hive: "software" }, "the hive is user, not software"],
    [{ exists: "Software\\One" }, true],
    [{ exists: "Software\\Nix" }, "the key Software\\Nix is not there"],
    [{ exists: two }, true],
    [{ exists: { key: "Software\\Two", value: "nix" } }, "the value nix of the key Software\\Two is not there"],
    [{ exists: { keys: "Software\\*", values: "a?b" } }, true],
    [{ absent: "Software\\One" }, "the key Software\\One is there"],
    [{ absent: { key: "Software\\One", value: "x" } }, true],
    [{ holds: { ...two, type: "dword" } }, true],
    [{ holds: { ...two, number: 1 } }, true],
    [{ holds: { ...two, number: 2 } }, "holds something else"],
    [{ holds: { ...two, text: "x" } }, "which cannot hold what is asked for"],
    [{ holds: { ...two, type: "sz" } }, "is REG_DWORD, not REG_SZ"],
    [{ any: [{ hive: "sam" }, { exists: "Software" }] }, true],
    [{ any: [{ hive: "sam" }, { exists: "Nix" }] }, "not sam, and the key Nix is not there"],
    [{ not: { hive: "sam" } }, true],
    [{ not: { hive: "user" } }, "when.not says holds"],
    [[{ hive: "user" }, { exists: "Nix" }], "the key Nix is not there"],
  ])("%j", (when, wanted) => {
    const isMet = wanted === true;
    expect(done(changes, { when })).toEqual(isMet ? ["create-key New"] : [expect.stringContaining(`${wanted}`)]);
    const change = { ...changes[0], when };
    expect(done([change])).toHaveLength(1);
    expect(done([change])[0]?.startsWith("create-key")).toBe(isMet);
    const required = done([{ ...changes[0], require: when }]);
    if (isMet) expect(required).toEqual(["create-key New"]);
    else expect(required).toMatch(/^precondition-failed: line 1: changes\[0\]\.require is not met: /);
    if (!isMet) expect(done(changes, { require: when })).toMatch(/^precondition-failed: line 1: require is not met: /);
  });

  test.each([
    [{}, "when must have one of"],
    [[], "when must be a condition"],
    [{ hive: "ntuser" }, "when.hive must be one of user, "],
    [{ exists: { value: "x" } }, 'when.exists must have either "key" or "keys"'],
    [{ holds: two }, 'when.holds must have "type"'],
    [{ nix: 1 }, 'when must not have a member "nix"'],
    [{ any: {} }, "when.any must be a list"],
    [{ any: [{ hive: 1 }] }, "when.any[0].hive must be"],
  ])("%j is refused", (when, message) => {
    expect(done(changes, { when })).toContain(message);
  });
});

test("what one change does the next one sees, and a failure takes all back", () => {
  const changes = [
    { op: "create-key", key: "Software\\Three\\Cache" },
    { op: "move-key", key: "Software\\Two\\Deep", to: "Software\\Three\\Deep" },
    { op: "delete-key", keys: "Software\\**\\Cache", recursive: true },
    { op: "rename-value", key: "Software\\Two", value: "aXb", name: "c" },
  ];
  const within = hive();
  const plan = readPlan(JSON.stringify({ version: 1, changes }));
  expect(applyDocument(within, plan, { time: 0n }).changes).toHaveLength(6);
  const failing = [...changes, { op: "set-data", key: "K", value: "v", data: "00", expect: { type: 3, data: "01" } }];
  expect(done(failing)).toMatch(/^key-not-found: /);
});

test("a plan's errors name file places for SDDL, too", () => {
  expect(done([{ op: "set-security", key: "Software", sddl: "Q:" }])).toMatch(
    /^bad-plan: line 1: changes\[0\] is refused: /,
  );
  expect(done([{ op: "nix", key: "A" }])).toContain('changes[0].op must be one of "set-data"');
  expect(done([{ key: "A" }])).toContain('changes[0] lacks the member "op"');
  expect(done([{ op: "create-key", key: "A", keys: "B" }])).toContain('must not have a member "keys"');
});
