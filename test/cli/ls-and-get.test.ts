import { describe, expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

const HIVE = "/alice/NTUSER.DAT";
const line = commandLine({ [HIVE]: fixture("outlook-user.dat") });

async function output(...args: string[]): Promise<string> {
  const { stdout, stderr, exit } = await line.run(...args);
  expect({ stderr, exit }).toEqual({ stderr: "", exit: 0 });
  return stdout;
}

async function failure(...args: string[]): Promise<string> {
  const { stdout, stderr, exit } = await line.run(...args);
  expect({ stdout, exit }).toEqual({ stdout: "", exit: 1 });
  return stderr;
}

describe("ls", () => {
  test("the root key", async () => {
    expect(await output("ls", HIVE)).toMatchInlineSnapshot(`
      "Control Panel\\    2019-05-06T07:08:09.1230000Z
      Environment\\      2019-05-06T07:08:09.1230000Z
      Keyboard Layout\\  2019-05-06T07:08:09.1230000Z
      Network\\          2019-05-06T07:08:09.1230000Z
      Software\\         2019-05-06T07:08:09.1230000Z
      "
    `);
  });

  test("a key with values of many types", async () => {
    expect(await output("ls", HIVE, "Environment")).toMatchInlineSnapshot(`
      "TEMP          REG_EXPAND_SZ         %USERPROFILE%\\AppData\\Local\\Temp
      List          REG_MULTI_SZ          "one" "two"
      Long          REG_QWORD             0x0807060504030201 (578437695752307201)
      Backwards     REG_DWORD_BIG_ENDIAN  0x00000102 (258)
      Nothing       REG_NONE
      Strange type  0xffff0012            61 62 63
      "
    `);
  });

  test("a key with subkeys and values, its default value among them", async () => {
    expect(await output("ls", HIVE, "HKCU\\control panel\\INTERNATIONAL")).toMatchInlineSnapshot(`
      "Geo\\  2019-05-06T07:08:09.1230000Z

      LocaleName  REG_SZ  de-DE
      sShortDate  REG_SZ  dd.MM.yyyy
      (default)   REG_SZ
      "
    `);
  });

  test("long data are cut", async () => {
    const text = await output("ls", HIVE, "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer");
    expect(text).toContain("(20000 bytes)");
    expect(Math.max(...text.split("\n").map((row) => row.length))).toBeLessThan(140);
  });

  test("as JSON", async () => {
    expect(JSON.parse(await output("ls", HIVE, "Network\\H", "--json"))).toMatchInlineSnapshot(`
      {
        "key": "Network\\H",
        "lastWritten": "2019-05-06T07:08:09.1230000Z",
        "name": "H",
        "path": "/alice/NTUSER.DAT",
        "subkeys": [],
        "values": [
          {
            "content": "\\\\files\\home",
            "data": "5c005c00660069006c00650073005c0068006f006d0065000000",
            "name": "RemotePath",
            "size": 26,
            "type": 1,
            "typeName": "REG_SZ",
          },
          {
            "content": 1,
            "data": "01000000",
            "name": "ConnectionType",
            "size": 4,
            "type": 4,
            "typeName": "REG_DWORD",
          },
          {
            "content": 131072,
            "data": "00000200",
            "name": "ProviderType",
            "size": 4,
            "type": 4,
            "typeName": "REG_DWORD",
          },
          {
            "content": "EXAMPLE\\erika",
            "data": "4500580041004d0050004c0045005c006500720069006b0061000000",
            "name": "UserName",
            "size": 28,
            "type": 1,
            "typeName": "REG_SZ",
          },
        ],
      }
    `);
  });
});

describe("get", () => {
  test.each([
    ["Control Panel\\Desktop", "Wallpaper", "C:\\Windows\\Web\\Wallpaper\\img0.jpg\n"],
    ["control panel\\desktop", "WALLPAPER", "C:\\Windows\\Web\\Wallpaper\\img0.jpg\n"],
    ["Control Panel\\Desktop", "UserPreferencesMask", "9e 1e 07 80 12 00 00 00\n"],
    ["Environment", "List", "one\ntwo\n"],
    ["Environment", "Long", "0x0807060504030201 (578437695752307201)\n"],
    ["Environment", "Nothing", "\n"],
    ["Network\\H", "ConnectionType", "0x00000001 (1)\n"],
    ["Software\\ACME_Tools", "", "the underscore sorts behind the letters\n"],
    ["Software\\AcmeTools", "wert in €", "1\n"],
  ])("%s %s", async (key, value, text) => {
    expect(await output("get", HIVE, key, value)).toBe(text);
  });

  test("all values of a key, whole", async () => {
    const text = await output("get", HIVE, "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer");
    expect(text).toMatch(/^Favorites +REG_BINARY( +[0-9a-f]{2}){20000}$/m);
  });

  test("as JSON: bytes, and what they mean", async () => {
    expect(JSON.parse(await output("get", HIVE, "Environment", "List", "--json"))).toMatchObject({
      key: "Environment",
      name: "List",
      type: 7,
      typeName: "REG_MULTI_SZ",
      size: 18,
      content: ["one", "two"],
    });
    expect(JSON.parse(await output("get", HIVE, "Environment", "Long", "--json")).content).toBe("578437695752307201");
  });
});

describe("passwords of Outlook profiles", () => {
  const key = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Work\\9375CFF0413111d3B88A00104B2A6676\\00000004";

  test("are not shown", async () => {
    expect(await output("get", HIVE, key, "POP3 Password")).toBe(
      "not shown: a password, 281 bytes (--show-secrets shows it)\n",
    );
    expect(await output("ls", HIVE, key)).toMatch(/POP3 Password +REG_BINARY +not shown/);
    expect(await output("get", HIVE, key)).toMatch(/POP3 Password +REG_BINARY +not shown/);
    for (const args of [
      ["get", HIVE, key, "POP3 Password"],
      ["get", HIVE, key],
      ["ls", HIVE, key],
    ]) {
      const json = await output(...args, "--json");
      expect(json).not.toContain("d08c9ddf0115d1118c7a00c04fc297eb");
      expect(json).toContain('"isSecret": true');
    }
  });

  test("are shown on demand", async () => {
    expect(await output("get", HIVE, key, "POP3 Password", "--show-secrets")).toMatch(/^02 01 00 00 00 d0 8c 9d df/);
    expect(await output("ls", HIVE, key, "--show-secrets", "--json")).toContain("d08c9ddf0115d1118c7a00c04fc297eb");
  });
});

describe("what is not there", () => {
  test.each([
    [
      ["ls", HIVE, "Software\\Mircosoft\\Office"],
      'the key Software has no subkey "Mircosoft"\n  Is one of these meant: "Microsoft"?',
    ],
    [["get", HIVE, "Softwar"], 'the root key has no subkey "Softwar"\n  Is one of these meant: "Software"?'],
    [["get", HIVE, "Network\\H\\x"], 'the key Network\\H has no subkey "x"\n  List what is there with `hivetool ls`.'],
    [["get", HIVE, "a\\\\b"], 'the root key has no subkey "a"'],
    [
      ["get", HIVE, "Network\\H", "RemotPath"],
      'the key Network\\H has no value named "RemotPath"\n  Is one of these meant: "RemotePath"?',
    ],
    [["get", HIVE, "Network\\H", ""], "the key Network\\H has no default value"],
    [["ls", HIVE, "Software/Microsoft/Office"], "Keys are separated by backslashes: Software\\Microsoft\\Office"],
    [["ls", HIVE, "SoftwareMicrosoftOffice"], "Put the path in quotes"],
    [["ls", HIVE, "\u001b[31mred"], 'has no subkey "<U+001B>[31mred"'],
  ])("%j", async (args, message) => {
    expect(await failure(...args)).toContain(message);
  });

  test("as JSON", async () => {
    const { stdout, exit } = await line.run("get", HIVE, "Network\\G", "RemotePath", "--json");
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "key-not-found",
      keyPath: "Network\\G",
      path: HIVE,
      exitCode: 1,
    });
    expect(exit).toBe(1);
  });
});

test.each([
  [["ls", "Software", HIVE], `"${HIVE}" is the file, so it comes first`, "Usage: hivetool ls HIVE [KEY]"],
  [
    ["get", "Environment", HIVE, "TEMP"],
    `"${HIVE}" is the file, so it comes first`,
    "Usage: hivetool get HIVE KEY [VALUE]",
  ],
  [
    ["get", "HKCU\\Environment", "TEMP"],
    '"HKCU\\Environment" is a key, not a file',
    "Usage: hivetool get HIVE KEY [VALUE]",
  ],
])("swapped arguments: %j", async (args, message, advice) => {
  const { stderr, exit } = await line.run(...args);
  expect(exit).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain(advice);
});

test("a key without values is told to have none", async () => {
  expect(await line.run("get", HIVE, "Control Panel")).toEqual({
    stdout: "",
    stderr: "note: the key Control Panel has no values\n",
    exit: 0,
  });
  const json = await line.run("get", HIVE, "Control Panel", "--json");
  expect([json.stderr, JSON.parse(json.stdout).values]).toEqual(["", []]);
});

test("a value that is asked for as a key is found", async () => {
  const { stderr, exit } = await line.run("get", HIVE, "Environment\\TEMP");
  expect(exit).toBe(1);
  expect(stderr).toContain('a key and its value are two arguments: "Environment" "TEMP"');
});
