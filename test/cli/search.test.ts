import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { writeHive } from "../../fixtures/build/hive-writer.ts";
import { REG } from "../../fixtures/build/value.ts";
import { commandLine } from "./command-line.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const day = (iso: string): bigint => BigInt(Date.parse(iso)) * 10_000n + 116_444_736_000_000_000n;
const { bytes } = writeHive({
  minor: 5,
  sequence: 1,
  time: day("2026-01-01T00:00:00Z"),
  fileName: "",
  root: {
    name: "ROOT",
    keys: [
      {
        name: "Acme",
        time: day("2026-01-31T18:00:00Z"),
        values: [
          { name: "Server", type: REG.sz, data: utf16("\\\\mail.acme.example\\share\0") },
          { name: "Blob", type: REG.binary, data: Uint8Array.of(1, 2, 0x9a, ...Buffer.from("Acmé", "utf8"), 0, 7) },
          { name: "=acme", type: REG.dword, data: Uint8Array.of(1, 0, 0, 0) },
        ],
        keys: [{ name: "{ACME-1}", values: [{ name: "", type: REG.expandSz, data: utf16("%ACME%\0") }] }],
      },
    ],
  },
});
const line = commandLine({ "/NTUSER.DAT": bytes, "/none.dat": readFileSync("fixtures/hives/names.dat") });

it("shows each hit on a line with what is around it", async () => {
  const { stdout, stderr, exit } = await line.run("search", "acme", "/NTUSER.DAT");
  expect(stdout).toMatch(
    /^Acme {2}Server {2}REG_SZ {2}\+14 {2}utf-16le {2}0x[0-9a-f]+ {2}\\\\mail\.acme\.example\\share\nAcme {2}=acme {2}REG_DWORD {2}name {2}0x[0-9a-f]+\n$/,
  );
  expect([stderr, exit]).toEqual(["", 0]);
});

it("compares letters as Windows does with --ignore-case", async () => {
  const { stdout } = await line.run("search", "acme", "/NTUSER.DAT", "-i", "--format", "jsonl");
  const hits = stdout
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(hits.map(({ key, value, in: room, offset }) => [key, value, room, offset])).toEqual([
    ["Acme", undefined, "key", 0],
    ["Acme", "Server", "data", 14],
    ["Acme", "=acme", "name", 1],
    ["Acme\\{ACME-1}", undefined, "key", 1],
    ["Acme\\{ACME-1}", "", "data", 2],
  ]);
  expect(hits[1]).toMatchObject({
    hive: "/NTUSER.DAT",
    type: "REG_SZ",
    encoding: "utf-16le",
    size: 8,
    lastWritten: "2026-01-31T18:00:00.0000000Z",
    context: { before: "\\\\mail.", match: "acme", after: ".example\\share" },
  });
});

it("writes a table with one head over several hives, in which nothing is a formula", async () => {
  const { stdout, exit } = await line.run(
    "search",
    "acme",
    "/none.dat",
    "/NTUSER.DAT",
    "--in",
    "names",
    "--format",
    "csv",
  );
  const [head, row, ...rest] = stdout.split("\r\n");
  expect(head).toBe("hive,key,lastWritten,value,type,in,encoding,offset,size,fileOffset,before,match,after");
  expect(row).toMatch(/^\/NTUSER\.DAT,Acme,2026-01-31T18:00:00\.0000000Z,'=acme,REG_DWORD,name,,1,4,\d+,'=,acme,$/);
  expect([rest, exit]).toEqual([[""], 0]);
});

it("gives one document with --json", async () => {
  const { stdout } = await line.run("search", "--json", "--hex", "9A 41", "/NTUSER.DAT");
  const { hits } = JSON.parse(stdout);
  expect(hits).toMatchObject([
    { key: "Acme", value: "Blob", in: "data", offset: 2, size: 2, context: { before: "01 02", match: "9a 41" } },
  ]);
});

it.each([
  ["nothing is found", ["search", "nowhere", "/NTUSER.DAT"], 1],
  ["nothing is found in several hives", ["search", "nowhere", "/NTUSER.DAT", "/none.dat"], 1],
  ["one of several hives holds it", ["search", "acme", "/NTUSER.DAT", "/none.dat"], 0],
  ["the text is empty", ["search", "", "/NTUSER.DAT"], 2],
  ["hexadecimal digits are none", ["search", "--hex", "9g", "/NTUSER.DAT"], 2],
  ["names are to hold bytes", ["search", "--hex", "9a", "/NTUSER.DAT", "--in", "names"], 2],
  ["the pattern is none", ["search", "--regex", "(", "/NTUSER.DAT"], 2],
  ["a place to search is unknown", ["search", "a", "/NTUSER.DAT", "--in", "classes"], 2],
  ["a time is none", ["search", "a", "/NTUSER.DAT", "--since", "yesterday"], 2],
  ["there is no such hive", ["search", "a", "/no.dat"], 5],
  ["the key to begin with is not there", ["search", "acme", "/NTUSER.DAT", "--key", "Nowhere"], 1],
])("tells by its exit code when %s", async (_, args, expected) => {
  expect((await line.run(...args)).exit).toBe(expected);
});

it.each([
  ["--in keys", ["Acme", "{ACME-1}"]],
  ["--type dword", ["=acme"]],
  ["--type sz,expand_sz", ["", "Server"]],
  ["--min-size 20", ["Server"]],
  ["--key Acme\\{ACME-1}", ["", "{ACME-1}"]],
  ["--path **\\{*}", ["", "{ACME-1}"]],
  ["--path acm? --in names,data", ["=acme", "Server"]],
  ["--since 2026-01-31T18:00:00Z --in keys", ["Acme", "{ACME-1}"]],
  ["--since 2026-02-01", []],
  ["--until 2026-01-30", []],
  ["--until 2026-01-31 --in keys", ["Acme", "{ACME-1}"]],
  ["--limit 1", ["Acme"]],
])("%s chooses", async (options, expected) => {
  for (const how of [["-i"], ["-i", "--regex"]]) {
    const { stdout } = await line.run("search", "acme", "/NTUSER.DAT", "--json", ...how, ...options.split(" "));
    const names = JSON.parse(stdout).hits.map(
      (hit: { value?: string; key: string }) => hit.value ?? hit.key.split("\\").at(-1),
    );
    expect(names.toSorted()).toEqual(expected);
  }
});

it("matches regular expressions in names and in data of every encoding", async () => {
  const { stdout } = await line.run("search", "--regex", "acm[eé]", "/NTUSER.DAT", "--json", "-i", "--in", "data");
  const hits = JSON.parse(stdout).hits.map((hit: Record<string, unknown>) => [
    hit.value,
    hit.encoding,
    hit.offset,
    hit.size,
  ]);
  expect(hits).toEqual([
    ["Server", "utf-16le", 14, 8],
    ["", "utf-16le", 2, 8],
  ]);
});
