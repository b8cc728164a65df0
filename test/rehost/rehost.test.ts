import { describe, expect, test } from "vitest";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { applyPlan } from "../../src/edit/apply.ts";
import { reversePlan } from "../../src/edit/reverse.ts";
import { bytesToHex } from "../../src/hive/hex.ts";
import { Hive } from "../../src/hive/hive.ts";
import { planRehost } from "../../src/rehost/plan-rehost.ts";
import type { Move } from "../../src/rehost/rehost-rules.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type ReferenceKey, readHive } from "../support/reference-reader.ts";
import { LOOK_ALIKES, MENTIONS, type Row, type Side, side } from "./mention-table.ts";

const MOVES = [{ old: "fs1.corp.example", new: "fs2.corp.example" }];
const TIME = 134_143_344_000_000_000n;

interface Built {
  readonly name: string;
  readonly keys: Map<string, Built>;
  readonly values: { name: string; type: number; data: Uint8Array }[];
}

/** The hive of a table, as it is before or is to be afterwards. */
function hiveOf(rows: readonly Row[], which: Side): Uint8Array {
  const root: Built = { name: "root", keys: new Map(), values: [] };
  for (const { key, value, data } of rows) {
    let at = root;
    for (const name of side(key, which).split("\\")) {
      const below = at.keys.get(name) ?? { name, keys: new Map(), values: [] };
      at.keys.set(name, below);
      at = below;
    }
    if (value !== undefined && data !== undefined) at.values.push({ name: side(value, which), ...data(which) });
  }
  return writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: described(root) }).bytes;
}

function described({ name, keys, values }: Built): KeyDescription {
  return { name, values, keys: [...keys.values()].map(described) };
}

/** A line for each key and value, in stored order, by a reader that shares no code with the engine. */
function contentOf(bytes: Uint8Array): string[] {
  const lines = ({ path, values, keys }: ReferenceKey): string[] => [
    path.join("\\"),
    ...values.map(({ name, type, data }) => `${path.join("\\")} | ${name} | ${type} | ${bytesToHex(data)}`),
    ...keys.flatMap(lines),
  ];
  return lines(readHive(bytes).root);
}

function edited(bytes: Uint8Array, moves: readonly Move[] = MOVES, options = {}) {
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  const rehost = planRehost(hive, moves, options);
  applyPlan(hive, rehost.plan, { time: TIME });
  return { ...rehost, bytes: hive.toBytes() };
}

describe("a profile with mentions of all kinds", () => {
  test("has at least forty, and twenty that only look so", () => {
    expect(MENTIONS.length).toBeGreaterThanOrEqual(40);
    expect(LOOK_ALIKES.length).toBeGreaterThanOrEqual(20);
    for (const { key, value = "", data, what } of MENTIONS) {
      const differs = [key, value].some((text) => text.includes("«"));
      expect(
        differs ||
          bytesToHex(data?.("old").data ?? Uint8Array.of()) !== bytesToHex(data?.("new").data ?? Uint8Array.of()),
        what,
      ).toBe(true);
    }
  });

  test.each(MENTIONS.map((row) => [row.what, row] as const))("%s changes", (_, row) => {
    const { bytes, left } = edited(hiveOf([row], "old"));
    expect(contentOf(bytes)).toEqual(contentOf(hiveOf([row], "new")));
    expect(left).toEqual([]);
  });

  test.each(LOOK_ALIKES.map((row) => [row.what, row] as const))("%s stays", (_, row) => {
    const { plan, left } = edited(hiveOf([row], "old"));
    expect({ changes: plan.changes, left }).toEqual({ changes: [], left: [] });
  });

  test("together: exactly the right ones change, and the hive is sound", () => {
    const rows = [...MENTIONS, ...LOOK_ALIKES];
    const { bytes, left } = edited(hiveOf(rows, "old"));
    expect(contentOf(bytes)).toEqual(contentOf(hiveOf(rows, "new")));
    expect(validateHive(bytes).map(String)).toEqual([]);
    expect(left).toEqual([]);
    expect(edited(bytes).plan.changes, "a second run finds nothing").toEqual([]);
  });

  test("and back again, by the plan turned round", () => {
    const rows = [...MENTIONS, ...LOOK_ALIKES];
    const before = hiveOf(rows, "old");
    const { bytes, plan } = edited(before);
    using hive = Hive.fromBytes(bytes, { mode: "edit" });
    applyPlan(hive, reversePlan(plan), { time: TIME });
    expect(contentOf(hive.toBytes())).toEqual(contentOf(before));
  });
});

/** What one text of REG_SZ becomes. */
function textAfter(text: string, moves: readonly Move[], options = {}): string {
  const data = new Uint8Array(Buffer.from(`${text}\0`, "utf16le"));
  const { bytes } = edited(
    hiveOf([{ what: "", key: "Key", value: "v", data: () => ({ type: 1, data }) }], "old"),
    moves,
    options,
  );
  return Buffer.from(readHive(bytes).root.keys[0]?.values[0]?.data ?? "")
    .toString("utf16le")
    .slice(0, -1);
}

describe("names of another length", () => {
  const moves = [{ old: "fs1.corp.example", new: "fileserver.corp.example" }];

  test("change wherever something can follow; what cannot be changed is left with its reason", () => {
    const { bytes, left, texts } = edited(hiveOf([...MENTIONS, ...LOOK_ALIKES], "old"), moves);
    expect(left.map(({ keyPath, value, reason }) => [keyPath, value, reason])).toEqual([
      ["Software\\Acme", "struct", "it stands in the middle of bytes, where its length may not change"],
      ["Software\\Acme", "struct8", "it stands in the middle of bytes, where its length may not change"],
    ]);
    const rows = MENTIONS.filter(({ value }) => !value?.startsWith("struct"));
    expect(texts.length).toBeGreaterThan(rows.length);
    const wanted = contentOf(hiveOf(rows, "longer"));
    expect(contentOf(edited(hiveOf(rows, "old"), moves).bytes)).toEqual(wanted);
    expect(validateHive(bytes).map(String)).toEqual([]);
  });
});

describe("shares and folders", () => {
  const moves = [{ old: "\\\\fs1\\home", new: "\\\\corp.example\\dfs\\users" }];

  test.each([
    ["\\\\FS1\\HOME\\Erika", "\\\\corp.example\\dfs\\users\\Erika"],
    ["\\\\fs1\\home", "\\\\corp.example\\dfs\\users"],
    ['"\\\\fs1\\home" /x', '"\\\\corp.example\\dfs\\users" /x'],
    ["net use h: \\\\fs1\\home /persistent:yes", "net use h: \\\\corp.example\\dfs\\users /persistent:yes"],
    ["file://fs1/home/a%20b", "file://corp.example/dfs/users/a%20b"],
    ["\\\\fs1\\home$\\Erika", "\\\\fs1\\home$\\Erika"],
    ["\\\\fs1\\home office\\x", "\\\\fs1\\home office\\x"],
    ["\\\\fs1\\other\\home", "\\\\fs1\\other\\home"],
    ["\\\\fs1", "\\\\fs1"],
  ])("%s", (text, wanted) => {
    expect(textAfter(text, moves)).toBe(wanted);
  });

  test("of a name with blanks, and beyond ASCII, in a URL as well", () => {
    const named = [{ old: "\\\\fs1\\Büro alt", new: "\\\\fs2\\Büro neu" }];
    expect(textAfter("\\\\fs1\\BÜRO ALT\\x", named)).toBe("\\\\fs2\\Büro neu\\x");
    expect(textAfter("file://fs1/B%C3%BCro%20alt/x", named)).toBe("file://fs2/B%C3%BCro%20neu/x");
  });

  test("come before the server they are of", () => {
    const both = [...moves, { old: "fs1", new: "fs2" }];
    expect(textAfter("\\\\fs1\\home;\\\\fs1\\x", both)).toBe("\\\\corp.example\\dfs\\users;\\\\fs2\\x");
  });

  test("stand in names of keys, too", () => {
    const row = { what: "", key: "##fs1#home#Erika" };
    const { texts } = edited(hiveOf([row, { what: "", key: "##fs1#homes" }], "old"), moves);
    expect(texts.map((text) => text.new)).toEqual(["##corp.example#dfs#users#Erika"]);
  });
});

describe("names of a server", () => {
  test.each([
    [
      "a full name stands for the short one",
      "fs1.a.example",
      "fs2.b.example",
      {},
      "\\\\fs1\\x \\\\fs1.a.example",
      "\\\\fs2\\x \\\\fs2.b.example",
    ],
    [
      "unless names are exact",
      "fs1.a.example",
      "fs2.b.example",
      { exact: true },
      "\\\\fs1\\x \\\\fs1.a.example",
      "\\\\fs1\\x \\\\fs2.b.example",
    ],
    ["a short name stands for no full one", "fs1", "fs2", {}, "\\\\fs1.a.example\\x", "\\\\fs1.a.example\\x"],
    ["a short name may become a full one", "fs1", "fs1.a.example", {}, "\\\\fs1\\x", "\\\\fs1.a.example\\x"],
    [
      "an address has no short name",
      "10.0.0.5",
      "fs2.b.example",
      {},
      "\\\\10\\x \\\\10.0.0.5\\x",
      "\\\\10\\x \\\\fs2.b.example\\x",
    ],
    [
      "a domain alone may change",
      "fs1.a.example",
      "fs1.b.example",
      {},
      "\\\\fs1\\x \\\\fs1.a.example",
      "\\\\fs1\\x \\\\fs1.b.example",
    ],
    [
      "aliases",
      "fs1",
      "fs2",
      { also: ["files", "10.0.0.5"] },
      "\\\\FILES\\x \\\\10.0.0.5\\y \\\\fs1",
      "\\\\fs2\\x \\\\fs2\\y \\\\fs2",
    ],
    ["letters beyond ASCII", "büro", "büro2", {}, "\\\\BÜRO\\x \\\\büro2\\x", "\\\\büro2\\x \\\\büro2\\x"],
    ["spelling alone", "fs1", "FS1", {}, "\\\\fs1\\fs1", "\\\\FS1\\fs1"],
    [
      "signs that mean something to expressions",
      "a.b",
      "c.d",
      { exact: true },
      "\\\\axb\\x \\\\a.b\\x",
      "\\\\axb\\x \\\\c.d\\x",
    ],
  ])("%s", (_, old, wanted, options, text, after) => {
    expect(textAfter(text, [{ old, new: wanted }], options)).toBe(after);
  });

  test("several servers at once, also those that swap their shares", () => {
    const moves = [
      { old: "\\\\a\\x", new: "\\\\b\\y" },
      { old: "c", new: "d" },
    ];
    expect(textAfter("\\\\a\\x\\1;\\\\c\\2;\\\\a\\3", moves)).toBe("\\\\b\\y\\1;\\\\d\\2;\\\\a\\3");
  });

  test.each<[string, readonly Move[], object]>([
    [
      "a chain",
      [
        { old: "a", new: "b" },
        { old: "b", new: "c" },
      ],
      {},
    ],
    [
      "a circle",
      [
        { old: "a", new: "b" },
        { old: "b", new: "a" },
      ],
      {},
    ],
    ["itself, one folder deeper", [{ old: "\\\\a", new: "\\\\a\\dfs" }], {}],
    [
      "a server whose share moves on",
      [
        { old: "a", new: "b" },
        { old: "\\\\b\\x", new: "\\\\c\\x" },
      ],
      {},
    ],
    [
      "two new names",
      [
        { old: "a", new: "b" },
        { old: "A", new: "c" },
      ],
      {},
    ],
    [
      "a short name with two meanings",
      [
        { old: "a.x", new: "b.x" },
        { old: "a.y", new: "c.y" },
      ],
      {},
    ],
    ["nothing", [], {}],
    ["the same name", [{ old: "a", new: "a" }], {}],
    ["a share that becomes a server", [{ old: "\\\\a\\b", new: "c" }], {}],
    ["a URL", [{ old: "http://a", new: "b" }], {}],
    ["an alias that is none", [{ old: "a", new: "b" }], { also: ["c d"] }],
  ])("%s is refused", (_, moves, options) => {
    expect(() => textAfter("x", moves, options)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});

test("--urls: in URLs of all schemes, and in proxy settings", () => {
  const names = ["n19", "ProxyServer", "DefaultConnectionSettings"];
  const rows = LOOK_ALIKES.filter(({ value = "" }) => names.includes(value));
  expect(rows.length).toBe(3);
  const { texts } = edited(hiveOf(rows, "old"), MOVES, { urls: true });
  expect(texts.map((text) => text.new)).toEqual([
    "https://fs2.corp.example/wiki",
    "fs2:8080",
    "fs2:8080",
    "http://fs2/proxy.pac",
  ]);
  expect(textAfter("http://fs1:8080/x http://fs11/ http://u@fs1/?q=\\fs1", MOVES, { urls: true })).toBe(
    "http://fs2:8080/x http://fs11/ http://u@fs2/?q=\\fs1",
  );
});

test("shell items are left, and that is to be expected", () => {
  const key = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\.docx";
  const data = new Uint8Array(Buffer.from("\x14\0\x1f\0\\\\fs1\\x\0\0", "latin1"));
  const { plan, left } = edited(hiveOf([{ what: "", key, value: "0", data: () => ({ type: 3, data }) }], "old"));
  expect(plan.changes).toEqual([]);
  expect(left).toMatchObject([{ value: "0", isExpected: true, text: "\\\\fs1\\x" }]);
});
