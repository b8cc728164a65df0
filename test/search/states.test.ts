import { expect, it } from "vitest";
import { REG } from "../../fixtures/build/value.ts";
import { Hive, type HiveError, searchHive } from "../../src/index.ts";
import { hiveOf, refusal } from "../wasm/open-engine.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const values = [{ name: "v", type: REG.sz, data: utf16("before\0") }];
const { bytes, records } = hiveOf({
  keys: [
    { name: "Acme", values },
    { name: "Other", values },
  ],
});

const foundIn = (hive: Hive, text: string): string[] => Array.from(searchHive(hive, { text }), ({ key }) => key.path);

it("finds what an edit has put into memory, and no more what it has taken away", () => {
  using hive = Hive.fromBytes(bytes, { mode: "edit" });
  expect(foundIn(hive, "before")).toEqual(["Acme", "Other"]);
  const data = Buffer.from(utf16("later!\0")).toString("hex");
  hive.edit({ version: 1, changes: [{ op: "set-value", key: "Acme", value: "v", type: 1, data }] });
  expect(foundIn(hive, "before")).toEqual(["Other"]);
  expect(foundIn(hive, "later!")).toEqual(["Acme"]);
});

it("refuses to go on when another verb has been started on the hive", () => {
  // More hits than one step takes.
  const many = { name: "v", type: REG.binary, data: new Uint8Array(100_000).fill(0x61) };
  using hive = Hive.fromBytes(hiveOf({ values: [many] }).bytes);
  const hits = searchHive(hive, { bytes: Uint8Array.of(0x61) });
  hits.next();
  hive.count();
  expect(refusal(() => [...hits]).code).toBe("usage");
});

it("passes over what is broken in a tolerant hive, and says so", () => {
  const broken = bytes.slice();
  const record = 4096 + (records.key("Acme").values.get("v")?.valueOffset ?? 0) + 4;
  broken[record] = 0x78; // no vk any more
  using strict = Hive.fromBytes(broken);
  expect((refusal(() => foundIn(strict, "before")) as HiveError).code).toBe("bad-signature");
  using tolerant = Hive.fromBytes(broken, { tolerant: true });
  expect(foundIn(tolerant, "before")).toEqual(["Other"]);
  expect(tolerant.engine.faults.map(({ code }) => code)).toEqual(["bad-signature"]);
});
