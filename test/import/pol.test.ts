import { newHive } from "hivex-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import { applyImport, type ImportResult } from "../../src/import/apply-import.ts";
import { type PolImportOptions, polItems, polScope } from "../../src/import/pol-items.ts";
import { verifyImport } from "../../src/import/verify-import.ts";
import { validateHive } from "../support/hive-validator.ts";
import { polBytes, type WrittenRecord } from "../support/pol-bytes.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";

const K = "Software\\K";
let hive: Hive;

beforeEach(() => {
  hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  imported(["Software", "", 0], ["Control Panel", "", 0]);
});

afterEach(() => hive.close());

function itemsOf(records: readonly WrittenRecord[], options: PolImportOptions = { prefix: "HKEY_CURRENT_USER" }) {
  const bytes = polBytes(...records);
  return () => polItems(hive, [bytes], options);
}

/** Imports the records, and looks them up. */
function imported(...records: WrittenRecord[]): ImportResult {
  const items = itemsOf(records);
  const result = hive.engine.editing.transaction(() => applyImport(hive, items));
  verifyImport(hive, items);
  expect(validateHive(hive.toBytes())).toEqual([]);
  return result;
}

/** What the plain reader finds below Software: keys, and values with their data. */
function found(): string[] {
  return [...walkKeys(readHive(hive.toBytes()).root)]
    .filter(({ path }) => path.length > 1)
    .flatMap(({ path, values }) => [
      `[${path.join("\\")}]`,
      ...values.map(({ name, type, data }) => `${name}=${type}:${Buffer.from(data).toString("hex")}`),
    ]);
}

describe("what a Registry.pol file says is done", () => {
  test("values are set, and once more are so already", () => {
    const records: WrittenRecord[] = [
      [K, "a", 4, 1],
      [K, "", 1, "x"],
      ["Software\\L", "", 0],
    ];
    expect(imported(...records).counts).toMatchObject({ createdKeys: 2, createdValues: 2, unchanged: 0 });
    expect(found()).toEqual(["[Software\\K]", "a=4:01000000", "=1:78000000", "[Software\\L]"]);
    expect(imported(...records)).toMatchObject({ changeCount: 0, counts: { unchanged: 4 } });
  });

  test("a soft value leaves the one that is there", () => {
    imported([K, "a", 4, 1]);
    expect(imported([K, "**soft.A", 4, 2], [K, "**soft.b", 4, 3]).counts).toMatchObject({
      createdValues: 1,
      changedValues: 0,
      unchanged: 2,
    });
    expect(found()).toEqual(["[Software\\K]", "a=4:01000000", "b=4:03000000"]);
  });

  test("values are deleted one by one, as a list, and all of them", () => {
    for (const name of ["a", "b", "c", "d", "e"]) imported([K, name, 4, 1]);
    expect(imported([K, "**del.A", 1, " "], [K, "**DeleteValues", 1, "b;x;C"]).counts).toMatchObject({
      deletedValues: 3,
      unchanged: 1,
    });
    expect(found()).toEqual(["[Software\\K]", "d=4:01000000", "e=4:01000000"]);
    const { counts } = imported([K, "f", 4, 1], [K, "**delvals.", 1, " "], [K, "E", 4, 2]);
    expect(counts).toMatchObject({ createdValues: 2, deletedValues: 3 });
    expect(found()).toEqual(["[Software\\K]", "E=4:02000000"]);
    expect(imported([K, "**delvals.", 1, " "], [K, "**delvals.", 1, " "]).counts).toMatchObject({
      deletedValues: 1,
      unchanged: 1,
    });
  });

  test("many values are deleted at once", () => {
    const names = Array.from({ length: 300 }, (_, index) => `v${index}`);
    imported(...names.map((name): WrittenRecord => [K, name, 4, 1]));
    expect(imported([K, "**DelVals.", 1, " "], [K, "v7", 4, 9]).counts).toMatchObject({ deletedValues: 300 });
    expect(found()).toEqual(["[Software\\K]", "v7=4:09000000"]);
  });

  test("deleting creates no key", () => {
    const { changeCount } = imported(
      [K, "**del.a", 1, " "],
      [K, "**delvals.", 1, " "],
      [K, "**DeleteValues", 1, "a;b"],
      [K, "**DeleteKeys", 1, "A"],
      [K, "**SecureKey", 4, 1],
    );
    expect(changeCount).toBe(0);
    expect(found()).toEqual([]);
  });

  test("subkeys are deleted with all that is in them, and come back where a later record says so", () => {
    imported([`${K}\\A\\B`, "v", 4, 1], [`${K}\\C`, "v", 4, 1], [`${K}\\D`, "v", 4, 1]);
    expect(imported([K, "**DeleteKeys", 1, "a;D;X"], [`${K}\\D`, "w", 4, 2]).counts).toMatchObject({
      deletedKeys: 2,
      createdKeys: 1,
      unchanged: 1,
    });
    expect(found()).toEqual(["[Software\\K]", "[Software\\K\\C]", "v=4:01000000", "[Software\\K\\D]", "w=4:02000000"]);
  });

  test("a key is secured, and gets the root's access back", () => {
    imported([K, "v", 4, 1]);
    const access = (): string => securityDescriptorText(hive.key(K).security()).replace(/^.*(?=D:)/, "");
    const before = access();
    expect(imported([K, "**SecureKey", 4, 1])).toMatchObject({
      counts: { changedSecurity: 1 },
      changes: [{ kind: "security", key: K, isDone: false }],
    });
    expect(access()).toBe("D:P(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)");
    expect(imported([K, "**SecureKey", 4, 1])).toMatchObject({ changeCount: 0, counts: { unchanged: 1 } });
    expect(imported([K, "**SecureKey", 4, 0]).counts).toMatchObject({ changedSecurity: 1 });
    expect(access()).toBe(securityDescriptorText(hive.root.security()).replace(/^.*(?=D:)/, ""));
    expect(access()).toBe(before);
  });

  test("what nobody knows is passed over with its record, or refused", () => {
    const records: WrittenRecord[] = [
      [K, "v", 4, 1],
      [K, "**What", 1, ""],
    ];
    expect(imported(...records)).toMatchObject({
      counts: { ignored: 1 },
      ignored: [{ line: 2, counts: "records", text: "[Software\\K;**What]" }],
    });
    const strict = itemsOf(records, { prefix: "HKEY_CURRENT_USER", strict: true });
    expect(() => applyImport(hive, strict)).toThrowError(
      expect.objectContaining({ code: "bad-pol-file", statement: expect.stringContaining("pass over record 2") }),
    );
  });
});

describe("looking up finds what is not as the file says", () => {
  const records: WrittenRecord[] = [
    [K, "**delvals.", 1, " "],
    [K, "a", 4, 1],
    [K, "**soft.b", 4, 1],
    [K, "**SecureKey", 4, 1],
  ];
  test.each<[string, () => void]>([
    ["a value too many", () => imported([K, "c", 4, 1])],
    ["a value that lacks", () => imported([K, "**del.a", 1, " "])],
    ["a soft value that lacks", () => imported([K, "**del.b", 1, " "])],
    ["other data", () => imported([K, "a", 4, 2])],
    ["other security", () => imported([K, "**SecureKey", 4, 0])],
  ])("%s", (_, spoil) => {
    imported(...records);
    spoil();
    expect(() => verifyImport(hive, itemsOf(records))).toThrowError(
      expect.objectContaining({ code: "read-back-differs" }),
    );
  });

  test("and no more: a soft value with other data may have been there", () => {
    imported(...records);
    imported([K, "b", 4, 7]);
    expect(() => verifyImport(hive, itemsOf(records))).not.toThrow();
  });
});

describe("where the keys belong", () => {
  const paths = (options: PolImportOptions, ...keys: string[]): string[] =>
    Array.from(
      itemsOf(
        keys.map((key): WrittenRecord => [key, "", 0]),
        options,
      )(),
      (item) => (item.kind === "key" ? item.names.join("\\") : item.kind),
    );

  test("in a user's hive below HKEY_CURRENT_USER, unless they are the machine's", () => {
    expect(paths({}, "Software\\A")).toEqual(["Software\\A"]);
    expect(paths({ scope: "user" }, "Software\\A")).toEqual(["Software\\A"]);
    expect(() => paths({ scope: "machine" }, "Software\\A")).toThrowError(
      expect.objectContaining({
        code: "section-elsewhere",
        structure: "pol-file",
        statement: "the key HKEY_LOCAL_MACHINE\\Software\\A of record 1 does not belong into this hive",
      }),
    );
    expect(() => paths({}, "Software\\Classes\\A")).toThrowError(
      expect.objectContaining({ code: "section-elsewhere" }),
    );
  });

  test("below a prefix", () => {
    expect(paths({ prefix: "HKEY_LOCAL_MACHINE\\App" }, "App\\A")).toEqual(["A"]);
    expect(paths({ prefix: "HKU\\S-1-5-21-1-2-3-4" }, "Software\\A")).toEqual(["Software\\A"]);
  });

  test("in a machine's hive below HKEY_LOCAL_MACHINE", () => {
    imported(["Microsoft\\Windows NT", "", 0], ["Classes", "", 0]);
    hive.engine.editing.deleteKey(hive.key("Control Panel").offset);
    expect(hive.kind().name).toBe("software");
    expect(paths({}, "SOFTWARE\\Policies\\A")).toEqual(["Policies\\A"]);
    expect(() => paths({}, "Software\\A", "System\\CurrentControlSet\\A")).toThrowError(
      expect.objectContaining({ code: "section-elsewhere", statement: expect.stringContaining("of record 2") }),
    );
    expect(() => paths({ scope: "user" }, "Software\\A")).toThrowError(
      expect.objectContaining({ code: "section-elsewhere" }),
    );
    const [item] = polItems(hive, [polBytes(["Software\\A", "**SecureKey", 4, 0])]);
    expect(item).toMatchObject({ kind: "ignored", line: 1, reason: expect.stringContaining("HKEY_LOCAL_MACHINE") });
  });

  test.each([
    ["/gpo/{A}/Machine/Registry.pol", "machine"],
    ["C:\\Windows\\System32\\GroupPolicy\\USER\\registry.pol", "user"],
    ["Registry.pol", undefined],
    ["/machine/other/Registry.pol", undefined],
  ])("%s", (path, scope) => {
    expect(polScope(path)).toBe(scope);
  });
});
