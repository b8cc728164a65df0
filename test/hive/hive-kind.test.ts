import { describe, expect, it } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { hiveKind } from "../../src/hive/hive-kind.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";
import { openFixture, openHiveOf } from "./fixture-file.ts";

const keys = (...names: string[]) => names.map((name) => ({ name }));

describe("the kind of a hive", () => {
  it.each([
    ["user", keys("Control Panel", "Software"), "x", "HKEY_CURRENT_USER"],
    [
      "default-user",
      keys("Control Panel", "Software"),
      "C:\\Windows\\System32\\config\\DEFAULT",
      "HKEY_USERS\\.DEFAULT",
    ],
    ["user-classes", keys("Local Settings", "VirtualStore"), "x", "HKEY_CURRENT_USER\\Software\\Classes"],
    ["system", keys("ControlSet001", "Select"), "x", "HKEY_LOCAL_MACHINE\\SYSTEM"],
    ["software", keys("Classes", "Microsoft"), "x", "HKEY_LOCAL_MACHINE\\SOFTWARE"],
    ["sam", [{ name: "SAM", keys: keys("Domains") }], "x", "HKEY_LOCAL_MACHINE\\SAM"],
    ["security", keys("Cache", "Policy"), "x", "HKEY_LOCAL_MACHINE\\SECURITY"],
    ["bcd", keys("Description", "Objects"), "x", "HKEY_LOCAL_MACHINE\\BCD00000000"],
    ["drivers", keys("DriverDatabase"), "x", "HKEY_LOCAL_MACHINE\\DRIVERS"],
    ["components", keys("CanonicalData", "DerivedData"), "x", "HKEY_LOCAL_MACHINE\\COMPONENTS"],
  ])("%s is told by its keys", (name, content, path, rootName) => {
    const kind = hiveKind(openHiveOf(content), path);
    expect(kind).toEqual({ name, evidence: "content", rootName, isRootNameInvented: false });
  });

  it.each([
    ["/mnt/Users/x/NTUSER.DAT", "user", "HKEY_CURRENT_USER"],
    ["ntuser.man", "user", "HKEY_CURRENT_USER"],
    ["UsrClass.dat", "user-classes", "HKEY_CURRENT_USER\\Software\\Classes"],
    ["config\\system", "system", "HKEY_LOCAL_MACHINE\\SYSTEM"],
    ["DEFAULT", "default-user", "HKEY_USERS\\.DEFAULT"],
  ])("of an empty hive is told by its file: %s", (path, name, rootName) => {
    expect(hiveKind(openHiveOf([]), path)).toEqual({
      name,
      evidence: "file name",
      rootName,
      isRootNameInvented: false,
    });
  });

  it("has a name invented where Windows has no place for it", () => {
    const invented = { evidence: "none", isRootNameInvented: true };
    expect(hiveKind(openHiveOf([]), "/x/backup.hiv")).toMatchObject({
      ...invented,
      name: "unknown",
      rootName: "HKEY_LOCAL_MACHINE\\backup.hiv",
    });
    expect(hiveKind(openHiveOf([]))).toMatchObject({ ...invented, rootName: "HKEY_LOCAL_MACHINE\\HIVE" });
  });

  it("falls back to the name that the hive itself bears", () => {
    expect(hiveKind(openHiveOf([], { fileName: "\\SystemRoot\\System32\\Config\\SAM" }))).toMatchObject({
      name: "sam",
      evidence: "file name",
    });
    expect(hiveKind(openFixture("system.dat"))).toMatchObject({ name: "system", evidence: "content" });
  });
});

describeCorpus("the kind of the corpus's hives is told by content, and fits their names", () => {
  const expected: [RegExp, string][] = [
    [/\/NTUSER(1|-\w+|_with_winscp)?\.DAT$/, "user"],
    [/UsrClass\w*\.dat$/i, "user-classes"],
    [/\/SYSTEM(_B)?$/, "system"],
    [/\/SAM(_\w+)?$/, "sam"],
    [/\/SECURITY$/, "security"],
    [/\/BCD(-Template)?$/, "bcd"],
    [/Amcache\.hve$/, "amcache"],
    [/\/DEFAULT$/, "default-user"],
  ];
  const named = cleanHives().flatMap(({ file }) => {
    const kind = expected.find(([pattern]) => pattern.test(file))?.[1];
    return kind === undefined ? [] : [[file, kind] as const];
  });
  it.each(named)("%s is %s", (file, kind) => {
    using hive = Hive.fromBytes(corpusFile(file));
    expect(hiveKind(hive, file)).toMatchObject({ name: kind, evidence: "content" });
  });
});
