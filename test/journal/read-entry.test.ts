import { describe, expect, test } from "vitest";
import { readEntry, readEntryHead } from "../../src/journal/read-entry.ts";
import { memoryFolder } from "../storage/memory-folder.ts";

const SHA = "ab".repeat(32);
const HEAD = {
  type: "edit",
  program: "hivetool",
  version: 1,
  time: "2026-01-31T12:00:00Z",
  user: "erika",
  host: "pc",
  tool: "0.1.0",
  command: ["set"],
  hive: "/p/NTUSER.DAT",
  before: { sequence: 1, sha256: SHA },
};
const CHANGE = { op: "delete-value", key: "Software", value: "x" };
const FORWARD = { type: "forward", change: CHANGE };
const READY = { type: "ready", hasPlan: false };
const AFTER = { type: "after", sequence: 2, sha256: SHA };

function fileOf(...lines: (object | string)[]): string {
  return lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
}

function read(text: string) {
  return readEntry(memoryFolder({ "/j": Buffer.from(text) }).fs, "/j");
}

test("an entry is read as it was written, with a letter beyond ASCII across two pieces of the file", () => {
  const key = `${"x".repeat((1 << 20) - 20)}${"ü€😀".repeat(20)}`;
  const entry = read(fileOf(HEAD, { type: "reverse", change: { op: "create-key", key } }, FORWARD, READY, AFTER));
  expect(entry).toMatchObject({ user: "erika", after: { sequence: 2 }, forward: { changes: [CHANGE] } });
  expect(entry.reverse.changes).toEqual([{ op: "create-key", key }]);
  expect(entry.plan).toBeUndefined();
});

test("one whose end was cut is one that is not finished", () => {
  const text = fileOf(HEAD, FORWARD, READY) + JSON.stringify(AFTER).slice(0, 30);
  expect(read(text).after).toBeUndefined();
  expect(readEntryHead(memoryFolder({ "/j": text }).fs, "/j")).toMatchObject({ changeCount: 1, hive: HEAD.hive });
});

describe("refused", () => {
  test.each<[string, string, RegExp]>([
    ["an empty file", "", /not finished/],
    ["a binary one", "\0\xff\n", /line 1 is no JSON/],
    ["another's JSON", fileOf({ type: "start" }), /line 1/],
    ["one of a later version", fileOf({ ...HEAD, version: 2 }), /beginning of a journal/],
    ["one that was cut before anything was written", fileOf(HEAD, FORWARD), /not finished/],
    ["an unknown line", fileOf(HEAD, { type: "sideways", change: CHANGE }, READY), /no line of a journal/],
    ["no object", fileOf(HEAD, "null", READY), /no line of a journal/],
    ["an unknown change", fileOf(HEAD, { type: "forward", change: { op: "format-disk" } }, READY), /must be one of/],
    [
      "a change with more than belongs there",
      fileOf(HEAD, { type: "forward", change: { ...CHANGE, x: 1 } }, READY),
      /"x"/,
    ],
    ["a hash that is none", fileOf({ ...HEAD, before: { sequence: 1, sha256: "zz" } }, READY), /hexadecimal/],
    ["something behind the end", fileOf(HEAD, READY, AFTER, FORWARD), /end of the entry/],
    ["prototypes", fileOf(HEAD, '{"type":"forward","change":{"__proto__":{"op":"delete-key"}}}', READY), /change/],
  ])("%s", (_, text, words) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: "bad-journal", path: "/j", message: expect.stringMatching(words) }),
    );
  });
});
