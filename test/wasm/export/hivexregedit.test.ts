import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cleanHives, corpusFile, describeCorpus } from "../../support/corpus.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { exported } from "./exported.ts";

const isThere = spawnSync("hivexregedit", ["--help"]).error === undefined;
if (!isThere) console.warn("SKIPPED, hivexregedit is not installed: real .reg exports are not compared with its own");

/** ASCII names and data of which libhivex is known to tell the truth: it cuts big data short, and garbles other names. */
const LARGEST = 16344;

/** Type and bytes of each value, by key and name. Both programs' ways of telling them are understood. */
function valuesOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let key = "";
  for (const line of text.replace(/\\\r?\n\s*/g, "").split(/\r?\n/)) {
    const header = /^\[(.*)\]$/.exec(line)?.[1];
    if (header !== undefined) key = header.replace(/^\\/, "");
    const [, name, data] = /^(@|"(?:[^"\\]|\\.)*")=(.*)$/.exec(line) ?? [];
    if (name === undefined || data === undefined) continue;
    values.set(`${key}\t${name === "@" ? "" : unquoted(name)}`, bytesOf(data));
  }
  return values;
}

function bytesOf(data: string): string {
  if (data.startsWith('"')) return `1 ${Buffer.from(`${unquoted(data)}\0`, "utf16le").toString("hex")}`;
  const dword = /^dword:([0-9a-f]{8})$/.exec(data)?.[1];
  if (dword !== undefined) return `4 ${Buffer.from(dword, "hex").reverse().toString("hex")}`;
  const [, type = "3", bytes = ""] = /^hex(?:\(([0-9a-f]+)\))?:(.*)$/.exec(data) ?? [];
  return `${type} ${bytes.replaceAll(",", "")}`;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

describeCorpus("every value of a .reg export is what hivexregedit exports", () => {
  const hives = cleanHives(1024 * 1024).filter(({ values }) => (values ?? 0) > 100);
  for (const { file } of hives.slice(0, 5)) {
    it.skipIf(!isThere)(file, () => {
      using folder = new TemporaryFolder();
      const hive = corpusFile(file);
      writeFileSync(folder.file("hive"), hive);
      const { stdout } = spawnSync("hivexregedit", ["--export", folder.file("hive"), "\\"], { maxBuffer: 1 << 28 });
      const theirs = valuesOf(stdout.toString("latin1"));
      const ours = valuesOf(exported(hive, { format: "reg-utf8", tolerant: true }).toString());
      const comparable = [...theirs].filter(([name, data]) => /^[\t -~]*$/.test(name) && data.length < LARGEST * 2);
      expect(comparable.length).toBeGreaterThan(50);
      for (const [name, data] of comparable) expect.soft(ours.get(name), JSON.stringify(name)).toBe(data);
    });
  }
});
