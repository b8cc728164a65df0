import { expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/alice/NTUSER.DAT";
const line = commandLine({ [HIVE]: fixture("outlook-user.dat"), "/bob.dat": fixture("outlook-user-1.5.dat") });

test("profiles, accounts, sections and policies", async () => {
  const { stdout, stderr, exit } = await line.run("outlook", "list", HIVE);
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  const parts = stdout.split("\n\n");
  expect(parts.find((part) => part.includes('profile "Work"'))).toMatchInlineSnapshot(`
    "Outlook 16.0, profile "Work" (default)
      accounts
        00000001  erika@example.com     MAPI service MSEMS
        00000002  team@example.net      MAPI service MSEMS
        00000003  Outlook Address Book  MAPI service CONTAB
        00000004  erika@example.org     POP3
                    POP3 Server         pop.example.com
                    POP3 User           erika@example.org
                    Email               erika@example.org
                    POP3 Password       not shown: 281 bytes (--show-secrets)
      section 13dbb0c8aa05101a9bb000aa002fc45a (Exchange global section, account erika@example.com)
        proxy server          server.example.com-44300  (001f6622)
        principal name        msstd:server.example.com  (001f6625)
        flags                 0x23: use HTTP, SSL only, HTTP first on slow networks
        proxy authentication  0x2: NTLM
      section 541752745633f81a4b97aa4e4a7a5e77 (Exchange account, account erika@example.com)
        proxy server          server.example.com-44300  (001f6622)
        principal name        msstd:server.example.com  (001f6625)
        flags                 0x23: use HTTP, SSL only, HTTP first on slow networks
        proxy authentication  0x2: NTLM
      section 21c3b635c4e3642b0df64ee2cb2b4a64 (Exchange account, account team@example.net)
        proxy server          mail-gw.example.com-44300  (001f6622)
        principal name        msstd:mail-gw.example.com  (001f6625)
        flags                 0x23: use HTTP, SSL only, HTTP first on slow networks
        proxy authentication  0x1: Basic"
  `);
  expect(parts.find((part) => part.includes('profile "Odd length"'))).toContain(
    "malformed: its 49 bytes are no whole UTF-16 characters",
  );
  expect(parts.find((part) => part.includes('profile "8-bit text"'))).toContain("server.example.com-44300  (001e6622)");
  expect(parts.at(-1)).toMatchInlineSnapshot(`
    "policies for Outlook's RPC, which may override the profiles
      Software\\Policies\\Microsoft\\Office\\16.0\\Outlook\\RPC\\EnableRPCTunnelingUI   REG_DWORD  0x00000000 (0)
      Software\\Policies\\Microsoft\\Office\\16.0\\Outlook\\RPC\\disablerpctcpfallback  REG_DWORD  0x00000001 (1)
    "
  `);
});

test("as JSON, over several hives", async () => {
  const { stdout, exit } = await line.run("outlook", "list", HIVE, "/bob.dat", "--json");
  expect(exit).toBe(0);
  const { hives } = JSON.parse(stdout);
  expect(hives.map(({ path, profiles }: { path: string; profiles: unknown[] }) => [path, profiles.length])).toEqual([
    [HIVE, 16],
    ["/bob.dat", 16],
  ]);
  expect(hives[0].policies.map(({ name }: { name: string }) => name)).toEqual([
    "EnableRPCTunnelingUI",
    "disablerpctcpfallback",
  ]);
});

test("passwords are shown on demand alone", async () => {
  const provider = "d08c9ddf0115d1118c7a00c04fc297eb";
  for (const options of [[], ["--json"]]) {
    expect((await line.run("outlook", "list", HIVE, ...options)).stdout).not.toContain(provider);
    expect((await line.run("outlook", "list", HIVE, "--show-secrets", ...options)).stdout).toContain(provider);
  }
});
