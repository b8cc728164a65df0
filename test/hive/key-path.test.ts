import { expect, test } from "vitest";
import { joinKeyPath, splitKeyPath } from "../../src/hive/key-path.ts";

test.each<[string, string[]]>([
  ["", []],
  ["\\", []],
  ["Software", ["Software"]],
  ["Software\\Microsoft", ["Software", "Microsoft"]],
  ["\\Software\\", ["Software"]],
  ["a\\\\b", ["a", "", "b"]],
  ["Profiles\\Work/Home", ["Profiles", "Work/Home"]],
  ["Büro – Köln\\a.b \u0000c", ["Büro – Köln", "a.b \u0000c"]],
  ["HKCU\\Software", ["Software"]],
  ["hkcu:\\Software", ["Software"]],
  ["HKEY_CURRENT_USER", []],
  ["HKEY_CURRENT_USER\\Software", ["Software"]],
  ["Computer\\HKEY_CURRENT_USER\\Software", ["Software"]],
  ["HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software", ["Software"]],
  ["HKU\\s-1-5-18\\Software", ["Software"]],
  ["HKEY_USERS\\.DEFAULT\\Software", ["Software"]],
  // Not a user's root: these name keys.
  ["HKEY_USERS\\Software", ["HKEY_USERS", "Software"]],
  ["HKEY_LOCAL_MACHINE\\Software", ["HKEY_LOCAL_MACHINE", "Software"]],
  ["Software\\HKCU", ["Software", "HKCU"]],
  ["HKCUX\\Software", ["HKCUX", "Software"]],
  ["Computer", ["Computer"]],
  ["Computer\\Software", ["Computer", "Software"]],
])("%j is split into %j", (path, names) => {
  expect(splitKeyPath(path)).toEqual(names);
});

test("joining puts backslashes between the names and nowhere else", () => {
  expect(joinKeyPath(["Software", "a/b"])).toBe("Software\\a/b");
  expect(joinKeyPath([])).toBe("");
});
