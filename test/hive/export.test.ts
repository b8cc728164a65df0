import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeHive } from "../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { Hive } from "../../src/index.ts";

const open = (name: string, options = {}): Hive =>
  Hive.fromBytes(new Uint8Array(readFileSync(join(FIXTURES, ...name.split("/")))), options);

test("the async iterable gives the same bytes as the sync one", async () => {
  using hive = open("hives/outlook-user.dat");
  const chunks = [...hive.export({ format: "xml" })];
  const later: Uint8Array[] = [];
  for await (const chunk of hive.export({ format: "xml" })) later.push(chunk);
  expect(Buffer.concat(later)).toEqual(Buffer.concat(chunks));
});

test("the event loop turns between two chunks of the async one", async () => {
  using hive = open("hives/outlook-user.dat");
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  for await (const _ of hive.export({ format: "reg" })) await new Promise((resolve) => setTimeout(resolve, 5));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});

test("counts are known afterwards; a key is begun with, and named in every path", () => {
  using hive = open("hives/outlook-user.dat");
  const all = hive.export({ format: "tsv" });
  for (const _ of all);
  const part = hive.export({ format: "tsv", key: hive.key("Environment") });
  const text = Buffer.concat([...part]).toString();
  expect(part.counts.keys).toBe(1);
  expect(part.counts.values).toBeGreaterThan(1);
  expect(all.counts.keys).toBeGreaterThan(part.counts.keys);
  expect(
    text
      .split("\n")
      .filter(Boolean)
      .every((line) => /^[KV]\tEnvironment\t/.test(line)),
  ).toBe(true);
});

test("borrowed chunks hold the same bytes while they are good", () => {
  using hive = open("hives/outlook-user.dat");
  const copies = Array.from(hive.export({ format: "csv", borrowed: true }), (chunk) => chunk.slice());
  expect(Buffer.concat(copies)).toEqual(Buffer.concat([...hive.export({ format: "csv" })]));
});

test("another listing in the midst of an export is refused, not mixed into it", () => {
  const values = [{ name: "large", type: 3, data: new Uint8Array(1_000_000) }];
  const bytes = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "r", values } }).bytes;
  using hive = Hive.fromBytes(bytes);
  const chunks = hive.export({ format: "xml" })[Symbol.iterator]();
  expect(chunks.next().done).toBe(false);
  expect(hive.root.findValue("large")?.size).toBe(1_000_000);
  expect([...hive.root.values()]).toHaveLength(1);
  expect(() => chunks.next()).toThrow(expect.objectContaining({ code: "usage" }));
});

test("faults of a tolerant export tell the key", () => {
  using hive = open("malformed/bad-signature--value.dat", { tolerant: true });
  const exporting = hive.export({ format: "jsonl", tolerant: true });
  for (const _ of exporting);
  expect(exporting.faultCount).toBe(1);
  expect(exporting.faults[0]).toMatchObject({ code: "bad-signature", structure: "value" });
  expect(exporting.faults[0]?.keyPath).toBeTypeOf("string");
});
