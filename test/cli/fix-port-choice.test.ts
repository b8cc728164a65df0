import { describe, expect, test } from "vitest";
import { HIVE, small, userHive } from "./outlook-line.ts";

describe("an ambiguous name", () => {
  test("is refused, with the option that decides", async () => {
    const line = small("exch-2010");
    const before = line.snapshot();
    const { stdout, exit } = await line.run("outlook", "fix-port", HIVE);
    expect(exit).toBe(1);
    expect(stdout).toContain(
      "ambiguous  exch-2010: this may be the server's whole name; if 2010 is the port, say --port 2010",
    );
    expect(line.snapshot()).toEqual(before);
  });

  test.each([[["--port", "2010"]], [["--host", "exch"]], [["--host", "EXCH", "--port", "2010"]]])(
    "is fixed with %j",
    async (options) => {
      const line = small("exch-2010");
      const { stdout, exit } = await line.run("outlook", "fix-port", HIVE, ...options);
      expect(exit).toBe(0);
      expect(stdout).toContain("changed  exch-2010 -> exch:2010");
    },
  );

  test.each([[["--port", "443"]], [["--host", "exch-2010"]], [["--host", "other"]]])(
    "is not what %j asks for",
    async (options) => {
      const { stdout, exit } = await small("exch-2010").run("outlook", "fix-port", HIVE, ...options);
      expect(exit).toBe(1);
      expect(stdout).toContain("1 skipped; nothing to write");
    },
  );
});

describe("a malformed value", () => {
  test.each(["https://server.example.com-44300", "server.example.com-70000"])(
    "%s is reported and untouched",
    async (proxy) => {
      const line = small(proxy);
      const before = line.snapshot();
      const { stdout, exit } = await line.run("outlook", "fix-port", HIVE);
      expect(exit).toBe(1);
      expect(stdout).toContain("malformed");
      expect(line.snapshot()).toEqual(before);
    },
  );
});

describe("choosing", () => {
  test("a profile, in any letter case", async () => {
    const { stdout } = await userHive().run(
      "outlook",
      "fix-port",
      HIVE,
      "--dry-run",
      "--profile",
      "BÜRO – KÖLN",
      "--json",
    );
    expect(JSON.parse(stdout).hives[0].plan.changes).toHaveLength(1);
  });
  test("several profiles, and several accounts", async () => {
    const chosen = async (...options: string[]): Promise<unknown[]> => {
      const { stdout } = await userHive().run("outlook", "fix-port", HIVE, "--dry-run", "--json", ...options);
      const [{ findings }] = JSON.parse(stdout).hives;
      return findings
        .filter(({ verdict }: Record<string, string>) => verdict === "change")
        .map(({ profile, account }: Record<string, string>) => `${profile}, ${account}`);
    };
    expect(await chosen("--profile", "outlook", "--profile", "Büro – Köln")).toEqual([
      "Büro – Köln, erika@example.com",
      "Outlook, Microsoft Exchange Server",
    ]);
    const accounts = ["--account", "erika@example.com", "--account", "team@example.net"];
    expect(await chosen("--profile", "Work", ...accounts)).toHaveLength(3);
    expect(await chosen("--profile", "Work", ...accounts.slice(2))).toHaveLength(1);
  });
  test("several of which one is not there", async () => {
    const { stderr, exit } = await userHive().run(
      "outlook",
      "fix-port",
      HIVE,
      "--profile",
      "Work",
      "--profile",
      "Wrok",
    );
    expect([exit, stderr]).toEqual([1, expect.stringContaining('no Outlook profile named "Wrok"')]);
  });
  test("a profile that is not there", async () => {
    const { stderr, exit } = await userHive().run("outlook", "fix-port", HIVE, "--profile", "Wrok");
    expect(exit).toBe(1);
    expect(stderr).toContain('there is no Outlook profile named "Wrok"');
    expect(stderr).toContain('"Work"');
  });
  test("an account: its own section, not its neighbour's", async () => {
    const line = userHive();
    const { stdout, exit } = await line.run(
      "outlook",
      "fix-port",
      HIVE,
      "--profile",
      "Work",
      "--account",
      "TEAM@example.net",
      "--json",
    );
    const [{ findings }] = JSON.parse(stdout).hives;
    expect(findings.map(({ verdict, oldText }: Record<string, string>) => [verdict, oldText])).toEqual([
      ["skipped", "server.example.com-44300"],
      ["skipped", "server.example.com-44300"],
      ["change", "mail-gw.example.com-44300"],
    ]);
    expect(exit).toBe(0);
  });
  test("an account that is not there", async () => {
    const { stderr, exit } = await userHive().run(
      "outlook",
      "fix-port",
      HIVE,
      "--profile",
      "Work",
      "--account",
      "boss",
    );
    expect(exit).toBe(1);
    expect(stderr).toContain('there is no account named "boss"');
    expect(stderr).toContain('"team@example.net"');
  });
});
