import { describe, expect, it } from "vitest";
import { HiveError } from "../../src/errors.ts";
import { openFixture, openHiveOf } from "./fixture-file.ts";

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof HiveError) return error.code;
    throw error;
  }
  return "none";
};

describe("CurrentControlSet", () => {
  const hive = () => openFixture("system.dat");

  it.each([
    "CurrentControlSet\\Control",
    "currentcontrolset\\control",
    "HKLM\\SYSTEM\\CurrentControlSet\\Control",
    "HKEY_LOCAL_MACHINE\\system\\CurrentControlSet\\Control",
  ])("is the one that Select names: %s", (path) => {
    const key = hive().key(path);
    expect(key.path).toBe("ControlSet002\\Control");
    expect(key.value("SystemBootDevice").decoded()).toMatchObject({ text: "set 2" });
  });

  it("is looked up by its name where a hive has such a key, or no Select", () => {
    expect(openHiveOf([{ name: "CurrentControlSet" }]).key("CurrentControlSet").path).toBe("CurrentControlSet");
    expect(codeOf(() => openHiveOf([]).key("CurrentControlSet"))).toBe("key-not-found");
  });

  it("is resolved in front only", () => {
    expect(codeOf(() => hive().key("Select\\CurrentControlSet"))).toBe("key-not-found");
  });

  it.each([3, 1])("needs a number in Select: a value of type %d and another size is none", (type) => {
    const select = { name: "Select", values: [{ name: "Current", type, data: new Uint8Array(2) }] };
    expect(openHiveOf([select]).pathNames("CurrentControlSet\\x")).toEqual(["CurrentControlSet", "x"]);
  });
});

describe("roots in front of a path", () => {
  it("are dropped only where they name this hive", () => {
    expect(codeOf(() => openFixture("links.dat").key("HKLM\\SOFTWARE\\Target"))).toBe("key-not-found");
    expect(openFixture("links.dat").key("HKCU\\Software\\Target").path).toBe("Software\\Target");
  });

  it("may name the user's classes by either place", () => {
    const classes = openHiveOf([{ name: "CLSID" }, { name: "Local Settings" }]);
    expect(classes.key("HKCU\\Software\\Classes\\CLSID").path).toBe("CLSID");
    expect(classes.key("CLSID").path).toBe("CLSID");
  });
});

describe("symbolic links", () => {
  const hive = () => openFixture("links.dat");

  it("are shown, not followed, unless asked", () => {
    const link = hive().key("Software\\Within");
    expect(link.isSymbolicLink).toBe(true);
    expect(link.linkTarget).toMatch(/^\\REGISTRY\\USER\\S-1-5-21-.*\\Software\\Target$/);
    expect(hive().findKey("Software\\Within\\Inner")).toBeUndefined();
    expect(hive().key("Software\\Target").linkTarget).toBeUndefined();
    expect(hive().key("Software\\Without target").linkTarget).toBeUndefined();
  });

  it.each([
    ["Software\\Within", "Software\\Target"],
    ["Software\\Within\\Inner", "Software\\Target\\Inner"],
    ["Software\\Chain\\Inner", "Software\\Target\\Inner"],
    ["Software\\Target", "Software\\Target"],
  ])("%s leads to %s", (path, target) => {
    expect(hive().key(path, { follow: true }).path).toBe(target);
  });

  it.each([
    ["Software\\Circle A", "link-loops"],
    ["Software\\Circle B\\x", "link-loops"],
    ["Software\\Out", "link-leads-out"],
    ["Software\\Odd", "link-leads-out"],
    ["Software\\Without target", "link-leads-out"],
    ["Software\\Within\\missing", "key-not-found"],
  ])("%s cannot be followed: %s", (path, code) => {
    expect(codeOf(() => hive().key(path, { follow: true }))).toBe(code);
  });

  it("into the current control set of the same hive", () => {
    const key = openFixture("system.dat").key("ControlSet001\\Linked\\JD", { follow: true });
    expect(key.path).toBe("ControlSet002\\Control\\Lsa\\JD");
    expect(key.className).toBe("0f1e2d3c");
  });
});
