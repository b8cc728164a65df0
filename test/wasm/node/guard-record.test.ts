import { expect, test } from "vitest";
import { composeGuard, type GuardRecord, isStale, parseGuard } from "../../../wasm/node/guard-record.ts";
import { facts } from "../../storage/sample-facts.ts";

const HIVE = { sequence: 41, size: 8192, inode: "12" };
const record = (): GuardRecord => composeGuard(facts(), HIVE);

test("a guard reads as it was written", () => {
  const guard = record();
  expect(parseGuard(JSON.stringify(guard))).toEqual(guard);
});

test("every guard has a token of its own", () => {
  expect(record().token).not.toBe(record().token);
});

test.each<[string, object | string]>([
  ["nothing", ""],
  ["a guard cut short", JSON.stringify(record()).slice(0, 40)],
  ["a number", "5"],
  ["null", "null"],
  ["another program's", { ...record(), program: "else" }],
  ["a version to come", { ...record(), version: 2 }],
  ["a token that leads elsewhere", { ...record(), token: "../../etc/passwd" }],
  ["no token", { ...record(), token: undefined }],
  ["a group of processes", { ...record(), pid: -1 }],
  ["process 0", { ...record(), pid: 0 }],
  ["half a process", { ...record(), pid: 1.5 }],
  ["no hive", { ...record(), hive: null }],
  ["a hive without a size", { ...record(), hive: { sequence: 1, inode: "1" } }],
  ["a host that is a number", { ...record(), host: 5 }],
])("%s is no guard", (_, content) => {
  expect(parseGuard(typeof content === "string" ? content : JSON.stringify(content))).toBeUndefined();
});

test.each<[string, Parameters<typeof facts>, boolean]>([
  ["the process is gone", [{ pid: 7 }, {}], true],
  ["its number belongs to a later process", [{ pid: 7 }, { 100: "9999" }], true],
  ["it still runs", [{ pid: 7 }, { 100: "5000" }], false],
  ["something has its number, and nobody knows since when", [{ pid: 7 }, { 100: "unknown" }], false],
  ["it is we ourselves", [{}, { 100: "5000" }], false],
  ["it ran on another machine", [{ pid: 7, host: "bert" }, {}], false],
  ["it ran before the machine was started again", [{ pid: 7, boot: "boot-2" }, {}], false],
  ["it ran in another container", [{ pid: 7, pidNamespace: "pid:2" }, {}], false],
])("stale when %s: %#", (_, viewer, stale) => {
  expect(isStale(record(), facts(...viewer))).toBe(stale);
});

test("a guard that does not know its own start is stale only when its number is free", () => {
  const guard = composeGuard(facts({ processStart: "unknown" }), HIVE);
  expect(isStale(guard, facts({ pid: 7 }, { 100: "9999" }))).toBe(false);
  expect(isStale(guard, facts({ pid: 7 }, {}))).toBe(true);
});
