import { describe, expect, test } from "vitest";
import { outlookHive } from "../../fixtures/build/outlook-hive.ts";
import { editedFile, HIVE } from "./edited-file.ts";

const PROFILE = ["--profile", "Outlook"];

test("everything at once, in words", async () => {
  const file = editedFile();
  const settings = ["--flags", "http,ssl,fast,slow", "--auth", "ntlm", "--principal", "msstd:mail.example.org"];
  const args = ["outlook", "set-proxy", HIVE, ...PROFILE, "--server", "mail.example.org:44300", ...settings];
  const dry = await file.leave(...args, "--dry-run");
  expect(dry.stdout).toMatchInlineSnapshot(`
    "/alice/NTUSER.DAT
      Outlook 97-2010, profile "Outlook", section 13dbb0c8aa05101a9bb000aa002fc45a, account Microsoft Exchange Server
        001f6622  would change  server.example.com-44300 -> mail.example.org:44300
        001f6625  would change  msstd:server.example.com -> msstd:mail.example.org
        00036623  would change  0x23 (use HTTP, SSL only, HTTP first on slow networks) -> 0x2b (use HTTP, SSL only, HTTP first on fast networks, HTTP first on slow networks)
        00036627  would change  0x1 (Basic) -> 0x2 (NTLM)
      A real run would go through a log of the new kind (HvLE): the hive has been reorganized by a newer Windows.
      Run the command again without --dry-run to write.
    "
  `);
  const { stdout, stderr, exit } = await file.run(...args);
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  expect(stdout).toMatchInlineSnapshot(`
    "/alice/NTUSER.DAT
      Outlook 97-2010, profile "Outlook", section 13dbb0c8aa05101a9bb000aa002fc45a, account Microsoft Exchange Server
        001f6622  changed  server.example.com-44300 -> mail.example.org:44300
        001f6625  changed  msstd:server.example.com -> msstd:mail.example.org
        00036623  changed  0x23 (use HTTP, SSL only, HTTP first on slow networks) -> 0x2b (use HTTP, SSL only, HTTP first on fast networks, HTTP first on slow networks)
        00036627  changed  0x1 (Basic) -> 0x2 (NTLM)
      Written through a log of the new kind (HvLE), read back and found right; the hive's sequence number is now 1868.
    "
  `);
  expect(file.problems()).toEqual([]);
  expect(await settingsOf(file)).toEqual({
    server: "mail.example.org:44300",
    principal: "msstd:mail.example.org",
    flags: 0x2b,
    authentication: 2,
  });
  expect((await file.leave(...args)).stdout, "a second run has nothing to do").not.toContain("changed");
});

test("what is not named stays as it is", async () => {
  const file = editedFile();
  const before = await settingsOf(file);
  await file.run("outlook", "set-proxy", HIVE, ...PROFILE, "--flags", "0x2f");
  expect(await settingsOf(file)).toEqual({ ...before, flags: 0x2f });
});

test("values that are missing are created, in the account's own section", async () => {
  const file = editedFile();
  const section = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\No port\\feeb14cd3b567bc9d985fdcbeabc56ce";
  await file.edit("delete", HIVE, section, "--value", "00036627");
  const { stdout } = await file.run("outlook", "set-proxy", HIVE, "--profile", "No port", "--auth", "basic", "--json");
  const [hive] = JSON.parse(stdout).hives;
  expect(hive.sections.map(({ section }: { section: string }) => section.split("\\").at(-1))).toEqual([
    "feeb14cd3b567bc9d985fdcbeabc56ce",
  ]);
  expect(hive.sections[0].changes).toMatchObject([
    { op: "set-value", isDone: false, new: { name: "00036627", type: 3, data: "01000000" } },
  ]);
  expect(hive.sections[0].changes[0]).not.toHaveProperty("old");
});

test("a server in 8-bit text is set as well, as long as it is ASCII", async () => {
  const { bytes } = outlookHive({ proxy: "old.example.com" });
  const file = editedFile({ "/bob/NTUSER.DAT": bytes });
  const list = async () => JSON.parse((await file.run("outlook", "list", "/bob/NTUSER.DAT", "--json")).stdout).hives[0];
  const [{ key }] = (await list()).profiles[0].sections;
  await file.run("set", "/bob/NTUSER.DAT", key, "001e6622", "--type", "binary", "6f6c6400");
  const set = ["outlook", "set-proxy", "/bob/NTUSER.DAT", "--server"];
  expect(await file.leave(...set, "büro.example.com")).toMatchObject({ exit: 2, stdout: "" });
  expect(await file.run(...set, "new.example.com:444")).toMatchObject({ exit: 0 });
  const servers = (await list()).profiles[0].sections[0].servers as { value: string; text: string }[];
  expect(servers.map(({ value, text }) => [value, text])).toEqual([
    ["001f6622", "new.example.com:444"],
    ["001e6622", "new.example.com:444"],
  ]);
});

describe("refused, with the right line", () => {
  test.each<[string, string[], number, string]>([
    ["nothing to set", [], 2, "name at least a server"],
    ["a hyphen before the port", ["--server", "mail.example.org-444"], 2, "expected mail.example.org:444"],
    ["an address", ["--server", "https://mail.example.org"], 2, "https://"],
    ["no port behind the colon", ["--server", "mail.example.org:"], 2, "no port"],
    ["an empty server", ["--server", ""], 2, "no proxy server"],
    ["unknown flags", ["--flags", "http,tls"], 2, "http,ssl,mutual,fast,no-warning,slow"],
    ["an unknown scheme", ["--auth", "kerberos"], 2, "basic, ntlm"],
    ["a principal without msstd", ["--principal", "mail.example.org"], 2, "msstd:"],
    ["several accounts", ["--server", "a.example.org", "--profile", "Work"], 4, "team@example.net"],
    ["an unknown profile", ["--server", "a.example.org", "--profile", "No"], 1, "no Outlook profile named"],
    ["an unknown account", ["--server", "a.example.org", "--account", "no@example.org"], 1, "no account named"],
  ])("%s", async (_, args, exit, message) => {
    const profile = args.includes("--profile") || args.includes("--account") ? [] : PROFILE;
    const result = await editedFile().leave("outlook", "set-proxy", HIVE, ...profile, ...args);
    expect(result).toMatchObject({ exit, stdout: "", stderr: expect.stringContaining(message) });
  });
});

test("one account of several", async () => {
  const file = editedFile();
  const args = ["--profile", "Work", "--account", "team@example.net", "--server", "team.example.net:4430"];
  await file.run("outlook", "set-proxy", HIVE, ...args);
  const { stdout } = await file.run("outlook", "list", HIVE, "--json");
  const work = JSON.parse(stdout).hives[0].profiles.find(({ name }: { name: string }) => name === "Work");
  const byAccount = work.sections.map((section: { account: string; servers: { text: string }[] }) => [
    section.account,
    section.servers[0]?.text,
  ]);
  expect(byAccount).toMatchInlineSnapshot(`
    [
      [
        "erika@example.com",
        "server.example.com-44300",
      ],
      [
        "erika@example.com",
        "server.example.com-44300",
      ],
      [
        "team@example.net",
        "team.example.net:4430",
      ],
    ]
  `);
});

test("a warning where the flags leave the server unused", async () => {
  const args = ["outlook", "set-proxy", HIVE, ...PROFILE, "--flags", "ssl", "--dry-run"];
  expect((await editedFile().leave(...args)).stdout).toContain("RPC over HTTP is switched off here");
});

async function settingsOf(file: ReturnType<typeof editedFile>): Promise<object> {
  const { stdout } = await file.run("outlook", "list", HIVE, "--json");
  const profile = JSON.parse(stdout).hives[0].profiles.find(({ name }: { name: string }) => name === "Outlook");
  const [{ servers, principalName, flags, proxyAuthentication }] = profile.sections;
  return {
    server: servers[0].text,
    principal: principalName.text,
    flags: flags.number,
    authentication: proxyAuthentication.number,
  };
}
