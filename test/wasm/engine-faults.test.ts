import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/errors.ts";
import * as abi from "../../wasm/assembly/abi.ts";
import { engineError } from "../../wasm/binding/engine-faults.ts";
import { isReadable } from "./walk-hive.ts";

const all = Object.entries(abi) as [name: string, value: number][];
const withPrefix = (prefix: string): [name: string, value: number][] =>
  all.filter(([name, value]) => name.startsWith(prefix) && value > 0);

/** Statuses are the constants from 10 on that bear no prefix of another group. */
const STATUSES = all.filter(
  ([name, value]) =>
    value >= 10 && value <= 50 && /^(NOT|UNSUPPORTED|BAD|TRUNCATED|CELL|TREE|BIN|DOES|LOG|OUT_OF|ENGINE)_/.test(name),
);
const RULES = withPrefix("RULE_");
const STRUCTURES = withPrefix("IN_");

const fault = {
  status: abi.BAD_NAME,
  structure: abi.IN_VALUE,
  rule: abi.RULE_SIGNATURE,
  fileOffset: 4128,
  expected: 12,
  found: 34,
};

describe("every refusal of the engine has words", () => {
  it("there are as many as the engine has", () => {
    expect([STATUSES.length, RULES.length, STRUCTURES.length].every((count) => count >= 12)).toBe(true);
    for (const group of [STATUSES, RULES, STRUCTURES])
      expect(new Set(group.map(([, value]) => value)).size).toBe(group.length);
  });

  it.each(STATUSES)("the status %s is a code of its own that the table of codes knows", (name, status) => {
    const { code } = engineError({ ...fault, status });
    expect(Object.keys(ERROR_CODES)).toContain(code);
    expect(code).toBe(name.toLowerCase().replaceAll("_", "-"));
  });

  it.each(RULES)("the rule %s says what is wrong", (_, rule) => {
    const error = engineError({ ...fault, rule });
    expect(isReadable(error), error.message).toBe(true);
  });

  it.each(STRUCTURES)("the structure %s has a name", (_, structure) => {
    expect(engineError({ ...fault, structure }).structure).toMatch(/^[a-z][a-z ]+[a-z]$/);
  });

  it("no memory is said as such, without a rule", () => {
    const error = engineError({ ...fault, status: abi.OUT_OF_MEMORY, structure: 0, rule: abi.RULE_NONE });
    expect(error.message).toContain("memory");
    expect(isReadable(error), error.message).toBe(true);
  });

  it("an unknown status is our own bug", () => {
    expect(engineError({ ...fault, status: 99, rule: 999 }).code).toBe("engine-bug");
  });
});

describe("what a refusal tells", () => {
  it.each([
    [
      abi.RULE_SIGNATURE,
      abi.IN_KEY_NODE,
      0x6b6e,
      0x6b76,
      'key node at file offset 0x1020: the signature is wrong (expected "nk", found "vk")',
    ],
    [
      abi.RULE_SIGNATURE,
      abi.IN_SUBKEY_LIST,
      0,
      0x0100,
      'subkey list at file offset 0x1020: the signature is wrong (expected "li", "lf", "lh" or "ri", found 0x100)',
    ],
    [
      abi.RULE_CELL_HOLDS,
      abi.IN_VALUE_DATA,
      3000,
      12,
      "value data at file offset 0x1020: it is larger than its cell (expected at least 3000 bytes, found 12 bytes)",
    ],
  ])("rule %d in structure %d", (rule, structure, expected, found, message) => {
    expect(engineError({ status: abi.BAD_SIGNATURE, structure, rule, fileOffset: 4128, expected, found }).message).toBe(
      message,
    );
  });
});
