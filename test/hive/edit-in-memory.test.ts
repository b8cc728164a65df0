import { expect, test } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";

const KEY = "Software\\Acme";
const set = (data: string) => ({ op: "set-value", key: KEY, value: "Level", type: 3, data }) as const;

test("bytes go in, are edited, and come out as a sound hive", () => {
  const bytes = fixture("outlook-user.dat");
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  expect(hive.edit({ version: 1, changes: [set("cafe")] })).toMatchObject([{ isDone: false, createdKeys: [KEY] }]);
  const edited = hive.toBytes();
  expect(validateHive(edited)).toEqual([]);
  using again = Hive.fromBytes(edited);
  expect([...again.key(KEY).value("Level").data()]).toEqual([0xca, 0xfe]);
  expect(again.baseBlock.primarySequence).toBe(hive.baseBlock.primarySequence + 1);
  expect(again.baseBlock.isDirty).toBe(false);
  expect(Math.abs(Date.now() - again.key(KEY).lastWrittenDate.getTime())).toBeLessThan(600_000);
});

test("without a change the bytes are those that went in", () => {
  const bytes = fixture("outlook-user.dat");
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  hive.edit({ version: 1, changes: [{ op: "delete-value", key: "Software", value: "no" }] });
  expect(Buffer.compare(hive.toBytes(), bytes)).toBe(0);
});

test("an edit larger than a log entry can be is no matter in memory", () => {
  using hive = Hive.fromBytes(fixture("outlook-user.dat"), { mode: "edit" });
  const data = "ab".repeat(1_000_000);
  const changes = Array.from({ length: 20 }, (_, index) => ({ ...set(data), value: `v${index}` }));
  hive.edit({ version: 1, changes }, { time: "keep" });
  const edited = hive.toBytes();
  expect(edited.length).toBeGreaterThan(20_000_000);
  expect(validateHive(edited)).toEqual([]);
});

test("undo takes a whole plan back", () => {
  const bytes = fixture("outlook-user.dat");
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  hive.edit({ version: 1, changes: [set("01"), { op: "delete-key", key: "Network", recursive: true }, set("02")] });
  hive.engine.editing.undo();
  expect(hive.findKey(KEY)).toBeUndefined();
  expect(Buffer.compare(hive.toBytes(), bytes)).toBe(0);
});

test("a hive that is open for reading says how to open it for editing", () => {
  using hive = Hive.fromBytes(fixture("outlook-user.dat"));
  expect(() => hive.edit({ version: 1, changes: [set("01")] })).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringContaining("mode edit") }),
  );
});
