import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { corpusFile, describeCorpus } from "./support/corpus.ts";
import { validateHive } from "./support/hive-validator.ts";
import { runCli } from "./support/run-cli.ts";
import { TemporaryFolder } from "./support/temporary-folder.ts";

const HIVE = "log2timeline+dfwinreg/WIN7-NTUSER.DAT";
const SECTION =
  "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Outlook\\13dbb0c8aa05101a9bb000aa002fc45a";
const SERVER = "server.example.com-44300";

const isInstalled = (command: string): boolean => spawnSync(command, ["--help"]).error === undefined;
const oracles = ["hivexsh", "hivexget", "reglookup"];
const missing = oracles.filter((oracle) => !isInstalled(oracle));
if (missing.length > 0) console.warn(`SKIPPED, not installed: ${missing.join(", ")}: the real hive's test`);

/** Lets libhivex put the value into the section, which is empty in this hive. */
function putServer(hive: string): void {
  const data = [...Buffer.from(`${SERVER}\0`, "utf16le")].map((byte) => byte.toString(16).padStart(2, "0"));
  const script = [`cd \\${SECTION}`, "setval 1", "001f6622", `hex:3:${data.join(",")}`, "commit", "quit"];
  execFileSync("hivexsh", ["-w", hive], { input: `${script.join("\n")}\n` });
}

function byLibhivex(hive: string): string {
  return execFileSync("hivexget", [hive, SECTION, "001f6622"]).toString("utf16le").replace(/\n$/, "");
}

/** Reglookup writes bytes that are no printable ASCII as %XX. */
function byReglookup(hive: string): string {
  const lines = execFileSync("reglookup", ["-p", `/${SECTION.replaceAll("\\", "/")}`, hive]).toString();
  const data = /\/001f6622,BINARY,([^,]*),/.exec(lines)?.[1] ?? "";
  return Buffer.from(decodeURIComponent(data), "latin1").toString("utf16le");
}

describeCorpus("the flagship job on a real hive", () => {
  describe.skipIf(missing.length > 0)("with libhivex and reglookup as witnesses", () => {
    it("changes one byte of data, the key's time and the base block's numbers, and nothing else", async () => {
      using folder = new TemporaryFolder();
      const hive = folder.file("NTUSER.DAT");
      writeFileSync(hive, corpusFile(HIVE));
      putServer(hive);
      const before = readFileSync(hive);
      expect(byLibhivex(hive)).toBe(`${SERVER}\0`);

      const result = await runCli(["outlook", "fix-port", hive]);
      expect(result).toMatchObject({ code: 0, stderr: "" });

      const after = readFileSync(hive);
      const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
      const data = before.indexOf(Buffer.from(`${SERVER}\0`, "utf16le")) + 2 * SERVER.lastIndexOf("-");
      const key = before.lastIndexOf(Buffer.from("13dbb0c8aa05101a9bb000aa002fc45a"));
      const allowed = (at: number): boolean =>
        at === data || (at >= 4 && at < 12) || (at >= 508 && at < 512) || (at >= key - 76 + 4 && at < key - 76 + 12);
      expect(after.length).toBe(before.length);
      expect(changed.filter((at) => !allowed(at))).toEqual([]);
      expect(changed).toContain(data);
      expect(after[data]).toBe(0x3a);
      expect(after.readUInt32LE(4)).toBe(before.readUInt32LE(4) + 1);
      expect(after.readUInt32LE(8)).toBe(after.readUInt32LE(4));

      expect(byLibhivex(hive)).toBe("server.example.com:44300\0");
      expect(byReglookup(hive)).toBe("server.example.com:44300\0");
      expect(validateHive(new Uint8Array(after))).toEqual(validateHive(new Uint8Array(before)));
      expect(readdirSync(folder.path)).toEqual(["NTUSER.DAT"]);

      const again = await runCli(["outlook", "fix-port", hive, "--json"]);
      expect(again.code).toBe(0);
      expect(readFileSync(hive).equals(after)).toBe(true);

      expect((await runCli(["outlook", "fix-port", hive, "--undo"])).code).toBe(0);
      expect(byLibhivex(hive)).toBe(`${SERVER}\0`);
    });
  });
});
