import { newHive } from "hivex-wasm";
import { expect, test } from "vitest";
import { applyDocument, Hive, HiveError, readPlan } from "../../src/index.ts";

const KEY = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections";
const [DEFAULT, SAVED] = ["DefaultConnectionSettings", "SavedLegacySettings"];

/** Bytes by the format alone: numbers, texts behind their sizes, and what follows. */
function bytes(
  count: number,
  flags: number,
  texts: readonly string[],
  rest = Buffer.alloc(32),
  version = 0x46,
): string {
  const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const counted = texts.flatMap((text) => [number(text.length), Buffer.from(text, "latin1")]);
  return Buffer.concat([number(version), number(count), number(flags), ...counted, rest]).toString("hex");
}

/** What the two values hold after a change, the first time and the second. */
function outcome(change: object, before: Readonly<Record<string, string>> = {}) {
  const hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  const set = ([value, data]: [string, string]) => ({ op: "set-value" as const, key: KEY, value, type: 3, data });
  hive.edit({ version: 1, changes: Object.entries(before).map(set) }, { time: 0n });
  const plan = readPlan(
    JSON.stringify({ version: 1, changes: [{ op: "set-connection-settings", key: KEY, ...change }] }),
  );
  try {
    applyDocument(hive, plan, { time: 0n });
    expect(applyDocument(hive, plan, { time: 0n }).changes).toEqual([]);
    return Object.fromEntries(
      Array.from(hive.key(KEY).values(), (value) => [value.name, Buffer.from(value.data()).toString("hex")]),
    );
  } catch (error) {
    if (error instanceof HiveError) return `${error.code}: ${error.statement}`;
    throw error;
  } finally {
    hive.close();
  }
}

test("without anything said the user goes without a proxy: 56 bytes, as a real dump has them", () => {
  const data = bytes(1, 1, ["", "", ""]);
  expect(data).toBe(`460000000100000001000000${"00".repeat(12)}${"00".repeat(32)}`);
  expect(outcome({})).toEqual({ [DEFAULT]: data, [SAVED]: data });
});

test("a proxy with <local> and detection takes 75 bytes, as a real dump has them", () => {
  const data = bytes(1, 0x0b, ["127.0.0.1:80", "<local>", ""]);
  expect(data.length / 2).toBe(75);
  const change = { proxy: "127.0.0.1:80", bypass: "<local>", detect: true };
  expect(outcome(change)).toEqual({ [DEFAULT]: data, [SAVED]: data });
});

test("both values say the same, their count goes up, and what follows the texts stays in each", () => {
  const rest = Buffer.from("01".repeat(32), "hex");
  const before = { [DEFAULT]: bytes(8, 9, ["", "", ""], rest), [SAVED]: bytes(5, 1, ["", "", ""]) };
  const script = "http://proxy.example.com/proxy.pac";
  const data = bytes(9, 5, ["", "", script], rest);
  expect(outcome({ script }, before)).toEqual({ [DEFAULT]: data, [SAVED]: bytes(9, 5, ["", "", script]) });
  const old = bytes(0xffff_ffff, 1, ["", "", ""], rest, 0x3c);
  const wrapped = bytes(0, 3, ["p:1", "", ""], rest, 0x3c);
  expect(outcome({ proxy: "p:1" }, { [DEFAULT]: old })).toEqual({
    [DEFAULT]: wrapped,
    [SAVED]: bytes(0, 3, ["p:1", "", ""]),
  });
});

test("what is as wanted stays, unless the two differ", () => {
  const [five, six] = [bytes(5, 3, ["p:1", "", ""]), bytes(6, 3, ["p:1", "", ""])];
  expect(outcome({ proxy: "p:1" }, { [DEFAULT]: five, [SAVED]: five })).toEqual({ [DEFAULT]: five, [SAVED]: five });
  const seven = bytes(7, 3, ["p:1", "", ""]);
  expect(outcome({ proxy: "p:1" }, { [DEFAULT]: six, [SAVED]: five })).toEqual({ [DEFAULT]: seven, [SAVED]: seven });
});

test("data that are no settings are written anew, and a connection of its own stands alone", () => {
  const data = bytes(1, 1, ["", "", ""]);
  for (const broken of [
    "",
    "4600",
    `${bytes(1, 1, [], Buffer.alloc(0))}ffffffff`,
    bytes(9, 1, ["", ""], Buffer.alloc(0), 0x18),
  ])
    expect(outcome({}, { [DEFAULT]: broken })).toEqual({ [DEFAULT]: data, [SAVED]: data });
  expect(outcome({ connection: "VPN" })).toEqual({ VPN: data });
});

test("text beyond ASCII is refused", () => {
  expect(outcome({ proxy: "pröxy:1" })).toBe(
    "bad-plan: line 1: changes[0].proxy must be ASCII: it is stored in a code page",
  );
});
