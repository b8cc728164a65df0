import { describe, expect, it } from "vitest";
import { keyFlagNames } from "../../src/hive/key-flags.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import { walkKeys } from "../../src/hive/walk-keys.ts";
import { openFixture } from "./fixture-file.ts";

describe("what a key is besides its values", () => {
  const hive = () => openFixture("special-keys.dat");

  it("flags by name", () => {
    expect(keyFlagNames(hive().root.flags)).toEqual(["hiveEntry", "noDelete", "compressedName"]);
    expect(keyFlagNames(hive().key("Virtual").flags)).toContain("virtualTarget");
    expect(keyFlagNames(0xf000)).toEqual([]);
  });

  it("bits for access, for 32-bit views and virtualization, for debugging", () => {
    const { accessBits, userFlags, virtualizationFlags, debug } = hive().key("Accessed").record;
    expect({ accessBits, userFlags, virtualizationFlags, debug }).toEqual({
      accessBits: 3,
      userFlags: 1,
      virtualizationFlags: 2,
      debug: 5,
    });
  });

  it("a predefined handle, which counts no values", () => {
    const key = hive().key("Handle");
    expect([key.predefinedHandle, key.valueCount, [...key.values()]]).toEqual([0x80000004, 0, []]);
    expect(hive().key("Types").predefinedHandle).toBeUndefined();
  });

  it("a volatile remnant, which is nothing to look at", () => {
    const key = hive().key("Virtual");
    expect([key.record.volatileSubkeyCount, key.subkeyCount, [...key.subkeys()]]).toEqual([1, 0, []]);
  });

  it("security, shared or its own", () => {
    const text = (path: string): string => securityDescriptorText(hive().key(path).security());
    expect(text("")).toBe("O:BAG:BAD:(A;CI;KA;;;SY)");
    expect(text("Secured")).toBe("O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KR;;;RC)");
    expect(text("Secured\\Same")).toBe(text("Secured"));
    expect(hive().key("Secured").securityRecord().referenceCount).toBe(2);
  });

  it("its time as a Date as well", () => {
    expect(hive().key("Types").lastWrittenDate.toISOString()).toBe("2016-07-08T09:10:11.121Z");
  });
});

describe("layers", () => {
  it("tell what is hidden, and only in hives that are layers", () => {
    const hive = openFixture("layers.dat");
    const layers = Object.fromEntries([...walkKeys(hive.root)].map(({ key }) => [key.path, key.layer]));
    expect(layers).toEqual({
      "": { semantics: "normal", inheritsClass: false },
      Changed: { semantics: "normal", inheritsClass: true },
      Deleted: { semantics: "tombstone", inheritsClass: false },
      Replaced: { semantics: "supersede-local", inheritsClass: false },
      "Replaced\\New": { semantics: "normal", inheritsClass: false },
      Whole: { semantics: "supersede-tree", inheritsClass: true },
      "Whole\\Child": { semantics: "supersede-tree", inheritsClass: false },
    });
    expect([hive.key("Deleted").isTombstone, hive.key("Changed").isTombstone]).toEqual([true, false]);
    expect([...hive.key("Changed").values()].map(({ name, isTombstone }) => [name, isTombstone])).toEqual([
      ["gone", true],
      ["new", false],
    ]);
    expect(openFixture("special-keys.dat").key("Accessed").layer).toBeUndefined();
  });
});

describe("a walk over all keys", () => {
  it("goes depth first, and knows the last of each list", () => {
    const walked = [...walkKeys(openFixture("layers.dat").root)].map(
      ({ key, depth, isLast }) => `${depth}${isLast ? "!" : ""} ${key.name}`,
    );
    expect(walked).toEqual(["0! ROOT", "1 Changed", "1 Deleted", "1 Replaced", "2! New", "1! Whole", "2! Child"]);
  });
});
