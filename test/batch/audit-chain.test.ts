import { expect, test } from "vitest";
import { auditLine, verifyAudit } from "../../src/batch/audit-chain.ts";

const lines: string[] = [];
for (const hive of ["a", "b", "c", "d"]) lines.push(auditLine({ hive }, lines.at(-1)));

test("a chain holds, and its last hash tells its end", () => {
  const whole = verifyAudit(lines.join(""));
  expect(whole.lines).toBe(4);
  expect(verifyAudit(lines.slice(0, 3).join("")).lastHash).not.toBe(whole.lastHash);
  expect(verifyAudit("").lines).toBe(0);
});

test.each([
  ["a changed line", lines.map((line, index) => (index === 1 ? line.replace('"b"', '"x"') : line)), 3],
  ["a missing line", lines.filter((_, index) => index !== 1), 2],
  ["a line put in", [...lines.slice(0, 2), lines[1], ...lines.slice(2)], 3],
  ["lines in another order", [lines[0], lines[2], lines[1], lines[3]], 2],
  ["a line that is no JSON", [...lines, "nonsense\n"], 5],
  ["a cut line", [lines.join("").slice(0, -5)], 4],
])("%s breaks it", (_, changed, number) => {
  expect(() => verifyAudit(changed.join(""))).toThrow(`line ${number} of the audit file`);
});
