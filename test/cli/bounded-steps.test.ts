import { expect, it } from "vitest";
import { boundedSteps } from "../../src/cli/bounded-steps.ts";
import { HiveError } from "../../src/index.ts";

function* matches(pattern: RegExp, texts: readonly string[]): Generator<boolean> {
  for (const text of texts) yield pattern.test(text);
}

it("passes steps on, and errors as they are", () => {
  const found: boolean[] = [];
  for (const step of boundedSteps({}, matches(/b/, ["ab", "ac"]))) found.push(step);
  expect(found).toEqual([true, false]);
  const refusing = function* (): Generator<number> {
    yield 1;
    throw new HiveError("bad-name", "a key's name is broken");
  };
  expect(() => {
    for (const step of boundedSteps({}, refusing())) void step;
  }).toThrow("a key's name is broken");
});

it("gives up on a pattern that backtracks without end", () => {
  const steps = boundedSteps({}, matches(/^(a+)+$/, [`${"a".repeat(64)}b`]), 50);
  expect(() => steps.next()).toThrow("the regular expression takes too long");
});
