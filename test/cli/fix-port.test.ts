import { describe, expect, test } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { bytesOf, differences, HIVE, SECTION_2007, small, userHive } from "./outlook-line.ts";

test("a dry run shows old and new text and bytes, and how a real run would write", async () => {
  const line = userHive();
  const before = line.snapshot();
  const { stdout, stderr, exit } = await line.run("outlook", "fix-port", HIVE, "--profile", "Outlook", "--dry-run");
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  expect(stdout).toMatchInlineSnapshot(`
    "/alice/NTUSER.DAT
      Outlook 97-2010, profile "Outlook", section 13dbb0c8aa05101a9bb000aa002fc45a, account Microsoft Exchange Server
        001f6622  would change  server.example.com-44300 -> server.example.com:44300
          old bytes
            0000  73 00 65 00 72 00 76 00 65 00 72 00 2e 00 65 00
            0010  78 00 61 00 6d 00 70 00 6c 00 65 00 2e 00 63 00
            0020  6f 00 6d 00[2d]00 34 00 34 00 33 00 30 00 30 00
            0030  00 00
          new bytes
            0000  73 00 65 00 72 00 76 00 65 00 72 00 2e 00 65 00
            0010  78 00 61 00 6d 00 70 00 6c 00 65 00 2e 00 63 00
            0020  6f 00 6d 00[3a]00 34 00 34 00 33 00 30 00 30 00
            0030  00 00
      1 to change; nothing was written.
      Policies for Outlook's RPC stand in this hive and may override this: EnableRPCTunnelingUI, disablerpctcpfallback.
      A real run would go through a log of the new kind (HvLE): the hive has been reorganized by a newer Windows.
      Run the command again without --dry-run to write.
    "
  `);
  expect(line.snapshot()).toEqual(before);
});

test("a run changes one byte of data, the key's time and the header, and says what it did", async () => {
  const line = userHive();
  const before = bytesOf(line);
  const { stdout, stderr, exit } = await line.run("outlook", "fix-port", HIVE, "--profile", "Outlook");
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  expect(stdout).toMatchInlineSnapshot(`
    "/alice/NTUSER.DAT
      Outlook 97-2010, profile "Outlook", section 13dbb0c8aa05101a9bb000aa002fc45a, account Microsoft Exchange Server
        001f6622  changed  server.example.com-44300 -> server.example.com:44300
      1 changed.
      Policies for Outlook's RPC stand in this hive and may override this: EnableRPCTunnelingUI, disablerpctcpfallback.
      Written through a log of the new kind (HvLE), read back and found right; the hive's sequence number is now 1868.
      The user must be logged off while the hive is edited, and must not have a newer copy of a roaming profile elsewhere.
      Outlook's Autodiscover or a group policy may set the proxy server again later.
    "
  `);
  const after = bytesOf(line);
  expect(Object.keys(line.snapshot()), "nothing new lies beside the hive").toEqual([HIVE]);
  expect(validateHive(after)).toEqual([]);
  const changed = differences(before, after);
  expect(changed.filter((position) => position < 4096)).toSatisfy((header: number[]) =>
    header.every((position) => (position >= 4 && position < 12) || (position >= 508 && position < 512)),
  );
  const inBins = changed.filter((position) => position >= 4096);
  const data = inBins.filter((position) => before[position] === 0x2d && after[position] === 0x3a);
  expect(data).toHaveLength(1);
  expect(inBins.length - data.length, "the key's last-write time").toBeLessThanOrEqual(8);
});

test("every profile at once: what can be fixed is fixed, the rest is reported", async () => {
  const line = userHive();
  const { stdout, exit } = await line.run("outlook", "fix-port", HIVE, "--json");
  const [hive] = JSON.parse(stdout).hives;
  const verdicts = hive.findings.map((finding: Record<string, unknown>) => {
    return [finding.profile, finding.account, finding.verdict, finding.newText ?? finding.reason];
  });
  expect(verdicts).toMatchInlineSnapshot(`
    [
      [
        "Already fixed",
        "erika@example.com",
        "done",
        null,
      ],
      [
        "Ambiguous",
        "erika@example.com",
        "ambiguous",
        "this may be the server's whole name; if 2010 is the port, say --port 2010",
      ],
      [
        "Büro – Köln",
        "erika@example.com",
        "change",
        "mail.example.com:443",
      ],
      [
        "Inner NUL",
        "erika@example.com",
        "malformed",
        "a NUL stands inside it",
      ],
      [
        "No end",
        "erika@example.com",
        "malformed",
        "no NUL ends it",
      ],
      [
        "No port",
        "erika@example.com",
        "skipped",
        "it holds no port",
      ],
      [
        "Not a port",
        "erika@example.com",
        "malformed",
        "70000 is no port (1 to 65535)",
      ],
      [
        "Odd length",
        "erika@example.com",
        "malformed",
        "its 49 bytes are no whole UTF-16 characters",
      ],
      [
        "Text type",
        "erika@example.com",
        "skipped",
        "it is stored as REG_SZ, where Outlook writes REG_BINARY; --any-type changes it all the same",
      ],
      [
        "With scheme",
        "erika@example.com",
        "malformed",
        "it begins with https://, which Outlook does not store; the server's name stands alone",
      ],
      [
        "Work",
        "erika@example.com",
        "change",
        "server.example.com:44300",
      ],
      [
        "Work",
        "erika@example.com",
        "change",
        "server.example.com:44300",
      ],
      [
        "Work",
        "team@example.net",
        "change",
        "mail-gw.example.com:44300",
      ],
      [
        "Many hyphens",
        "erika@example.com",
        "change",
        "mail-gw-2.north-east.example.com:44300",
      ],
      [
        "8-bit text",
        "Microsoft Exchange Server",
        "change",
        "server.example.com:44300",
      ],
      [
        "Outlook",
        "Microsoft Exchange Server",
        "change",
        "server.example.com:44300",
      ],
      [
        "Outlook does not use it",
        "Microsoft Exchange Server",
        "change",
        "server.example.com:44300",
      ],
    ]
  `);
  expect(exit, "some are ambiguous or malformed").toBe(1);
  expect(hive.commit).toMatchObject({ format: "hvle", sequence: 1868, warnings: [] });
  expect(validateHive(bytesOf(line))).toEqual([]);

  const again = await line.run("outlook", "fix-port", HIVE, "--json");
  expect(JSON.parse(again.stdout).hives[0]).toMatchObject({ outcome: "nothing", plan: { changes: [] } });
  expect(again.exit).toBe(1);
});

test("what is ambiguous or malformed counts only where it was chosen; what is skipped does not count", async () => {
  const exitOf = async (...options: string[]): Promise<number> => {
    return (await userHive().run("outlook", "fix-port", HIVE, "--dry-run", ...options)).exit;
  };
  expect(await exitOf()).toBe(1);
  expect(await exitOf("--profile", "Work")).toBe(0);
  expect(await exitOf("--profile", "Work", "--account", "team@example.net")).toBe(0);
  expect(await exitOf("--profile", "No port")).toBe(0);
  expect(await exitOf("--profile", "Work", "--profile", "Ambiguous")).toBe(1);
  expect(await exitOf("--profile", "Work", "--profile", "Odd length")).toBe(1);
});

test("what is already done is success without a write", async () => {
  const line = small("server.example.com:44300");
  const [before, { mtimeMs, ctimeMs }] = [line.snapshot(), line.volume.statSync(HIVE)];
  const { stdout, exit } = await line.run("outlook", "fix-port", HIVE);
  expect(exit).toBe(0);
  expect(stdout).toContain("already done  server.example.com:44300");
  expect(line.snapshot()).toEqual(before);
  expect(line.volume.statSync(HIVE)).toMatchObject({ mtimeMs, ctimeMs });
});

test("undoing gives back the data; a second undo has nothing to do", async () => {
  const line = small("mail-gw.example.com-44300");
  const before = bytesOf(line);
  expect((await line.run("outlook", "fix-port", HIVE, "--time", "keep")).exit).toBe(0);
  const undone = await line.run("outlook", "fix-port", HIVE, "--undo", "--time", "keep");
  expect(undone.exit).toBe(0);
  expect(undone.stdout).toContain("mail-gw.example.com:44300 -> mail-gw.example.com-44300");
  expect(differences(before, bytesOf(line)).filter((position) => position >= 4096)).toEqual([]);
  const again = await line.run("outlook", "fix-port", HIVE, "--undo");
  expect(again.exit).toBe(0);
  expect(again.stdout).toContain("already done");
});

test("a server without a port is nothing to do", async () => {
  const { stdout, exit } = await small("mail-gw.example.com").run("outlook", "fix-port", HIVE);
  expect(exit).toBe(0);
  expect(stdout).toContain("mail-gw.example.com: it holds no port");
});

describe("a value of type REG_SZ", () => {
  const args = ["outlook", "fix-port", HIVE, "--profile", "Text type"];
  test("is reported", async () => {
    const { stdout, exit } = await userHive().run(...args);
    expect(exit).toBe(1);
    expect(stdout).toContain("stored as REG_SZ");
  });
  test("is changed with --any-type, and keeps its type", async () => {
    const line = userHive();
    expect((await line.run(...args, "--any-type")).exit).toBe(0);
    const { stdout } = await line.run("outlook", "list", HIVE, "--json");
    const profile = JSON.parse(stdout).hives[0].profiles.find(({ name }: { name: string }) => name === "Text type");
    expect(profile.sections.at(-1).servers[0]).toMatchObject({ type: "REG_SZ", text: "server.example.com:44300" });
  });
});

describe("the time of a changed key", () => {
  const time = async (line: ReturnType<typeof userHive>): Promise<string> => {
    const { stdout } = await line.run("get", HIVE, SECTION_2007, "--json");
    return JSON.parse(stdout).lastWritten;
  };
  test.each([
    [[], {}, "2026-01-31T12:00:00.0000000Z"],
    [["--time", "now"], { SOURCE_DATE_EPOCH: "1700000000" }, "2023-11-14T22:13:20.0000000Z"],
    [["--time", "keep"], { SOURCE_DATE_EPOCH: "1700000000" }, "2010-11-12T13:14:15.0000000Z"],
    [["--time", "2001-02-03T04:05:06.7654321Z"], {}, "2001-02-03T04:05:06.7654321Z"],
  ])("%j %j", async (options, env, expected) => {
    const line = userHive();
    const { exit } = await line.runWith({ env }, "outlook", "fix-port", HIVE, "--profile", "Outlook", ...options);
    expect(exit).toBe(0);
    expect(await time(line)).toBe(expected);
  });
});

test("undoing tells that colons of others are turned as well", async () => {
  const note = "Nothing tells who wrote a colon";
  const line = small("server.example.com:44300");
  for (const options of [["--dry-run"], []]) {
    const { stdout, exit } = await line.run("outlook", "fix-port", HIVE, "--undo", ...options);
    expect([exit, stdout]).toEqual([0, expect.stringContaining(note)]);
  }
  expect((await line.run("outlook", "fix-port", HIVE)).stdout).not.toContain(note);
});
