import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { HiveError } from "../../src/errors.ts";
import { Hive } from "../../src/hive/hive.ts";
import { applyImport } from "../../src/import/apply-import.ts";
import { polItems } from "../../src/import/pol-items.ts";
import { verifyImport } from "../../src/import/verify-import.ts";
import { type LeftOut, SettingsExport, type SettingsFormat } from "../../src/settings/settings-export.ts";
import { settingsOfCmd } from "../support/cmd-reader.ts";
import { cleanHives, corpusFile, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";
import { unreadableFixtures } from "../support/malformed-fixtures.ts";
import { polBytes, toldRecords } from "../support/pol-bytes.ts";
import { settingsOfPowershell } from "../support/powershell-reader.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";
import { type ToldSettings, toldValue } from "../support/told-settings.ts";
import { edgeHive, LONE_SURROGATES, NAMES_BEYOND_REG } from "../wasm/export/edge-hive.ts";

const ROOT = "HKEY_LOCAL_MACHINE\\Hive";
const LARGEST = SIZE_LIMIT === Number.POSITIVE_INFINITY ? 1_400_000 : 100_000;

interface Exported {
  readonly bytes: Buffer;
  readonly leftOut: readonly LeftOut[];
}

function exported(hive: Hive, format: SettingsFormat, prefix = ROOT): Exported {
  const exporting = new SettingsExport(hive, { format, prefix });
  const bytes = Buffer.concat([...exporting]);
  expect(exporting.leftOutCount).toBe(exporting.leftOut.length);
  return { bytes, leftOut: exporting.leftOut };
}

/** What the plain reader finds, without what has been left out. */
function expected(bytes: Uint8Array, leftOut: readonly LeftOut[]): ToldSettings {
  const keys = new Set(leftOut.filter(({ value }) => value === undefined).map(({ key }) => key));
  const values = new Set(leftOut.map(({ key, value }) => JSON.stringify([key, value])));
  const settings: ToldSettings = new Map();
  for (const key of walkKeys(readHive(bytes).root)) {
    const path = [ROOT, ...key.path].join("\\");
    if (keys.has(path)) continue;
    const told = key.values.filter(({ name }) => !values.has(JSON.stringify([path, name])));
    settings.set(
      path,
      told.map(({ name, type, data }) => toldValue(name, type, data)),
    );
  }
  return settings;
}

function settingsOfPol(bytes: Uint8Array): ToldSettings {
  const settings: ToldSettings = new Map();
  for (const { key, value, type, data } of toldRecords(bytes)) {
    const path = `HKEY_LOCAL_MACHINE\\${key}`;
    const values = settings.get(path) ?? [];
    settings.set(path, values);
    if (value !== "" || type !== 0 || data.length > 0) values.push(toldValue(value, type, data));
  }
  return settings;
}

const READERS: Readonly<Record<SettingsFormat, (bytes: Buffer) => ToldSettings>> = {
  pol: settingsOfPol,
  "reg-add": (bytes) => settingsOfCmd(bytes.toString("utf8")),
  powershell: (bytes) => settingsOfPowershell(bytes.toString("utf8")),
};
const FORMATS = Object.keys(READERS) as SettingsFormat[];

/** An export read back is the hive, but for what it says that it has left out. */
function assertFaithful(bytes: Uint8Array, format: SettingsFormat): readonly LeftOut[] {
  using hive = Hive.fromBytes(bytes);
  const { bytes: written, leftOut } = exported(hive, format);
  expect([...READERS[format](written)]).toEqual([...expected(bytes, leftOut)]);
  return leftOut;
}

describe("everything odd", () => {
  const bytes = edgeHive(5, [...NAMES_BEYOND_REG, ...LONE_SURROGATES]);

  test.each<[SettingsFormat, string[]]>([
    [
      "pol",
      [
        "Registry.pol files know no such type",
        "a Registry.pol file has no room for a NUL in a name",
        "a Registry.pol file takes at most 65535 bytes of data",
      ],
    ],
    [
      "reg-add",
      [
        "its line would be longer than cmd.exe takes",
        "no command line can hold its name",
        "no command line can hold its name or data",
        "reg add cannot write such data",
      ],
    ],
    [
      "powershell",
      [
        "PowerShell cannot name a key with a NUL",
        "PowerShell cannot name a value with a NUL",
        "PowerShell cannot write such data",
      ],
    ],
  ])("%s says it, or says that it does not", (format, reasons) => {
    const leftOut = assertFaithful(bytes, format);
    expect([...new Set(leftOut.map(({ reason }) => reason))].sort()).toEqual(reasons);
  });
});

describeCorpus("real hives", () => {
  const hives = cleanHives(LARGEST).map(({ file }) => file);

  test.each(hives)("%s is said by each format but for what it leaves out", { timeout: 60_000 }, (file) => {
    const bytes = corpusFile(file);
    for (const format of FORMATS) assertFaithful(bytes, format);
  });

  test("one as Registry.pol comes back into an empty hive", () => {
    const bytes = corpusFile(hives.find((file) => file.endsWith("NTUSER.DAT")) ?? (hives[0] as string));
    using original = Hive.fromBytes(bytes);
    const { bytes: pol, leftOut } = exported(original, "pol");
    using hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "machine", time: 0n }), { mode: "edit" });
    const items = () => polItems(hive, [pol], { prefix: ROOT, strict: true });
    hive.engine.editing.transaction(() => applyImport(hive, items));
    verifyImport(hive, items);
    expect([...expected(hive.toBytes(), [])]).toEqual([...expected(bytes, leftOut)]);
  });
});

/** A hive with values of these names, types and data below K. */
function hiveWith(...values: readonly [name: string, type: number, data: string | number | Uint8Array][]): Hive {
  const hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  const pol = polBytes(...values.map(([name, type, data]) => ["K", name, type, data] as const));
  applyImport(hive, () => polItems(hive, [pol], { scope: "user", prefix: "HKEY_CURRENT_USER" }));
  return hive;
}

function lines(hive: Hive, format: SettingsFormat): string[] {
  const { bytes } = exported(hive, format, "HKCU");
  return bytes
    .toString()
    .split("\r\n")
    .filter((line) => /^reg add|SetValue/.test(line));
}

test("reg add lines are quoted for cmd.exe and for reg.exe", () => {
  using hive = hiveWith(
    ["100%", 1, "%A% ^ & | <b> (c) !d!"],
    ['q"uote', 2, 'say "a & b" 5%\\'],
    ["end\\", 4, 0xffffffff],
    ["", 3, Uint8Array.of(1, 0xab)],
    ["none", 3, new Uint8Array(0)],
    ["list", 7, "a\0b\0"],
    ["odd list", 7, "a\\0b\0c|d\0"],
  );
  const add = (rest: string): string => `reg add "HKEY_CURRENT_USER\\K" ${rest} /f >nul || exit /b 1`;
  expect(lines(hive, "reg-add")).toEqual([
    add('/v "100%%" /t REG_SZ /d "%%A%% ^ & | <b> (c) !d!"'),
    add('/v ^"q\\^"uote^" /t REG_EXPAND_SZ /d ^"say \\^"a ^& b\\^" 5%%\\\\^"'),
    add('/v "end\\\\" /t REG_DWORD /d "0xffffffff"'),
    add('/ve /t REG_BINARY /d "01ab"'),
    add('/v "none" /t REG_BINARY'),
    add('/v "list" /t REG_MULTI_SZ /d "a\\0b"'),
    add('/v "odd list" /t REG_MULTI_SZ /s "#" /d "a\\0b#c|d"'),
  ]);
});

test("PowerShell's quotes are doubled, and line breaks stand as numbers", () => {
  using hive = hiveWith(
    ["it's", 1, "‘$(calc)’ `n $x"],
    ["", 1, "a\r\nb"],
    ["n", 4, 0xffffffff],
    ["q", 11, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80)],
    ["b", 3, Uint8Array.of(1, 255)],
    ["m", 7, "a\0b\0"],
    ["e", 7, Uint8Array.of(0, 0)],
    ["z", 0, new Uint8Array(0)],
  );
  expect(lines(hive, "powershell")).toEqual([
    "$key.SetValue('it''s', '‘‘$(calc)’’ `n $x', 'String')",
    "$key.SetValue('', (-join [char[]](97,13,10,98)), 'String')",
    "$key.SetValue('n', -1, 'DWord')",
    "$key.SetValue('q', [long]'-9223372036854775808', 'QWord')",
    "$key.SetValue('b', [byte[]]@(1,255), 'Binary')",
    "$key.SetValue('m', [string[]]@('a','b'), 'MultiString')",
    "$key.SetValue('e', [string[]]@(), 'MultiString')",
    "$key.SetValue('z', [byte[]]@(), 'None')",
  ]);
});

describe("what is left out is told", () => {
  const reasons = (hive: Hive, format: SettingsFormat): (readonly [string | undefined, string])[] =>
    exported(hive, format, "HKEY_CURRENT_USER").leftOut.map(({ value, reason }) => [value, reason]);

  test("by Registry.pol", () => {
    using hive = hiveWith(["n".repeat(260), 1, "a"], ["t", 12, "a"], ["big", 3, new Uint8Array(65_536)]);
    const { editing } = hive.engine;
    const key = hive.key("K").offset;
    editing.setValue(key, "**del.x", 1, new Uint8Array(2));
    editing.setValue(key, "", 0, new Uint8Array(0));
    editing.setValue(hive.root.offset, "r", 1, new Uint8Array(2));
    expect(reasons(hive, "pol")).toEqual([
      ["r", "a Registry.pol file has no name for the root itself"],
      ["n".repeat(260), "a Registry.pol file takes names of at most 259 characters"],
      ["t", "Registry.pol files know no such type"],
      ["big", "a Registry.pol file takes at most 65535 bytes of data"],
      ["**del.x", "its name would be taken for a directive"],
      ["", "its record would only create the key"],
    ]);
    // The key is there, though none of its values is.
    expect(settingsOfPol(exported(hive, "pol", "HKEY_CURRENT_USER").bytes)).toEqual(
      new Map([["HKEY_LOCAL_MACHINE\\K", []]]),
    );
  });

  test("by reg add", () => {
    using hive = hiveWith(["a", 1, "a\r\nb"], ["b", 3, new Uint8Array(4096)], ["c", 4, "x"], ["d", 7, "a\0\0b\0"]);
    expect(reasons(hive, "reg-add")).toEqual([
      ["a", "no command line can hold its name or data"],
      ["b", "its line would be longer than cmd.exe takes"],
      ["d", "reg add cannot write such data"],
    ]);
  });

  test("by PowerShell", () => {
    using hive = hiveWith(["a", 5, 1], ["b", 6, "x"], ["c", 1, Uint8Array.of(0x61, 0)], ["d", 1, "a\0b"]);
    expect(reasons(hive, "powershell").map(([value]) => value)).toEqual(["a", "b", "c", "d"]);
  });
});

test("a prefix has one of Windows' roots in front", () => {
  using hive = hiveWith();
  expect(() => new SettingsExport(hive, { format: "powershell", prefix: "Foo\\Bar" })).toThrowError(
    expect.objectContaining({ code: "usage" }),
  );
  const { bytes } = exported(hive, "powershell", "HKU\\alice");
  expect(bytes.toString()).toContain("[Microsoft.Win32.Registry]::Users.CreateSubKey('alice')");
});

test("damaged hives are refused, or written as far as they can be read", () => {
  for (const file of unreadableFixtures()) {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, "malformed", file)));
    for (const format of FORMATS) {
      try {
        using hive = Hive.fromBytes(bytes, { tolerant: true });
        READERS[format](exported(hive, format).bytes);
      } catch (error) {
        if (!(error instanceof HiveError)) throw error;
      }
    }
  }
});
