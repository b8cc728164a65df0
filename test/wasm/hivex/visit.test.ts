import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HIVEX_OPEN_UNSAFE, HIVEX_VISIT_SKIP_BAD, type Hivex, HivexError, type HivexVisitor } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { utf16 } from "../../../fixtures/build/encoding.ts";
import { unreadableFixtures } from "../../support/malformed-fixtures.ts";
import { errnoOf, hivexOf, openHivex } from "./open-hivex.ts";

const MALFORMED = fileURLToPath(new URL("../../../fixtures/malformed", import.meta.url));
const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);

const ROOT = {
  values: [
    { name: "none", type: 0, data: bytes(1) },
    { name: "text", type: 1, data: utf16("a\0") },
    { name: "no text", type: 1, data: bytes(0, 0xd8) },
    { name: "texts", type: 7, data: utf16("a\0b\0") },
    { name: "bytes", type: 3, data: bytes(2) },
    { name: "number", type: 4, data: bytes(3, 0, 0, 0) },
    { name: "short number", type: 4, data: bytes(3) },
    { name: "long number", type: 11, data: bytes(4, 0, 0, 0, 0, 0, 0, 0) },
    { name: "unknown", type: 0xffff0010, data: bytes(5) },
  ],
  keys: [{ name: "a", keys: [{ name: "b" }] }, { name: "c" }],
};

/** Notes every call: the callback, the key or value, and the last argument. */
function noting(notes: unknown[][], callbacks: readonly (keyof HivexVisitor)[]): HivexVisitor {
  const note =
    (callback: string) =>
    (...args: unknown[]) =>
      void notes.push([callback, ...args.slice(4).slice(-2), ...(args.length === 2 ? [args[1]] : [])]);
  return Object.fromEntries(callbacks.map((callback) => [callback, note(callback)]));
}

const ALL = [
  "nodeStart",
  "nodeEnd",
  "valueNone",
  "valueString",
  "valueStringInvalidUtf16",
  "valueMultipleStrings",
  "valueBinary",
  "valueDword",
  "valueQword",
  "valueOther",
] as const;

describe("visit", () => {
  it("calls the callback of each type, keys around their children", () => {
    const notes: unknown[][] = [];
    expect(hivexOf(ROOT).hivex.visit(noting(notes, ALL))).toBe(0);
    expect(notes).toEqual([
      ["nodeStart", "ROOT"],
      ["valueNone", "none", bytes(1)],
      ["valueString", "text", "a"],
      ["valueStringInvalidUtf16", "no text", bytes(0, 0xd8)],
      ["valueMultipleStrings", "texts", ["a", "b"]],
      ["valueBinary", "bytes", bytes(2)],
      ["valueDword", "number", 3],
      ["valueOther", "short number", bytes(3)],
      ["valueQword", "long number", 4n],
      ["valueOther", "unknown", bytes(5)],
      ["nodeStart", "a"],
      ["nodeStart", "b"],
      ["nodeEnd", "b"],
      ["nodeEnd", "a"],
      ["nodeStart", "c"],
      ["nodeEnd", "c"],
      ["nodeEnd", "ROOT"],
    ]);
  });

  it("gives every value to valueAny, and to no other, where there is one", () => {
    const notes: unknown[][] = [];
    hivexOf(ROOT).hivex.visit(noting(notes, [...ALL, "valueAny"]));
    const called = notes.map(([callback]) => callback).filter((callback) => !String(callback).startsWith("node"));
    expect(called).toEqual(ROOT.values.map(() => "valueAny"));
  });

  it("tells node, value, type and size", () => {
    const { hivex, node, value } = hivexOf(ROOT);
    const calls: unknown[] = [];
    hivex.visit({ valueDword: (...args) => calls.push(args) });
    expect(calls).toEqual([[node(""), value("number"), 4, 4, "number", 3]]);
  });

  it("starts at any key, and ends when a callback returns -1", () => {
    const { hivex, node } = hivexOf(ROOT);
    const names: string[] = [];
    expect(hivex.visitNode(node("a"), { nodeStart: (_, name) => names.push(name) })).toBe(0);
    expect(names.splice(0)).toEqual(["a", "b"]);
    expect(hivex.visit({ nodeStart: (_, name) => (names.push(name) === 2 ? -1 : 0) })).toBe(-1);
    expect(names).toEqual(["ROOT", "a"]);
    expect(hivex.visit({ nodeEnd: () => -1 })).toBe(-1);
    expect(hivex.visit({ valueNone: () => -1 })).toBe(-1);
  });

  it("lets through what a callback throws, bad entries skipped or not", () => {
    const visitor = { valueDword: () => errnoThrown("EFAULT"), nodeEnd: () => 0 };
    for (const flags of [0, HIVEX_VISIT_SKIP_BAD]) {
      expect(errnoOf(() => hivexOf(ROOT).hivex.visit(visitor, flags))).toBe("EFAULT");
    }
  });
});

describe("visit of broken hives", () => {
  it("a key that is its own child: ELOOP, and with SKIP_BAD once", () => {
    const hive = readFileSync(join(MALFORMED, "tree-loops--own-child.dat"));
    expect(errnoOf(() => openHivex(hive).visit({}))).toBe("ELOOP");
    const names: string[] = [];
    openHivex(hive).visit({ nodeStart: (_, name) => names.push(name) }, HIVEX_VISIT_SKIP_BAD);
    expect(names.filter((name) => name === "Faulty")).toEqual(["Faulty"]);
  });

  it("deeper than any stack is no matter", () => {
    let deepest = 0;
    const hive = readFileSync(join(MALFORMED, "tree-too-deep.dat"));
    openHivex(hive).visit({ nodeStart: () => void deepest++ });
    expect(deepest).toBeGreaterThan(512);
  });

  it.each(unreadableFixtures())("%s: passed over, or refused at opening", (name) => {
    const hive = readFileSync(join(MALFORMED, name));
    let hivex: Hivex;
    try {
      hivex = openHivex(hive, HIVEX_OPEN_UNSAFE);
    } catch (error) {
      expect(error).toBeInstanceOf(HivexError);
      return;
    }
    const started: number[] = [];
    const ended: number[] = [];
    const visit = (): unknown =>
      hivex.visit(
        { nodeStart: (node) => started.push(node), nodeEnd: (node) => ended.push(node) },
        HIVEX_VISIT_SKIP_BAD,
      );
    if (name === "bad-signature--root-is-no-key.dat") expect(errnoOf(visit)).toBe("ENOKEY");
    else expect(visit()).toBe(0);
    expect(ended.sort()).toEqual(started.sort());
    expect(new Set(started).size).toBe(started.length);
  });
});

function errnoThrown(code: "EFAULT"): never {
  throw new HivexError(code, "thrown by a callback");
}
