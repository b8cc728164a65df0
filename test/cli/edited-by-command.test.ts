import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";
import { goldenDump } from "../support/golden-dump.ts";
import { validateHive } from "../support/hive-validator.ts";
import { describeOracle, hivexDump, reglookupLines } from "../support/oracles.ts";
import { readHive } from "../support/reference-reader.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/hive/NTUSER.DAT";
/** When the commands run. */
const FILETIME = "134143344000000000";

/** The smallest clean hive of the corpus for each version that is edited. */
const REAL = ["1.3", "1.5"].flatMap((version) => {
  const hives = cleanHives().filter((hive) => hive.version === version && (hive.keys ?? 0) > 100);
  return hives.sort((one, other) => one.size - other.size).slice(0, 1);
});

/** A command line over one hive; its `edit` runs commands that must succeed, and whose dry runs must change nothing. */
function opened(bytes: Uint8Array): {
  edit(commands: readonly (readonly string[])[]): Promise<void>;
  now(): Uint8Array;
} {
  const line = commandLine({ [HIVE]: bytes });
  const now = (): Uint8Array => new Uint8Array(Buffer.from(line.snapshot()[HIVE] ?? "", "hex"));
  const known = validateHive(bytes);
  return {
    now,
    async edit(commands) {
      for (const [name = "", ...args] of commands) {
        const before = line.snapshot();
        const { mtimeNs } = line.fs.statSync(HIVE, { bigint: true });
        expect(await line.run(name, HIVE, ...args, "--dry-run"), name).toMatchObject({ exit: 0, stderr: "" });
        expect(line.snapshot()).toEqual(before);
        expect(line.fs.statSync(HIVE, { bigint: true }).mtimeNs).toBe(mtimeNs);
        expect(await line.run(name, HIVE, ...args), name).toMatchObject({ exit: 0, stderr: "" });
        expect(Object.keys(line.snapshot())).toEqual([HIVE]);
        expect(validateHive(now()).filter((finding) => !known.includes(finding))).toEqual([]);
      }
    },
  };
}

const ADD = [
  ["set", "hivetool test\\Ünter", "größe", "--type", "dword", "7"],
  ["set", "hivetool test\\Ünter", "", "--type", "sz", "default"],
  ["set", "hivetool test\\Ünter", "big", "--type", "binary", "ab".repeat(20_000)],
  ["set", "hivetool test", "list", "--type", "multi_sz", "a", "b"],
  ["add", "hivetool test\\Class", "--class", "kind"],
  ["copy", "hivetool test", "hivetool copy"],
];
const CHANGE = [
  ["set", "hivetool test\\Ünter", "GRÖSSE", "--type", "dword", "8"],
  ["set", "hivetool test\\Ünter", "GRÖẞE", "--type", "dword", "9"],
  ["rename", "hivetool test", "LIST", "--value", "list"],
  ["delete", "hivetool test\\Ünter", "--value", "big", "--wipe"],
  ["move", "hivetool copy", "hivetool test\\Moved"],
  ["rename", "hivetool test", "hivetool TEST"],
];

function itIsEditedAndTakenBack(bytesOf: () => Uint8Array): void {
  it("is edited as the commands say, and is as before when all is taken back", async () => {
    const { edit, now } = opened(bytesOf());
    const lines = (): string[] => goldenDump(readHive(now()));
    const before = lines();
    const ours = (): string[] => lines().filter((line) => /^[KV]\thivetool (test|copy)(\\|\t)/i.test(line));
    await edit(ADD);
    expect(ours()).toMatchInlineSnapshot(`
      [
        "K	hivetool copy	134143344000000000",
        "V	hivetool copy	list	7	10	ede80c5ccad1e68e",
        "K	hivetool copy\\Class	134143344000000000",
        "K	hivetool copy\\\\u00DCnter	134143344000000000",
        "V	hivetool copy\\\\u00DCnter	gr\\u00F6\\u00DFe	4	4	e8613f5a5bc9f9fe",
        "V	hivetool copy\\\\u00DCnter		1	16	72bdf4b795e99184",
        "V	hivetool copy\\\\u00DCnter	big	3	20000	1b53c5e8138cf852",
        "K	hivetool test	134143344000000000",
        "V	hivetool test	list	7	10	ede80c5ccad1e68e",
        "K	hivetool test\\Class	134143344000000000",
        "K	hivetool test\\\\u00DCnter	134143344000000000",
        "V	hivetool test\\\\u00DCnter	gr\\u00F6\\u00DFe	4	4	e8613f5a5bc9f9fe",
        "V	hivetool test\\\\u00DCnter		1	16	72bdf4b795e99184",
        "V	hivetool test\\\\u00DCnter	big	3	20000	1b53c5e8138cf852",
      ]
    `);
    await edit(CHANGE);
    expect(ours()).toMatchInlineSnapshot(`
      [
        "K	hivetool TEST	134143344000000000",
        "V	hivetool TEST	LIST	7	10	ede80c5ccad1e68e",
        "K	hivetool TEST\\Class	134143344000000000",
        "K	hivetool TEST\\Moved	134143344000000000",
        "V	hivetool TEST\\Moved	list	7	10	ede80c5ccad1e68e",
        "K	hivetool TEST\\Moved\\Class	134143344000000000",
        "K	hivetool TEST\\Moved\\\\u00DCnter	134143344000000000",
        "V	hivetool TEST\\Moved\\\\u00DCnter	gr\\u00F6\\u00DFe	4	4	e8613f5a5bc9f9fe",
        "V	hivetool TEST\\Moved\\\\u00DCnter		1	16	72bdf4b795e99184",
        "V	hivetool TEST\\Moved\\\\u00DCnter	big	3	20000	1b53c5e8138cf852",
        "K	hivetool TEST\\\\u00DCnter	134143344000000000",
        "V	hivetool TEST\\\\u00DCnter	gr\\u00F6\\u00DFe	4	4	e8613f5a5bc9f9fe",
        "V	hivetool TEST\\\\u00DCnter		1	16	72bdf4b795e99184",
        "V	hivetool TEST\\\\u00DCnter	GR\\u00D6SSE	4	4	dc765660b06ee03d",
        "V	hivetool TEST\\\\u00DCnter	GR\\u00D6\\u1E9EE	4	4	9f076b7eb7fdc031",
      ]
    `);
    await edit([["delete", "hivetool test", "--recursive"]]);
    expect(lines()).toEqual(before.map((line) => (/^K\t\t/.test(line) ? `K\t\t${FILETIME}` : line)));
  });
}

describe("the bundled hive", () => itIsEditedAndTakenBack(() => fixture("outlook-user.dat")));

describeCorpus("real hives", () => {
  describe.each(REAL)("$file", ({ file }) => itIsEditedAndTakenBack(() => corpusFile(file)));
});

describe.each(["outlook-user.dat", "outlook-user-1.5.dat"])("%s, edited command by command", (name) => {
  /** Writes the hive to a disk after each half of the commands, for others to read. */
  async function eachHalf(judge: (path: string, keysAndValues: string[]) => void): Promise<void> {
    using folder = new TemporaryFolder();
    const { edit, now } = opened(fixture(name));
    for (const commands of [ADD, CHANGE]) {
      await edit(commands);
      writeFileSync(folder.file("hive"), now());
      judge(folder.file("hive"), goldenDump(readHive(now())));
    }
  }

  describeOracle("libhivex", "is read alike", () => {
    it("key by key and value by value", () => eachHalf((path, dump) => expect(hivexDump(path)).toEqual(dump)));
  });

  describeOracle("reglookup", "is read alike", () => {
    it("as many keys and values", () =>
      eachHalf((path, dump) => expect(reglookupLines(path)).toHaveLength(dump.length)));
  });
});
