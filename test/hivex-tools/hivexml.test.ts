import { expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { readXml } from "../support/xml-reader.ts";
import { toolsWith } from "./tools.ts";

const tools = toolsWith({ "/USER": fixture("outlook-user.dat"), "/note.txt": "not a hive" });

test("a hive as XML", async () => {
  const { stdout, stderr, exit } = await tools.run("hivexml", "-dku", "/USER");
  expect([stderr, exit]).toEqual(["", 0]);
  const document = readXml(Buffer.from(stdout, "latin1"), true);
  expect(document.children.map(({ name }) => name)).toEqual(["mtime", "node"]);
  expect((await tools.run("hivexml", "/USER")).stdout).toBe(stdout);
});

test.each([
  [["-q", "/USER"], "hivexml: invalid option -- 'q'"],
  [[], "hivexml: missing name of input file"],
  [["/USER", "/USER"], "hivexml: missing name of input file"],
  [["/none"], "hivex_open: /none: No such file or directory"],
  [["/note.txt"], "hivex_open: /note.txt: Invalid argument"],
])("hivexml %j", async (words, complaint) => {
  const { stdout, stderr, exit } = await tools.run("hivexml", ...words);
  expect([stdout, stderr.split("\n")[0], exit]).toEqual(["", complaint, 1]);
});
