import { describe, expect, test } from "vitest";
import { caught } from "./caught.ts";
import { contentOf, edited, smallHive, TIME } from "./edited-hive.ts";

describe("set-value", () => {
  test("creates a value, and the keys on the way to it", () => {
    const hive = smallHive();
    const [effect] = edited(hive, { op: "set-value", key: "a\\New\\Newer", value: "v", type: 4, data: "01000000" });
    expect(effect).toMatchObject({ kind: "value", key: "A\\New\\Newer", isDone: false });
    expect(effect).toMatchObject({ createdKeys: ["a\\New", "a\\New\\Newer"], new: { name: "v", type: 4 } });
    expect(effect).not.toHaveProperty("old");
    expect(hive.key("A\\New\\Newer").lastWritten).toBe(TIME);
  });

  test("changes type and data, and keeps the spelling of the name", () => {
    const hive = smallHive();
    const [effect] = edited(hive, { op: "set-value", key: "A", value: "ONE", type: 1, data: "4100420000000000" });
    expect(effect).toMatchObject({ old: { name: "one", type: 3 }, new: { name: "one", type: 1 }, createdKeys: [] });
    expect(hive.key("A").value("one").decoded()).toMatchObject({ kind: "string", text: "AB\0" });
  });

  test("has nothing to do where it is so already, and changes no time", () => {
    const hive = smallHive();
    const [effect] = edited(hive, { op: "set-value", key: "A", value: "one", type: 3, data: "31", expect: "absent" });
    expect(effect).toMatchObject({ isDone: true });
    expect(hive.engine.isChanged).toBe(false);
  });

  test("with `existing` creates no key", () => {
    const change = { op: "set-value", key: "A\\No", value: "", type: 1, data: "", existing: true } as const;
    expect(caught(() => edited(smallHive(), change))).toMatchObject({ code: "key-not-found" });
  });

  test.each([
    [{ expect: "absent" }, "one"],
    [{ expect: { type: 3, data: "32" } }, "one"],
    [{ expect: { type: 1, data: "31" } }, "one"],
    [{ expect: { type: 3, data: "31" } }, "other"],
  ] as const)("%j is not what stands in %s", (expectation, value) => {
    const hive = smallHive();
    const change = { op: "set-value", key: "A", value, type: 3, data: "ff", ...expectation } as const;
    expect(caught(() => edited(hive, change))).toMatchObject({ code: "precondition-failed", keyPath: "A" });
    expect(hive.engine.isChanged).toBe(false);
  });
});

describe("delete-value", () => {
  test("deletes a value, also the default one", () => {
    const hive = smallHive();
    edited(hive, { op: "delete-value", key: "A", value: "" }, { op: "delete-value", key: "A", value: "TWO" });
    expect(contentOf(hive).filter((line) => line.startsWith("A:"))).toEqual(["A:one=3:1"]);
  });

  test("has nothing to do where there is none, nor where there is no key", () => {
    const hive = smallHive();
    const changes = ["A", "No"].map((key) => ({ op: "delete-value", key, value: "no" }) as const);
    expect(edited(hive, ...changes)).toMatchObject([{ isDone: true }, { isDone: true }]);
    expect(hive.engine.isChanged).toBe(false);
  });

  test("is refused where another value is expected, or one at all", () => {
    for (const value of ["one", "no"]) {
      const change = { op: "delete-value", key: "A", value, expect: { type: 3, data: "32" } } as const;
      expect(caught(() => edited(smallHive(), change))).toMatchObject({ code: "precondition-failed" });
    }
  });
});

describe("rename-value", () => {
  test("gives another name in the same place", () => {
    const hive = smallHive();
    edited(hive, { op: "rename-value", key: "A", value: "ONE", name: "größer" });
    expect(Array.from(hive.key("A").values(), ({ name }) => name)).toEqual(["", "größer", "two"]);
  });

  test("gives another spelling, and has nothing to do for the same", () => {
    const hive = smallHive();
    expect(edited(hive, { op: "rename-value", key: "A", value: "one", name: "One" })).toMatchObject([
      { isDone: false },
    ]);
    expect(edited(hive, { op: "rename-value", key: "A", value: "one", name: "One" })).toMatchObject([{ isDone: true }]);
  });

  test("is refused where the name is taken, or there is no such value", () => {
    const hive = smallHive();
    const taken = { op: "rename-value", key: "A", value: "one", name: "TWO" } as const;
    expect(caught(() => edited(hive, taken))).toMatchObject({ code: "name-taken" });
    expect(caught(() => edited(hive, { ...taken, value: "no" }))).toMatchObject({ code: "value-not-found" });
    expect(hive.engine.isChanged).toBe(false);
  });
});
