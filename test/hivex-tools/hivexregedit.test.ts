import { describe, expect, test } from "vitest";
import { bytesIn, fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type ReferenceKey, readHive } from "../support/reference-reader.ts";
import { type Tools, toolsWith } from "./tools.ts";

const HIVE = fixture("outlook-user.dat");
const HEADER = "Windows Registry Editor Version 5.00\n\n";

interface Merged {
  readonly tools: Tools;
  readonly stderr: string;
  readonly exit: number;
}

/** Merges a .reg file into a copy of the hive. */
async function merged(reg: Uint8Array | string, ...options: string[]): Promise<Merged> {
  const bytes = typeof reg === "string" ? new Uint8Array(Buffer.from(reg)) : reg;
  const tools = toolsWith({ "/USER": HIVE, "/a.reg": bytes });
  const { stderr, exit } = await tools.run("hivexregedit", "--merge", ...options, "/USER", "/a.reg");
  return { tools, stderr, exit };
}

function keyAt({ tools }: Merged, ...names: string[]): ReferenceKey | undefined {
  const bytes = bytesIn(tools, "/USER");
  expect(validateHive(bytes)).toEqual([]);
  return names.reduce<ReferenceKey | undefined>(
    (key, name) => key?.keys.find((subkey) => subkey.name === name),
    readHive(bytes).root,
  );
}

function valuesOf(key: ReferenceKey | undefined): Record<string, string> {
  return Object.fromEntries(
    key?.values.map(({ name, type, data }) => [name, `${type}:${Buffer.from(data).toString("hex")}`]) ?? [],
  );
}

describe("--merge", () => {
  test("every form of a value, below a prefix, and parents that are missing", async () => {
    const lines = [
      "[hkcu\\New\\Deeper]",
      '@="default"',
      '"a\\\\b\\"c"=dword:0000000f',
      '"bytes"=hex:01,\\',
      "  02",
      '"typed"=hex(12):ff',
      '"wine"=str:"x"',
      '"wine2"=str(2):"%y%"',
      "; a comment ends nothing",
      '"é"="ü"',
    ];
    const done = await merged(`${HEADER}${lines.join("\n")}\n`, "--prefix", "HKCU");
    expect([done.stderr, done.exit]).toEqual(["", 0]);
    expect(valuesOf(keyAt(done, "New", "Deeper"))).toEqual({
      "": "1:640065006600610075006c0074000000",
      'a\\b"c': "4:0f000000",
      bytes: "3:0102",
      typed: "18:ff",
      wine: "1:78000000",
      wine2: "2:2500790025000000",
      é: "1:fc000000",
    });
  });

  test("UTF-16 with a byte order mark, as regedit writes it", async () => {
    const done = await merged(new Uint8Array(Buffer.from(`\ufeff${HEADER}[\\New]\r\n"é"="ü"\r\n`, "utf16le")));
    expect([done.stderr, done.exit]).toEqual(["", 0]);
    expect(valuesOf(keyAt(done, "New"))).toEqual({ é: "1:fc000000" });
  });

  test("a file of more than one piece", async () => {
    const comment = `; ${"x".repeat(1022)}\n`;
    const done = await merged(`${HEADER}[\\First]\n${comment.repeat(300)}[\\Last]\n`);
    expect([done.stderr, done.exit]).toEqual(["", 0]);
    expect([keyAt(done, "First"), keyAt(done, "Last")].map((key) => key?.name)).toEqual(["First", "Last"]);
  });

  test("without a header, keys and values are deleted, and others stay", async () => {
    const first = '[\\New]\n"a"="1"\n"b"="2"\n\n[\\New\\Sub]\n\n';
    const done = await merged(`${first}[\\New]\n"A"=-\n"gone"=-\n\n[-\\New\\Sub]\n[-\\Nowhere\\Else]\n`);
    expect([done.stderr, done.exit]).toEqual(["", 0]);
    const key = keyAt(done, "New");
    expect([valuesOf(key), key?.keys]).toEqual([{ b: "1:32000000" }, []]);
  });

  test("texts in another encoding", async () => {
    const done = await merged('[\\New]\n"a"="é"\n"b"=hex(1):41,00\n', "--encoding", "ASCII");
    expect(valuesOf(keyAt(done, "New"))).toEqual({ a: "1:3f00", b: "1:4100" });
  });

  test("from stdin, after a file, in one commit", async () => {
    const tools = toolsWith({ "/USER": HIVE });
    const run = await tools.runWith('[\\New]\n"a"="x"\n', "hivexregedit", ["--import", "/USER"]);
    expect(run).toEqual({ stdout: "", stderr: "", exit: 0 });
    expect(valuesOf(readHive(bytesIn(tools, "/USER")).root.keys.find(({ name }) => name === "New"))).toEqual({
      a: "1:78000000",
    });
  });

  test.each([
    ['[\\New]\n"a"=foo\n', 255, "reg_import: parse error: reg-file: line 2 cannot be read"],
    ["[-\\]\n", 22, "hivexregedit: /USER: Invalid argument"],
  ])("%j changes nothing", async (reg, exit, complaint) => {
    const done = await merged(reg);
    expect([done.stderr.slice(0, complaint.length), done.exit]).toEqual([complaint, exit]);
    expect(Buffer.compare(bytesIn(done.tools, "/USER"), HIVE)).toBe(0);
  });
});

describe("--export", () => {
  const lines = ['[\\K]\n@="d"\n"b"=dword:1\n"a\\"\\\\"=hex(2):41,00,00,00\n"s"="C:\\\\x"\n[\\K\\Sub]\n"é"=hex:\n'];

  async function exported(...words: string[]): Promise<string> {
    const { tools } = await merged(lines.join("\n"));
    const { stdout, stderr, exit } = await tools.run("hivexregedit", "--export", ...words);
    expect([stderr, exit]).toEqual(["", 0]);
    return Buffer.from(stdout, "latin1").toString();
  }

  test("sorted, in hexadecimal, below a prefix", async () => {
    expect(await exported("--prefix", "HKCU\\", "/USER", "k")).toBe(
      `${HEADER}[HKCU\\K]\n@=hex(1):64,00,00,00\n"a\\"\\\\"=hex(2):41,00,00,00\n"b"=dword:00000001\n` +
        '"s"=hex(1):43,00,3a,00,5c,00,78,00,00,00\n\n[HKCU\\K\\Sub]\n"é"=hex(3):\n\n',
    );
  });

  test("as text that can be read again, one level deep", async () => {
    const text = await exported("--unsafe-printable-strings", "--max-depth=1", "/USER", "\\K");
    expect(text).toBe(
      `${HEADER}[\\K]\n@=str(1):"d"\n"a\\"\\\\"=str(2):"A"\n"b"=dword:00000001\n"s"=str(1):"C:\\\\x"\n\n`,
    );
    const again = await merged(text);
    expect(valuesOf(keyAt(again, "K")).s).toBe("1:43003a005c0078000000");
    expect(await exported("--max-depth", "0", "/USER", "\\")).toBe(HEADER);
  });
});

test.each([
  [[], 255, "hivexregedit: use --merge or --export, see the manpage for help"],
  [["--merge", "--export", "x"], 255, "hivexregedit: cannot use --merge and --export at the same time"],
  [["--export", "--encoding", "x", "a", "b"], 255, "hivexregedit: --encoding has no effect when used with --export"],
  [["--merge"], 255, "hivexregedit --merge hivefile [input.reg ...]"],
  [["--export", "/USER"], 255, "hivexregedit --export hivefile key"],
  [["--export", "/USER", "nokey"], 255, "nokey: path not found in this hive"],
  [["--export", "/none", "x"], 2, "hivexregedit: /none: No such file or directory"],
  [["--merge", "/USER", "/none"], 2, "hivexregedit: /none: No such file or directory"],
  [["--bad"], 2, "Unknown option: bad"],
  [["--pre"], 2, "Option prefix requires an argument"],
  [["--max-depth", "x"], 2, 'Value "x" invalid for option max-depth (number expected)'],
  [["--unsafe=3"], 2, "Option unsafe does not take an argument"],
])("hivexregedit %j", async (words, exit, complaint) => {
  const run = await toolsWith({ "/USER": HIVE }).run("hivexregedit", ...words);
  expect([run.stderr.split("\n")[0], run.exit]).toEqual([complaint, exit]);
});
