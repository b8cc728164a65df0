import { newHive } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { parseSecurityDescriptorText } from "../../src/hive/sddl/parse-descriptor.ts";
import { securityDescriptorBytes } from "../../src/hive/security-descriptor-bytes.ts";
import { SectionPlaces } from "../../src/import/section-place.ts";

/** A hive that its keys tell to be of a kind. */
function hiveWith(...keys: string[]): Hive {
  const hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  for (const key of keys) {
    let parent = hive.root.offset;
    for (const name of key.split("\\")) {
      parent = hive.engine.findSubkey(parent, name) ?? hive.engine.editing.createKey(parent, name);
    }
  }
  return hive;
}

const HIVES = {
  user: () => hiveWith("Software", "Control Panel"),
  classes: () => hiveWith("Local Settings"),
  software: () => hiveWith("Microsoft\\Windows NT", "Classes"),
  system: () => {
    const hive = hiveWith("Select", "ControlSet002\\Services");
    hive.engine.editing.setValue(hive.key("Select").offset, "Current", 4, new Uint8Array([2, 0, 0, 0]));
    return hive;
  },
  app: () => hiveWith("LocalState"),
};

const ALICE = "S-1-5-21-1-2-3-1001";

describe("where a section belongs", () => {
  test.each<[keyof typeof HIVES, string, string | undefined]>([
    ["user", "HKEY_CURRENT_USER\\Software\\A", "Software\\A"],
    ["user", "HKCU\\Software\\A", "Software\\A"],
    ["user", "hkey_current_user\\Software", "Software"],
    ["user", "HKEY_CURRENT_USER", ""],
    ["user", `HKEY_USERS\\${ALICE}\\Software\\A`, "Software\\A"],
    ["user", `HKU\\${ALICE}`, ""],
    ["user", "HKEY_CURRENT_USER\\Software\\Classes\\.x", undefined],
    ["user", `HKEY_USERS\\${ALICE}\\software\\classes`, undefined],
    ["user", "HKEY_CURRENT_USER\\Software\\ClassesX", "Software\\ClassesX"],
    ["user", "HKEY_USERS\\.DEFAULT\\Software", undefined],
    ["user", "HKEY_LOCAL_MACHINE\\SOFTWARE\\A", undefined],
    ["user", "HKEY_CLASSES_ROOT\\.x", undefined],
    ["user", `HKEY_USERS\\${ALICE}_Classes\\A`, undefined],
    ["classes", "HKEY_CURRENT_USER\\Software\\Classes\\.x", ".x"],
    ["classes", `HKEY_USERS\\${ALICE}_Classes\\.x`, ".x"],
    ["classes", `HKEY_USERS\\${ALICE}\\Software\\Classes\\.x`, ".x"],
    ["classes", "HKEY_CURRENT_USER\\Software\\A", undefined],
    ["software", "HKEY_LOCAL_MACHINE\\SOFTWARE\\A", "A"],
    ["software", "HKLM\\Software\\A", "A"],
    ["software", "HKEY_LOCAL_MACHINE\\SYSTEM\\A", undefined],
    ["software", "HKEY_LOCAL_MACHINE", undefined],
    ["software", "HKEY_CURRENT_USER\\Software", undefined],
    ["system", "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services", "ControlSet002\\Services"],
    ["app", "HKEY_LOCAL_MACHINE\\SOFTWARE\\A", undefined],
  ])("%s: %s", (kind, path, expected) => {
    using hive = HIVES[kind]();
    const place = new SectionPlaces(hive).of(path);
    expect(place).toEqual(
      expected === undefined
        ? { kind: "elsewhere" }
        : { kind: "here", names: expected === "" ? [] : expected.split("\\") },
    );
  });

  test("a prefix is one more place", () => {
    using hive = HIVES.user();
    const places = new SectionPlaces(hive, "HKLM\\Mounted\\");
    expect(places.of("HKEY_LOCAL_MACHINE\\mounted\\A")).toEqual({ kind: "here", names: ["A"] });
    expect(places.of("HKEY_CURRENT_USER\\A")).toEqual({ kind: "here", names: ["A"] });
    expect(places.of("HKEY_LOCAL_MACHINE\\MountedToo\\A")).toEqual({ kind: "elsewhere" });
    const whole = new SectionPlaces(hive, "HKEY_CURRENT_USER");
    expect(whole.of("HKEY_CURRENT_USER\\Software\\Classes\\A")).toEqual({
      kind: "here",
      names: ["Software", "Classes", "A"],
    });
  });

  test("a root that Windows does not know is no place at all", () => {
    using hive = HIVES.user();
    for (const path of ["FOO\\A", "", "\\HKEY_CURRENT_USER\\A", "HKEY_CURRENT_USERS\\A"])
      expect(new SectionPlaces(hive).of(path)).toEqual({ kind: "no-root" });
  });

  test("a section of another user does not belong into a hive that names its own", () => {
    using hive = HIVES.user();
    const text = `O:BAG:SYD:P(A;CI;KA;;;SY)(A;CI;KA;;;${ALICE})`;
    hive.engine.editing.setSecurity(hive.root.offset, securityDescriptorBytes(parseSecurityDescriptorText(text)));
    using reopened = Hive.fromBytes(hive.toBytes());
    const places = new SectionPlaces(reopened);
    expect(places.of(`HKEY_USERS\\${ALICE}\\A`)).toEqual({ kind: "here", names: ["A"] });
    expect(places.of("HKEY_USERS\\S-1-5-21-1-2-3-1002\\A")).toEqual({ kind: "elsewhere" });
  });
});
