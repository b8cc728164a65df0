import { describe, expect, test } from "vitest";
import { caught } from "./caught.ts";
import { contentOf, edited, smallHive, TIME } from "./edited-hive.ts";

describe("create-key", () => {
  test("creates a key with its class, and those on the way", () => {
    const hive = smallHive();
    const [effect] = edited(hive, { op: "create-key", key: "B\\C\\D", class: "kind" });
    expect(effect).toMatchObject({ new: { path: "B\\C\\D", className: "kind" }, createdKeys: ["B\\C"], isDone: false });
    expect(hive.key("B\\C\\D").className).toBe("kind");
    expect(hive.key("B\\C").className).toBeUndefined();
    expect(hive.key("B\\C\\D").lastWritten).toBe(TIME);
  });

  test("has nothing to do where the key is, but may change its class", () => {
    const hive = smallHive();
    expect(edited(hive, { op: "create-key", key: "a" })).toMatchObject([{ isDone: true, old: { path: "A" } }]);
    expect(hive.engine.isChanged).toBe(false);
    edited(hive, { op: "create-key", key: "A", class: "kind" });
    expect(hive.key("A").className).toBe("kind");
    expect(edited(hive, { op: "create-key", key: "A", class: "kind" })).toMatchObject([{ isDone: true }]);
    edited(hive, { op: "create-key", key: "A", class: "" });
    expect(hive.key("A").hasClassName).toBe(false);
  });

  test("is refused where none is expected and one is there", () => {
    const change = { op: "create-key", key: "A", expect: "absent" } as const;
    expect(caught(() => edited(smallHive(), change))).toMatchObject({ code: "name-taken" });
  });
});

describe("delete-key", () => {
  test("deletes an empty key, and with `recursive` a whole tree", () => {
    const hive = smallHive();
    const [one, other] = edited(hive, { op: "delete-key", key: "B" }, { op: "delete-key", key: "A", recursive: true });
    expect(one).toMatchObject({ old: { path: "B", keys: 0, values: 0 } });
    expect(other).toMatchObject({ old: { path: "A", keys: 2, values: 5 } });
    expect(contentOf(hive)).toEqual([""]);
  });

  test("is refused for a key that holds something, and for the root", () => {
    const hive = smallHive();
    for (const key of ["A", "A\\Below\\Deep"])
      expect(caught(() => edited(hive, { op: "delete-key", key }))).toMatchObject({ code: "key-not-empty" });
    expect(caught(() => edited(hive, { op: "delete-key", key: "", recursive: true }))).toMatchObject({
      code: "root-stays",
    });
    expect(hive.engine.isChanged).toBe(false);
  });

  test("has nothing to do where there is none", () => {
    expect(edited(smallHive(), { op: "delete-key", key: "No\\Such" })).toMatchObject([{ isDone: true }]);
  });
});

describe.each(["rename-key", "move-key"] as const)("%s", (op) => {
  const renamed = (key: string, name: string) =>
    op === "rename-key" ? ({ op, key, name } as const) : ({ op, key, to: name } as const);

  test("gives a key another name, and keeps what it holds", () => {
    const hive = smallHive();
    const before = contentOf(hive);
    edited(hive, renamed("A", "Zoo"));
    expect(contentOf(hive).sort()).toEqual(before.map((line) => line.replace(/^A/, "Zoo")).sort());
    edited(hive, renamed("ZOO", "zoo"));
    expect(hive.key("zoo").name).toBe("zoo");
  });

  test("has nothing to do for the same name", () => {
    expect(edited(smallHive(), renamed("A", "A"))).toMatchObject([{ isDone: true }]);
  });

  test("is refused for a name that is taken, for a key that is not there and for the root", () => {
    const hive = smallHive();
    expect(caught(() => edited(hive, renamed("A", "b")))).toMatchObject({ code: "name-taken" });
    expect(caught(() => edited(hive, renamed("No", "c")))).toMatchObject({ code: "key-not-found" });
    expect(caught(() => edited(hive, renamed("", "c")))).toMatchObject({ code: "root-stays" });
    expect(hive.engine.isChanged).toBe(false);
  });
});

test("move-key puts a tree elsewhere, and creates the way to it", () => {
  const hive = smallHive();
  const [effect] = edited(hive, { op: "move-key", key: "A\\Below", to: "B\\New\\There" });
  expect(effect).toMatchObject({ old: { path: "A\\Below" }, new: { path: "B\\New\\There" }, createdKeys: ["B\\New"] });
  expect(contentOf(hive)).toContain("B\\New\\There\\Deep:d=3:deep");
  expect(caught(() => edited(hive, { op: "move-key", key: "B", to: "B\\New\\There\\B" }))).toMatchObject({
    code: "into-itself",
  });
});

describe("copy-key", () => {
  test("copies a tree with its values and classes", () => {
    const hive = smallHive();
    edited(hive, { op: "create-key", key: "A\\Below", class: "kind" });
    const before = contentOf(hive);
    const [effect] = edited(hive, { op: "copy-key", key: "A", to: "B\\Copy" });
    expect(effect).toMatchObject({ isCopy: true, old: { path: "A" }, new: { path: "B\\Copy", keys: 2, values: 5 } });
    const copies = before.filter((line) => line.startsWith("A")).map((line) => line.replace(/^A/, "B\\Copy"));
    expect(contentOf(hive)).toEqual([...before, ...copies]);
    expect(hive.key("B\\Copy\\Below").lastWritten).toBe(TIME);
  });

  test("keeps times, and leaves classes out, as asked", () => {
    const hive = smallHive();
    edited(hive, { op: "create-key", key: "A", class: "kind" });
    edited(hive, { op: "copy-key", key: "A", to: "C", times: true, classes: false });
    expect(hive.key("C").className).toBeUndefined();
    expect(hive.key("C").lastWritten).toBe(hive.key("A").lastWritten);
    expect(hive.key("C\\Below").lastWritten).toBe(hive.key("A\\Below").lastWritten);
  });

  test("is refused below itself, and where something is", () => {
    const hive = smallHive();
    expect(caught(() => edited(hive, { op: "copy-key", key: "A", to: "A\\Below\\A" }))).toMatchObject({
      code: "into-itself",
    });
    expect(caught(() => edited(hive, { op: "copy-key", key: "A", to: "b" }))).toMatchObject({ code: "name-taken" });
    expect(hive.engine.isChanged).toBe(false);
  });
});
