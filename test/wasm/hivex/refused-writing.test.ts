import { HIVEX_OPEN_UNSAFE, HIVEX_OPEN_WRITE, Hivex, HivexError } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { withField } from "../../storage/small-hive.ts";
import { hiveOf } from "../open-engine.ts";
import { errnoOf, openHivex } from "./open-hivex.ts";
import { binary, opened, TREE } from "./written-hive.ts";

describe("opened for reading", () => {
  it("every function that writes throws EROFS, and nothing has changed", () => {
    const { bytes } = hiveOf(TREE);
    const hivex = openHivex(bytes);
    const root = hivex.root();
    const [value = 0] = hivex.nodeValues(root);
    const writers: (() => unknown)[] = [
      () => hivex.nodeAddChild(root, "x"),
      () => hivex.nodeDeleteChild(root),
      () => hivex.nodeSetValue(root, binary("x")),
      () => hivex.nodeSetValues(root, []),
      () => hivex.nodeDeleteValue(root, value),
      () => hivex.nodeRenameValue(root, value, "x"),
      () => hivex.nodeRename(root, "x"),
      () => hivex.nodeMove(root, root),
      () => hivex.nodeSetClassName(root, "x"),
      () => hivex.nodeSetSecurity(root, new Uint8Array(20)),
      () => hivex.nodeSetTimestamp(root, 0n),
      () => hivex.setTimestamps("keep"),
      () => hivex.transaction(() => undefined),
      () => hivex.undo(),
      () => hivex.commit(null),
    ];
    for (const write of writers) expect(errnoOf(write), String(write)).toBe("EROFS");
    expect(hivex.toBytes()).toEqual(bytes);
  });

  it("of a hive that has been closed it is EBADF", () => {
    const { hivex, root } = opened();
    hivex.close();
    for (const call of [() => hivex.nodeAddChild(root, "x"), () => hivex.commit(null), () => hivex.toBytes()])
      expect(errnoOf(call)).toBe("EBADF");
  });
});

describe("opening to write", () => {
  it("refuses a dirty hive, whose newest changes lie in its logs, with EUCLEAN; reading it is free", () => {
    const dirty = withField(hiveOf(TREE).bytes, 4, 7);
    for (const flags of [HIVEX_OPEN_WRITE, HIVEX_OPEN_WRITE | HIVEX_OPEN_UNSAFE])
      expect(errnoOf(() => Hivex.open(dirty, flags))).toBe("EUCLEAN");
    expect(openHivex(dirty).toBytes()).toEqual(dirty);
  });

  it("refuses versions that nobody knows how to write with ENOTSUP", () => {
    expect(errnoOf(() => Hivex.open(hiveOf(TREE, 1).bytes, HIVEX_OPEN_WRITE))).toBe("ENOTSUP");
  });

  it("changes nothing by itself", () => {
    const { bytes, hivex } = opened();
    expect(hivex.toBytes()).toEqual(bytes);
  });
});

describe("what is refused changes nothing", () => {
  it.each<[string, string, (of: ReturnType<typeof opened>) => unknown]>([
    ["a name that is taken", "EEXIST", ({ hivex, root }) => hivex.nodeAddChild(root, "SOFTware")],
    ["an empty name", "EINVAL", ({ hivex, root }) => hivex.nodeAddChild(root, "")],
    ["a name with a backslash", "EINVAL", ({ hivex, root }) => hivex.nodeAddChild(root, "a\\b")],
    ["a name that is too long", "EINVAL", ({ hivex, root }) => hivex.nodeAddChild(root, "x".repeat(256))],
    ["a parent that is none", "EINVAL", ({ hivex, root }) => hivex.nodeAddChild(root + 8, "x")],
    [
      "a parent that is a value",
      "EINVAL",
      ({ hivex, root }) => hivex.nodeAddChild(hivex.nodeValues(root)[0] ?? 0, "x"),
    ],
    ["to delete the root", "EINVAL", ({ hivex, root }) => hivex.nodeDeleteChild(root)],
    ["to delete what is no key", "EINVAL", ({ hivex }) => hivex.nodeDeleteChild(5)],
    ["to rename the root", "EINVAL", ({ hivex, root }) => hivex.nodeRename(root, "other")],
    ["to rename to a name that is taken", "EEXIST", ({ hivex, node }) => hivex.nodeRename(node("System"), "software")],
    ["to move the root", "EINVAL", ({ hivex, root, node }) => hivex.nodeMove(root, node("System"))],
    [
      "to move a key below itself",
      "EINVAL",
      ({ hivex, node }) => hivex.nodeMove(node("Software"), node("Software\\Acme")),
    ],
    ["two values of one name", "EEXIST", ({ hivex, root }) => hivex.nodeSetValues(root, [binary("a"), binary("A")])],
    [
      "two of one that is there",
      "EEXIST",
      ({ hivex, root }) => hivex.nodeSetValues(root, [binary(""), binary("Two"), binary("two")]),
    ],
    [
      "a type of more than 32 bits",
      "EINVAL",
      ({ hivex, root }) => hivex.nodeSetValue(root, { ...binary("a"), t: 2 ** 32 }),
    ],
    [
      "a type that is no number",
      "EINVAL",
      ({ hivex, root }) => hivex.nodeSetValue(root, { ...binary("a"), t: Number.NaN }),
    ],
    [
      "data that is none",
      "EINVAL",
      ({ hivex, root }) => hivex.nodeSetValue(root, { ...binary("a"), value: "text" as never }),
    ],
    [
      "a name that is none",
      "EINVAL",
      ({ hivex, root }) => hivex.nodeSetValue(root, { ...binary("a"), key: 1 as never }),
    ],
    ["flags", "EINVAL", ({ hivex, root }) => hivex.nodeSetValue(root, binary("a"), 1)],
    ["flags for all", "EINVAL", ({ hivex, root }) => hivex.nodeSetValues(root, [], 1)],
    ["flags of a commit", "EINVAL", ({ hivex }) => hivex.commit(null, 1)],
    ["a commit without a file", "ENOTSUP", ({ hivex }) => hivex.commit(null)],
    ["a commit to a file without a file system", "ENOTSUP", ({ hivex }) => hivex.commit("other")],
    [
      "to delete another key's value",
      "EINVAL",
      ({ hivex, root, node }) => hivex.nodeDeleteValue(root, hivex.nodeValues(node("Software\\Acme"))[0] ?? 0),
    ],
    [
      "a security descriptor that is none",
      "EINVAL",
      ({ hivex, root }) => hivex.nodeSetSecurity(root, new Uint8Array(3)),
    ],
    ["a time beyond 64 bits", "EINVAL", ({ hivex, root }) => hivex.nodeSetTimestamp(root, 1n << 64n)],
  ])("%s: %s", (_, errno, edit) => {
    const of = opened();
    expect(errnoOf(() => edit(of))).toBe(errno);
    expect(of.hivex.toBytes()).toEqual(of.bytes);
  });

  it("the errors are HivexErrors with the engine's as their cause", () => {
    const { hivex, root } = opened();
    const error = (() => {
      try {
        return hivex.nodeAddChild(root, "software");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(HivexError);
    expect(error).toMatchObject({ code: "EEXIST", cause: { code: "name-taken" } });
  });
});
