import { expect, test } from "vitest";
import { sealBaseBlock } from "../../fixtures/build/checksum.ts";
import { fixture } from "../storage/memory-folder.ts";
import { overlaid } from "../storage/tapped-file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { commandLine } from "./command-line.ts";
import { bytesOf, HIVE, userHive } from "./outlook-line.ts";

test("a dirty hive is refused, with what to do, and shown by a dry run", async () => {
  const bytes = fixture("outlook-user.dat");
  new DataView(bytes.buffer).setUint32(4, 1868, true);
  sealBaseBlock(bytes);
  for (const options of [[], ["--dry-run"]]) {
    const line = commandLine({ [HIVE]: bytes });
    const before = line.snapshot();
    const { stdout, stderr, exit } = await line.run("outlook", "fix-port", HIVE, ...options);
    expect(exit).toBe(4);
    if (options.length > 0) expect(stdout).toMatch(/A real run would be refused: the hive is dirty.*\n.*copy it again/);
    else expect(stderr).toMatch(/^hivetool: \/alice\/NTUSER\.DAT: the hive is dirty/);
    expect(stdout).toContain("server.example.com-44300 -> server.example.com:44300");
    expect(line.snapshot()).toEqual(before);
  }
});

test("a guard of another hivetool is refused with its content, and taken with --break-lock", async () => {
  const line = userHive();
  line.volume.writeFileSync(`${HIVE}.hivetool-guard`, "not a guard");
  const { stderr, exit } = await line.run("outlook", "fix-port", HIVE);
  expect(exit).toBe(4);
  expect(stderr).toContain("not a guard");
  expect((await line.run("outlook", "fix-port", HIVE, "--break-lock", "--profile", "Work")).exit).toBe(0);
  expect(Object.keys(line.snapshot())).toEqual([HIVE]);
});

test("two names of one file are refused, and changed with --hard-links", async () => {
  const line = userHive();
  line.volume.linkSync(HIVE, "/backup.dat");
  const { stderr, exit } = await line.run("outlook", "fix-port", HIVE);
  expect(exit).toBe(4);
  expect(stderr).toContain("2 names");
  expect((await line.run("outlook", "fix-port", HIVE, "--hard-links", "--profile", "Work")).exit).toBe(0);
});

test("after Ctrl-C nothing new is begun", async () => {
  const line = userHive();
  const before = line.snapshot();
  const interruption = new AbortController();
  interruption.abort();
  const { stderr, exit } = await line.runWith({ signal: interruption.signal }, "outlook", "fix-port", HIVE);
  expect(exit).toBe(130);
  expect(stderr).toContain("interrupted");
  expect(line.snapshot()).toEqual(before);
});

test("Ctrl-C in the middle of a commit: it is finished, and nothing after it is begun", async () => {
  const files = { [HIVE]: fixture("outlook-user.dat"), "/bob/NTUSER.DAT": fixture("outlook-user.dat") };
  const line = commandLine(files);
  const interruption = new AbortController();
  const fs = overlaid(line.fs, {
    openSync(path, flags) {
      if (flags === "r+") interruption.abort();
      return line.fs.openSync(path, flags);
    },
  });
  const context = { fs, signal: interruption.signal };
  const { stdout, exit } = await line.runWith(context, "outlook", "fix-port", HIVE, "/bob/NTUSER.DAT", "--json");
  expect(exit).toBe(130);
  const [alice, bob] = JSON.parse(stdout).hives;
  expect(alice.outcome).toBe("written");
  expect(bob.error.code).toBe("interrupted");
  expect(validateHive(bytesOf(line))).toEqual([]);
  expect(Buffer.from(line.volume.readFileSync("/bob/NTUSER.DAT") as Buffer)).toEqual(
    Buffer.from(files["/bob/NTUSER.DAT"]),
  );
});
