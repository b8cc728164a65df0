import { HIVEX_OPEN_WRITE, newHive } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { pattern } from "../../../fixtures/build/encoding.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { errnoOf, openHivex } from "./open-hivex.ts";
import { binary, keysOf, LATER, namesOf, opened, TIME, valuesOf } from "./written-hive.ts";

describe.each([3, 5, 6])("in a hive of version 1.%i", (minor) => {
  it("nodeAddChild takes its parent's time, and touches no other", () => {
    const { hivex, root } = opened(minor);
    hivex.nodeSetTimestamp(root, LATER);
    const added = hivex.nodeAddChild(root, "Middle");
    expect(hivex.nodeName(added)).toBe("Middle");
    expect(hivex.nodeGetChild(root, "MIDDLE")).toBe(added);
    expect(hivex.nodeTimestamp(added)).toBe(LATER);
    expect(hivex.nodeParent(added)).toBe(root);
    const keys = keysOf(hivex);
    expect([...keys.keys()]).toEqual(["", "Middle", "Software", "Software\\Acme", "System"]);
    expect(keys.get("System")?.node.time("lastWritten")).toBe(TIME);
  });

  it("setTimestamps says what time changed keys get, as Windows sets it", () => {
    const { hivex, root, node } = opened(minor);
    hivex.setTimestamps(LATER);
    hivex.nodeAddChild(node("System"), "New");
    hivex.nodeSetValue(node("Software\\Acme"), binary("w", 1));
    const keys = keysOf(hivex);
    const times = (...paths: string[]) => paths.map((path) => keys.get(path)?.node.time("lastWritten"));
    expect(times("System", "System\\New", "Software\\Acme")).toEqual([LATER, LATER, LATER]);
    expect(times("", "Software")).toEqual([TIME, TIME]);
    hivex.setTimestamps("keep");
    hivex.nodeSetValue(root, binary("w", 1));
    expect(hivex.nodeTimestamp(root)).toBe(TIME);
  });

  it("nodeDeleteChild deletes all below", () => {
    const { hivex, node } = opened(minor);
    hivex.nodeDeleteChild(node("Software"));
    expect([...keysOf(hivex).keys()]).toEqual(["", "System"]);
  });

  it("nodeSetValue keeps the place of a value and takes the new spelling", () => {
    const { hivex, root } = opened(minor);
    const set = hivex.nodeSetValue(root, binary("TWO", 1, 2));
    expect(hivex.valueKey(set)).toBe("TWO");
    hivex.nodeSetValue(root, binary("Four", 4));
    expect(valuesOf(keysOf(hivex).get("")).slice(1)).toEqual([
      ["TWO", 3, [1, 2]],
      ["Three", 3, [...pattern(2, 1)]],
      ["Four", 3, [4]],
    ]);
  });

  it("nodeSetValue takes data that libhivex cannot write soundly, in the version's own way", () => {
    const { hivex, root } = opened(minor);
    const large = pattern(1_040_000, 7);
    hivex.nodeSetValue(root, { key: "large", t: 3, value: large });
    hivex.nodeSetValue(root, { key: "20 KB", t: 3, value: large.subarray(0, 20_000) });
    const found = new Map(
      keysOf(hivex)
        .get("")
        ?.values.map(({ name, data }) => [name, Buffer.from(data)]),
    );
    expect(found.get("large")?.equals(large)).toBe(true);
    expect(found.get("20 KB")?.equals(large.subarray(0, 20_000))).toBe(true);
  });

  it("nodeSetValues gives a key these values and no others, in this order", () => {
    const { hivex, root } = opened(minor);
    hivex.nodeSetValues(root, [binary("Three", 9), binary("new"), binary("", 1), binary("two", 2)]);
    expect(namesOf(keysOf(hivex).get(""))).toEqual(["Three", "new", "", "two"]);
    hivex.nodeSetValues(root, []);
    expect(hivex.nodeNrValues(root)).toBe(0);
    expect(namesOf(keysOf(hivex).get(""))).toEqual([]);
  });

  it("reading all values and setting them with one changed, as hivexregedit does, changes the bytes of that one", () => {
    const { bytes, hivex, root } = opened(minor);
    const values = hivex.nodeValues(root).map((value) => {
      const { type, value: data } = hivex.valueValue(value);
      return { key: hivex.valueKey(value), t: type, value: data };
    });
    const [, two] = values;
    two?.value.fill(0xee, 10, 12);
    hivex.nodeSetValues(root, values);
    const after = hivex.toBytes();
    const changed = [...after.keys()].filter((at) => after[at] !== bytes[at] && at >= 4096);
    expect(changed).toHaveLength(2);
    expect(validateHive(after)).toEqual([]);
  });

  it("nodeDeleteValue and nodeRenameValue leave the other values alone", () => {
    const { hivex, root } = opened(minor);
    const value = (key: string): number => hivex.nodeGetValue(root, key) ?? expect.fail(`no value ${key}`);
    const renamed = hivex.nodeRenameValue(root, value("two"), "Zwei, ein längerer Name");
    expect(hivex.valueKey(renamed)).toBe("Zwei, ein längerer Name");
    expect([...hivex.valueValue(renamed).value]).toEqual([...pattern(100, 1)]);
    hivex.nodeDeleteValue(root, value(""));
    expect(namesOf(keysOf(hivex).get(""))).toEqual(["Zwei, ein längerer Name", "Three"]);
    expect(errnoOf(() => hivex.nodeRenameValue(root, value("three"), "ZWEI, EIN LÄNGERER NAME"))).toBe("EEXIST");
  });

  it("nodeRename and nodeMove take everything below along", () => {
    const { hivex, root, node } = opened(minor);
    const renamed = hivex.nodeRename(node("Software\\Acme"), "A much longer name than before");
    expect(hivex.nodeName(renamed)).toBe("A much longer name than before");
    const moved = hivex.nodeMove(node("Software"), node("System"));
    expect(hivex.nodeParent(moved)).toBe(node("System"));
    hivex.nodeMove(node("System\\Software\\A much longer name than before"), root, "Acme");
    const keys = keysOf(hivex);
    expect([...keys.keys()]).toEqual(["", "Acme", "System", "System\\Software"]);
    expect(namesOf(keys.get("Acme"))).toEqual(["v"]);
    expect(keys.get("Acme")?.className).toBe("class");
  });

  it("class names are set and taken away", () => {
    const { hivex, root, node } = opened(minor);
    expect(hivex.nodeClassName(root)).toBeUndefined();
    expect(hivex.nodeClassName(node("Software\\Acme"))).toBe("class");
    hivex.nodeSetClassName(root, "Ωlass");
    hivex.nodeSetClassName(node("Software\\Acme"), undefined);
    expect(hivex.nodeClassName(root)).toBe("Ωlass");
    const keys = keysOf(hivex);
    expect(keys.get("")?.className).toBe("Ωlass");
    expect(keys.get("Software\\Acme")?.className).toBeUndefined();
  });
});

it("a hive can be made from nothing", () => {
  const hivex = openHivex(newHive({ minorVersion: 5, like: "user", time: TIME }), HIVEX_OPEN_WRITE);
  hivex.nodeSetValue(hivex.nodeAddChild(hivex.root(), "First"), binary("v", 1));
  expect([...keysOf(hivex).keys()]).toEqual(["", "First"]);
});

describe("names beyond ASCII", () => {
  it("are one where Windows takes them for one, which libhivex creates side by side", () => {
    const { hivex, root } = opened();
    const upper = hivex.nodeAddChild(root, "ÉTÉ");
    expect(hivex.nodeGetChild(root, "été")).toBe(upper);
    expect(errnoOf(() => hivex.nodeAddChild(root, "été"))).toBe("EEXIST");
    hivex.nodeAddChild(root, "\ud800 half a pair");
    expect([...keysOf(hivex).keys()]).toContain("\ud800 half a pair");
  });
});

describe("several changes", () => {
  it("are undone one by one, the last first", () => {
    const { bytes, hivex, root } = opened();
    hivex.nodeAddChild(root, "A");
    hivex.nodeSetValue(root, binary("Two", 1));
    expect(hivex.undo()).toBe(true);
    expect(hivex.valueValue(hivex.nodeGetValue(root, "Two") ?? 0).value).toHaveLength(100);
    expect(hivex.nodeGetChild(root, "A")).toBeDefined();
    expect(hivex.undo()).toBe(true);
    expect(hivex.undo()).toBe(false);
    expect(hivex.toBytes()).toEqual(bytes);
  });

  it("in a transaction are one: undone as one, and none of them when one throws", () => {
    const { bytes, hivex, root } = opened();
    const work = (): void => {
      const added = hivex.nodeAddChild(root, "A");
      hivex.nodeSetValue(added, binary("v", 1));
    };
    hivex.transaction(work);
    expect(hivex.undo()).toBe(true);
    expect(hivex.toBytes()).toEqual(bytes);
    expect(
      errnoOf(() =>
        hivex.transaction(() => {
          work();
          hivex.nodeAddChild(root, "a");
        }),
      ),
    ).toBe("EEXIST");
    expect(hivex.toBytes()).toEqual(bytes);
  });
});

describe("security", () => {
  it("is read and set as bytes; keys with equal descriptors share a cell", () => {
    const { hivex, root, node } = opened();
    const own = hivex.nodeSecurity(root);
    expect(own.length).toBeGreaterThan(20);
    // The same descriptor with a null DACL: SE_DACL_PRESENT set, no list.
    const other = own.slice();
    new DataView(other.buffer).setUint32(16, 0, true);
    hivex.nodeSetSecurity(node("System"), other);
    hivex.nodeSetSecurity(node("Software\\Acme"), other);
    expect(hivex.nodeSecurity(node("System"))).toEqual(other);
    expect(hivex.nodeSecurity(root)).toEqual(own);
    const keys = keysOf(hivex);
    const cell = (path: string): number | undefined => keys.get(path)?.node.number("security");
    expect(cell("System")).toBe(cell("Software\\Acme"));
    expect(cell("System")).not.toBe(cell(""));
  });
});
