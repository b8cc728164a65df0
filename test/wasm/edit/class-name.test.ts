import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import { KEY_NODE, offsetOf } from "../../support/layout-transcription.ts";
import { hiveOf } from "../open-engine.ts";
import { find, keyOf, NOW, openForEdit, refusesWith, soundHive } from "./edited-hive.ts";

const { bytes, records } = hiveOf(
  {
    keys: [
      { name: "With", className: "Shell" },
      { name: "Without", time: 3n },
    ],
  },
  3,
);

describe("a class name", () => {
  it.each(["a", "Shell", "shell", "\ud800\0", "a longer one ".repeat(50), "x".repeat(32_766), ""])(
    "is set to %j",
    (name) => {
      const engine = openForEdit(bytes);
      for (const key of ["With", "Without"]) engine.editing.setClassName(find(engine, key), name);
      const hive = soundHive(engine);
      for (const key of ["With", "Without"]) {
        expect(keyOf(hive, key).className ?? "").toBe(name);
        expect(engine.className(find(engine, key)) ?? "").toBe(name);
      }
      expect(hive.root.node.number("largestSubkeyClassSize")).toBe(Math.max(10, name.length * 2));
      expect(keyOf(hive, "Without").node.time("lastWritten")).toBe(name === "" ? 3n : NOW);
      engine.editing.undo();
      engine.editing.undo();
      expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
    },
  );

  it("is the root's as well, whose parent means nothing", () => {
    const engine = openForEdit(bytes);
    engine.editing.setClassName(engine.baseBlock.rootOffset, "root's");
    expect(soundHive(engine).root.className).toBe("root's");
  });

  it("that is there already changes nothing", () => {
    const engine = openForEdit(bytes);
    engine.editing.setClassName(find(engine, "With"), "Shell");
    engine.editing.setClassName(find(engine, "Without"), "");
    expect(engine.isChanged).toBe(false);
  });

  it("of more than 65,535 bytes is refused", () => {
    const engine = openForEdit(bytes);
    refusesWith(engine, "name-refused", () => engine.editing.setClassName(find(engine, "With"), "x".repeat(32_768)));
  });

  it("is not changed where the present one is damaged", () => {
    const hive = new HiveBytes({ bytes, records });
    hive.size(records.key("With").classOffset ?? 0, 16);
    const engine = openForEdit(hive.bytes);
    refusesWith(engine, "cell-not-allocated", () => engine.editing.setClassName(find(engine, "With"), "x"));
    refusesWith(engine, "cell-not-allocated", () => engine.editing.setClassName(find(engine, "With"), ""));
  });
});

it("refuses a key whose parent does not list it: the parent's hint would be another key's", () => {
  const hive = hiveOf({ keys: [{ name: "a" }, { name: "b", keys: [{ name: "c" }] }] });
  const key = hive.records.key("a").nodeOffset;
  for (const parent of ["b", "b\\c"]) {
    const spoiled = new HiveBytes(hive);
    const field = spoiled.data(key) + offsetOf(KEY_NODE, "parent");
    const engine = openForEdit(spoiled.u32(field, hive.records.key(parent).nodeOffset).bytes);
    refusesWith(engine, "bad-subkey-list", () => engine.editing.setClassName(key, "class"));
    expect(engine.isChanged).toBe(false);
  }
});
