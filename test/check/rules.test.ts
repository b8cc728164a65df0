import { expect, test } from "vitest";
import { RULES, ruleOf } from "../../src/check/rules.ts";

test("the table has every rule once, in order", () => {
  expect(RULES.map(({ code }) => code)).toEqual(Array.from({ length: 90 }, (_, index) => `I${index + 1}`));
  for (const rule of RULES) expect(ruleOf(rule.code)).toBe(rule);
});

test.each(["I0", "I91", "J1", ""])("there is no rule %j", (code) => {
  expect(() => ruleOf(code)).toThrow(RangeError);
});
