import { describe, expect, test } from "vitest";
import { ADMINISTRATORS, SYSTEM, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { applyPlan } from "../../../src/edit/apply.ts";
import { parsePlan } from "../../../src/edit/plan.ts";
import { verifyPlan } from "../../../src/edit/verify.ts";
import { KEY_FLAG } from "../../../src/hive/key-flags.ts";
import { caught } from "./caught.ts";
import { edited, smallHive, TIME } from "./edited-hive.ts";

const WHEN = "2001-02-03T04:05:06.7890123Z";
const FILETIME = 126_256_467_067_890_123n;
const planOf = (...changes: readonly object[]) => parsePlan(JSON.stringify({ version: 1, changes }));

describe("set-time", () => {
  test("gives a key its own time, whatever the edit's is", () => {
    const hive = smallHive();
    const [effect] = edited(hive, { op: "set-time", key: "A", time: WHEN });
    expect(effect).toMatchObject({ kind: "key-fact", fact: "time", new: WHEN, isDone: false });
    expect(hive.key("A").lastWritten).toBe(FILETIME);
    expect(edited(hive, { op: "set-time", key: "A", time: WHEN })).toMatchObject([{ isDone: true }]);
  });

  test("is not looked up where a later change gives the key another time", () => {
    const hive = smallHive();
    const later = [
      { op: "set-value", key: "A", value: "new", type: 1, data: "" },
      { op: "create-key", key: "A\\New" },
      { op: "delete-key", key: "A\\Below", recursive: true },
    ] as const;
    for (const change of later) {
      edited(hive, { op: "set-time", key: "A", time: WHEN }, change);
      expect(hive.key("A").lastWritten).toBe(TIME);
    }
    edited(
      hive,
      { op: "set-value", key: "A", value: "newer", type: 1, data: "" },
      { op: "set-time", key: "A", time: WHEN },
    );
    expect(hive.key("A").lastWritten).toBe(FILETIME);
  });

  test("fails its verification in a hive where the key has another time", () => {
    const plan = planOf({ op: "set-time", key: "A", time: WHEN });
    expect(caught(() => verifyPlan(smallHive(), plan))).toMatchObject({ code: "read-back-differs" });
  });

  test.each(["yesterday", "2001-02-03T04:05:06", ""])("%j is refused", (time) => {
    expect(caught(() => planOf({ op: "set-time", key: "A", time }))).toMatchObject({ code: "bad-plan" });
  });
});

describe("set-flags", () => {
  test("sets and clears flags, and those of 32-bit views and virtualization", () => {
    const hive = smallHive();
    const stored = hive.key("A").flags;
    const flags = KEY_FLAG.noDelete | KEY_FLAG.virtualStore;
    const [effect] = edited(hive, { op: "set-flags", key: "A", flags, userFlags: 0x52 });
    expect(effect).toMatchObject({ fact: "flags", new: "0x0208 0x52 noDelete virtualStore" });
    expect(hive.key("A").flags).toBe(stored | flags);
    expect(hive.key("A").record).toMatchObject({ userFlags: 2, virtualizationFlags: 5 });
    edited(hive, { op: "set-flags", key: "A", flags: 0 });
    expect(hive.key("A").flags).toBe(stored);
    expect(hive.key("A").record.userFlags, "stays, since nothing was said").toBe(2);
    expect(edited(hive, { op: "set-flags", key: "A", flags: 0, userFlags: 0x52 })).toMatchObject([{ isDone: true }]);
  });

  test.each(["volatile", "hiveExit", "hiveEntry", "compressedName", "predefinedHandle"] as const)(
    "%s is refused: it says where or how a key lies",
    (flag) => {
      const hive = smallHive();
      const change = { op: "set-flags", key: "A", flags: KEY_FLAG[flag] } as const;
      expect(caught(() => edited(hive, change))).toMatchObject({ code: "key-refused" });
      expect(hive.engine.isChanged).toBe(false);
    },
  );

  test("numbers that no key can hold are refused", () => {
    const [flags, userFlags] = [{ flags: 0x1_0000 }, { flags: 0, userFlags: 0x100 }];
    for (const wrong of [flags, userFlags])
      expect(caught(() => planOf({ op: "set-flags", key: "A", ...wrong }))).toMatchObject({ code: "bad-plan" });
  });
});

describe("order-values", () => {
  const namesOf = (hive: ReturnType<typeof smallHive>): string[] =>
    Array.from(hive.key("A").values(), ({ name }) => name);

  test("puts values in order, and finds each again", () => {
    const hive = smallHive();
    for (const values of [
      ["two", "", "one"],
      ["one", "two", ""],
      ["", "TWO", "one"],
    ]) {
      const [effect] = edited(hive, { op: "order-values", key: "A", values });
      expect(effect).toMatchObject({ fact: "value-order", isDone: false });
      expect(namesOf(hive)).toEqual(values.map((name) => name.toLowerCase()));
      expect(hive.key("A").value("two").data()).toEqual(new Uint8Array([0x32]));
    }
    expect(edited(hive, { op: "order-values", key: "A", values: ["", "two", "one"] })).toMatchObject([
      { isDone: true },
    ]);
  });

  test("puts a thousand values in order, of which the index of names knows each afterwards", () => {
    const hive = smallHive();
    const names = Array.from({ length: 1000 }, (_, at) => `value ${at}`);
    const sets = names.map((value) => ({ op: "set-value", key: "B", value, type: 1, data: "" }) as const);
    const values = names.map((_, at) => names[(at * 617 + 3) % 1000] as string);
    applyPlan(hive, { version: 1, changes: [...sets, { op: "order-values", key: "B", values }] }, { time: TIME });
    expect(Array.from(hive.key("B").values(), ({ name }) => name)).toEqual(values);
    for (const name of names) expect(hive.key("B").value(name).name).toBe(name);
  });

  test.each([[["one", "two"]], [["", "one", "two", "three"]], [["one", "one", "two"]], [["", "one", "three"]]])(
    "%j is refused: these are not the key's values",
    (values) => {
      const hive = smallHive();
      const change = { op: "order-values", key: "A", values } as const;
      expect(caught(() => edited(hive, change))).toMatchObject({ code: "precondition-failed" });
      expect(hive.engine.isChanged).toBe(false);
    },
  );

  test("fails its verification in a hive with another order", () => {
    const plan = planOf({ op: "order-values", key: "A", values: ["two", "one", ""] });
    expect(caught(() => verifyPlan(smallHive(), plan))).toMatchObject({ code: "read-back-differs" });
  });
});

describe("set-descriptor", () => {
  const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  const MINE = hexOf(securityDescriptor([USER, 0xf003f], [SYSTEM, 0xf003f]));
  const THEIRS = hexOf(securityDescriptor([ADMINISTRATORS, 0x20019]));
  const descriptorOf = (hive: ReturnType<typeof smallHive>, path: string): string =>
    hexOf(hive.key(path).securityRecord().descriptor);

  test("gives one key a descriptor to the byte, or all below it as well", () => {
    const hive = smallHive();
    const before = descriptorOf(hive, "B");
    expect(edited(hive, { op: "set-descriptor", key: "A", descriptor: MINE })).toMatchObject([{ keys: 1 }]);
    expect(["A", "A\\Below", "B"].map((path) => descriptorOf(hive, path))).toEqual([MINE, before, before]);
    const below = { op: "set-descriptor", key: "A", descriptor: THEIRS, recursive: true } as const;
    expect(edited(hive, below)).toMatchObject([{ keys: 3 }]);
    expect(["A", "A\\Below\\Deep", "B"].map((path) => descriptorOf(hive, path))).toEqual([THEIRS, THEIRS, before]);
    expect(edited(hive, below)).toMatchObject([{ keys: 0, isDone: true }]);
  });

  test("fails its verification where the bytes are others", () => {
    for (const recursive of [false, true]) {
      const plan = planOf({ op: "set-descriptor", key: "A", descriptor: MINE, recursive });
      expect(caught(() => verifyPlan(smallHive(), plan))).toMatchObject({ code: "read-back-differs" });
    }
  });
});
