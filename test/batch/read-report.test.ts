import { expect, test } from "vitest";
import { isSettled, readReport } from "../../src/batch/read-report.ts";

const START = '{"type":"start","format":1,"command":[],"started":"","hives":3}\n';
const row = (hive: string, result: string): string =>
  `${JSON.stringify({ type: "hive", hive, result, milliseconds: 1 })}\n`;
const intent = (hive: string): string => `${JSON.stringify({ type: "intent", hive, sequence: 9 })}\n`;

test("the last row counts, and an intent without one is unfinished", () => {
  const text = START + intent("a") + intent("b") + row("a", "failed") + intent("a") + row("a", "changed");
  const { rows, unfinished } = readReport(text);
  expect(rows.get("a")?.result).toBe("changed");
  expect(unfinished).toEqual(["b"]);
  expect(isSettled(rows.get("a"))).toBe(true);
  expect(isSettled(rows.get("b"))).toBe(false);
  expect(isSettled(readReport(START + row("c", "refused")).rows.get("c"))).toBe(false);
});

test("a last line that was cut is passed over", () => {
  expect(readReport(`${START}${row("a", "changed")}{"type":"hive","hi`).rows.size).toBe(1);
});

test.each(["", "no report", "[1]\n", `${row("a", "changed")}`, `${START}{"type":"hive"}\n`, `${START}x\n`])(
  "%j is refused",
  (text) => {
    expect(() => readReport(text)).toThrow(/of the report/);
  },
);
