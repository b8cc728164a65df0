import { expect, test } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";
import { commandLine } from "./command-line.ts";

const NOW = 134_143_344_000_000_000n;

test.each<[string[], string, number]>([
  [[], "1.3, as of a user", 3],
  [["--like", "machine"], "1.5, as of a machine", 5],
  [["--like", "app"], "1.5, as of an app", 5],
  [["--like", "app", "--version", "1.6"], "1.6, as of an app", 6],
  [["--version", "1.5"], "1.5, as of a user", 5],
])("create %j makes a sound and empty hive", async (options, words, minor) => {
  const line = commandLine({ "/new": null });
  const dry = await line.run("create", "/new/a.dat", ...options, "--dry-run");
  expect(dry).toEqual({ exit: 0, stderr: "", stdout: `would create  /new/a.dat  an empty hive, version ${words}\n` });
  expect(Object.keys(line.snapshot())).not.toContain("/new/a.dat");
  const { stdout, exit } = await line.run("create", "/new/a.dat", ...options);
  expect({ stdout, exit }).toEqual({ exit: 0, stdout: `created  /new/a.dat  an empty hive, version ${words}\n` });
  const bytes = new Uint8Array(Buffer.from(line.snapshot()["/new/a.dat"] ?? "", "hex"));
  expect(validateHive(bytes)).toEqual([]);
  const { baseBlock, root } = readHive(bytes);
  expect(baseBlock.number("minorVersion")).toBe(minor);
  expect([baseBlock.time("lastWritten"), root.node.time("lastWritten")]).toEqual([NOW, NOW]);
  expect((await line.run("add", "/new/a.dat", "Software\\Acme")).exit).toBe(0);
});

test("create never overwrites, says what is missing, and leaves nothing behind", async () => {
  const line = commandLine({ "/there.dat": "something" });
  for (const args of [[], ["--dry-run"]]) {
    expect(await line.run("create", "/there.dat", ...args)).toMatchObject({
      exit: 4,
      stdout: "",
      stderr: expect.stringContaining("is there already"),
    });
    expect(await line.run("create", "/no/a.dat", ...args)).toMatchObject({
      exit: 5,
      stderr: expect.stringContaining("there is no folder /no"),
    });
  }
  expect((await line.run("create", "/a.dat", "--version", "1.4")).exit).toBe(2);
  expect((await line.run("create", "/a.dat", "--time", "keep")).stderr).toContain("no time that it could keep");
  expect((await line.run("create", "/a.dat", "--like", "server")).exit).toBe(2);
  expect(Object.keys(line.snapshot())).toEqual(["/there.dat"]);
});

test("create takes its time from --time or SOURCE_DATE_EPOCH, and tells all in JSON", async () => {
  const line = commandLine({});
  await line.run("create", "/a.dat", "--time", "2020-01-01T00:00:00Z");
  await line.runWith({ env: { SOURCE_DATE_EPOCH: "1577836800" } }, "create", "/b.dat");
  const { "/a.dat": one, "/b.dat": other } = line.snapshot();
  expect(one).toBe(other);
  const { stdout } = await line.run("create", "/c.dat", "--json", "--like", "machine");
  expect(JSON.parse(stdout)).toEqual({
    path: "/c.dat",
    outcome: "written",
    version: "1.5",
    like: "machine",
    size: 8192,
  });
});
