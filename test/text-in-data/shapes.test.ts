import { describe, expect, test } from "vitest";
import { VALUE_TYPE } from "../../src/hive/value-type.ts";
import { textsInData } from "../../src/text-in-data/texts-in-data.ts";

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const u32 = (...numbers: number[]): Buffer =>
  Buffer.concat(numbers.map((number) => Buffer.from(Uint32Array.of(number).buffer)));
const bytes = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

interface Place {
  readonly name?: string;
  readonly keyPath?: string;
  readonly type?: number;
}

/** What becomes of data when `old` is replaced in every text that is found in them; the fault where it cannot be. */
function replaced(data: Uint8Array, old: string, wanted: string, place: Place = {}): Uint8Array | string | undefined {
  const stored = textsInData({ keyPath: "Software", name: "v", type: VALUE_TYPE.binary, ...place }, data);
  const before = data.slice();
  const rewritten = stored?.withTexts(stored.texts.map(({ text }) => text.replaceAll(old, wanted)));
  expect(data, "what was given is left alone").toEqual(before);
  if (rewritten === undefined) return undefined;
  return "fault" in rewritten ? rewritten.fault : rewritten.data;
}

describe("the text of a REG_SZ", () => {
  const place = { type: VALUE_TYPE.string };

  test.each([
    ["with its end", utf16("a old b\0"), utf16("a newer b\0")],
    ["without", utf16("old"), utf16("newer")],
    ["with bytes behind the end, which may hold the same", utf16("old\0old\0\0"), utf16("newer\0old\0\0")],
    ["with an odd byte at the end", bytes(utf16("old\0"), latin1("x")), bytes(utf16("newer\0"), latin1("x"))],
    ["with an odd byte and no end", bytes(utf16("old"), latin1("x")), bytes(utf16("newer"), latin1("x"))],
    ["with half a surrogate pair", utf16("\ud83d old\0"), utf16("\ud83d newer\0")],
  ])("%s", (_, data, wanted) => {
    for (const type of [VALUE_TYPE.string, VALUE_TYPE.expandString, VALUE_TYPE.link])
      expect(replaced(bytes(data), "old", "newer", { type })).toEqual(bytes(wanted));
  });

  test("may become empty, and keeps its end", () => {
    expect(replaced(bytes(utf16("old\0")), "old", "", place)).toEqual(bytes(utf16("\0")));
  });

  test("takes no U+0000", () => {
    expect(replaced(bytes(utf16("old\0")), "old", "a\0b", place)).toBe("a U+0000 in it would end the text");
  });
});

describe("the texts of a REG_MULTI_SZ", () => {
  const place = { type: VALUE_TYPE.multiString };

  test.each([
    ["with the end of the list", "one\0old\0old two\0\0", "one\0newer\0newer two\0\0"],
    ["without it", "old\0two\0", "newer\0two\0"],
    ["without any end", "old\0old", "newer\0newer"],
    ["with an empty text within", "old\0\0old\0\0", "newer\0\0newer\0\0"],
    ["with more ends than need be", "old\0\0\0\0", "newer\0\0\0\0"],
  ])("%s", (_, data, wanted) => {
    expect(replaced(bytes(utf16(data)), "old", "newer", place)).toEqual(bytes(utf16(wanted)));
  });

  test("an odd byte at the end is kept", () => {
    const data = bytes(utf16("old\0\0"), latin1("x"));
    expect(replaced(data, "old", "o", place)).toEqual(bytes(utf16("o\0\0"), latin1("x")));
  });

  test("none may become empty: it would end the list", () => {
    const data = bytes(utf16("one\0old\0two\0\0"));
    expect(replaced(data, "old", "", place)).toBe("an empty text would end the list");
  });
});

describe("text in REG_BINARY", () => {
  test("UTF-16 with its NUL changes its length", () => {
    expect(replaced(bytes(utf16("\\\\old\\share\0")), "old", "newer")).toEqual(bytes(utf16("\\\\newer\\share\0")));
  });

  test("a path of 67 characters begins with C, which is 67, and is text all the same", () => {
    const path = `C:\\old\\${"x".repeat(60)}`;
    expect(path.length).toBe(67);
    expect(replaced(bytes(utf16(`${path}\0`)), "old", "newer")).toEqual(
      bytes(utf16(`${path.replace("old", "newer")}\0`)),
    );
  });

  test.each([
    [
      "a count in front",
      bytes(Buffer.from(Uint16Array.of(0x50).buffer), utf16(`${"the old server".padEnd(38, ".")}\0`)),
    ],
    ["a number in front", bytes(u32(7), utf16("the old server\0"))],
    ["numbers behind", bytes(utf16("the old server\0"), u32(7))],
    ["no end", bytes(utf16("the old server"))],
    ["at an odd offset", bytes(latin1("\x07"), utf16("the old server\0"))],
    ["8-bit text", bytes(u32(9), latin1("the old server\0"))],
  ])("%s: only a text of the same length", (_, data) => {
    const swapped = replaced(data, "old", "new");
    expect(
      Buffer.from(swapped as Uint8Array)
        .toString("latin1")
        .replaceAll("\0", ""),
    ).toContain("the new server");
    expect((swapped as Uint8Array).length).toBe(data.length);
    const differing = [...data.keys()].filter((at) => data[at] !== (swapped as Uint8Array)[at]);
    expect(differing.length).toBe(3);
    expect(replaced(data, "old", "newer")).toMatch(/in the middle of bytes/);
  });

  test("a number of 4 bytes, and what drivers keep, hold no text", () => {
    for (const type of [VALUE_TYPE.dword, VALUE_TYPE.qword, VALUE_TYPE.resourceList])
      expect(replaced(bytes(utf16("old\0")), "old", "new", { type })).toBeUndefined();
  });
});

describe("MAPI's properties", () => {
  test("PT_UNICODE", () => {
    const data = bytes(utf16("server-44300\0"));
    expect(replaced(data, "-", ":", { name: "001f6622" })).toEqual(bytes(utf16("server:44300\0")));
    expect(replaced(data, "server", "mail", { name: "001F6622" })).toEqual(bytes(utf16("mail-44300\0")));
  });

  test("PT_STRING8 keeps bytes of its code page", () => {
    const data = bytes(latin1("b\xfcro old\0"));
    expect(replaced(data, "old", "newer", { name: "001e6602" })).toEqual(bytes(latin1("b\xfcro newer\0")));
  });

  test("PT_STRING8 changes only within ASCII", () => {
    const data = bytes(latin1("b\xfcro\0"));
    for (const [old, wanted] of [
      ["b\xfcro", "buero"],
      ["ro", "r\xf6"],
      ["ro", "r€"],
    ] as const)
      expect(replaced(data, old, wanted, { name: "001e6602" })).toMatch(/code page/);
  });

  test.each([
    ["101e6613", latin1, 1],
    ["101f6613", utf16, 2],
  ] as const)("%s: counts stay, offsets follow", (name, encode, unit) => {
    const list = (...texts: string[]): Uint8Array => {
      const start = 4 + 4 * texts.length;
      const offsets = texts.map(
        (_, index) => start + texts.slice(0, index).reduce((size, text) => size + (text.length + 1) * unit, 0),
      );
      return bytes(u32(texts.length, ...offsets), ...texts.map((text) => encode(`${text}\0`)));
    };
    const data = list("ncalrpc:old", "ncacn_ip_tcp:old[6001]", "netbios:other", "old");
    const wanted = list("ncalrpc:newer", "ncacn_ip_tcp:newer[6001]", "netbios:other", "newer");
    expect(replaced(data, "old", "newer", { name })).toEqual(wanted);
    expect(replaced(wanted, "newer", "o", { name })).toEqual(
      list("ncalrpc:o", "ncacn_ip_tcp:o[6001]", "netbios:other", "o"),
    );
  });

  test("texts in another order than their offsets, bytes between them, and two offsets to one text", () => {
    const list = (text: string): Uint8Array => {
      const end = 4 + 12 + 5 + text.length + 1;
      return bytes(u32(3, end, 16 + 5, end), latin1(`pad\0\x07${text}\0last old?\0rest`.replace("old?", text)));
    };
    expect(replaced(list("old"), "old", "newer", { name: "101e6613" })).toEqual(list("newer"));
  });

  test.each([
    ["a count that is too large", u32(9, 8, 8)],
    ["an offset into the offsets", bytes(u32(1, 4), latin1("old\0"))],
    ["an offset behind the end", bytes(u32(1, 99), latin1("old\0"))],
    ["a text without an end", bytes(u32(1, 8), latin1(" old"))],
    ["nothing", new Uint8Array()],
  ])("with %s no length changes", (_, data) => {
    const result = replaced(bytes(data), "old", "newer", { name: "101e6613" });
    expect(typeof result === "string" ? new Uint8Array(data) : result).toEqual(new Uint8Array(data));
  });
});

describe("connection settings", () => {
  const keyPath = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections";
  const settings = (proxy: string, bypass: string, script: string): Uint8Array =>
    bytes(
      u32(0x46, 12, 9),
      ...[proxy, bypass, script].flatMap((text) => [u32(text.length), latin1(text)]),
      new Uint8Array(32),
    );

  test("sizes follow their texts", () => {
    const data = settings("old:8080", "<local>;old", "http://old/proxy.pac");
    const wanted = settings("newer:8080", "<local>;newer", "http://newer/proxy.pac");
    expect(replaced(data, "old", "newer", { keyPath, name: "DefaultConnectionSettings" })).toEqual(wanted);
    expect(replaced(wanted, "newer", "", { keyPath })).toEqual(settings(":8080", "<local>;", "http:///proxy.pac"));
  });

  test("WinHTTP's have two texts", () => {
    const data = (text: string): Uint8Array =>
      bytes(u32(0x18, 0, 3, text.length), latin1(text), u32(7), latin1("<local>"));
    expect(replaced(data("old:80"), "old", "newer", { keyPath, name: "WinHttpSettings" })).toEqual(data("newer:80"));
  });

  test("a size that leads out of the data leaves bytes", () => {
    const data = bytes(u32(0x46, 12, 9, 999), latin1("the old server"));
    expect(replaced(data, "old", "newer", { keyPath })).toMatch(/in the middle of bytes/);
  });
});

describe("a printer's settings", () => {
  const keyPath = "Printers\\DevModes2";
  const mode = (name: string): Uint8Array => bytes(utf16(name.padEnd(32, "\0")), Buffer.alloc(156, 0x41));

  test("the name fills its field", () => {
    expect(replaced(mode("\\\\old\\laser"), "old", "newer", { keyPath })).toEqual(mode("\\\\newer\\laser"));
    expect(replaced(mode("\\\\older\\laser"), "older", "new", { keyPath })).toEqual(mode("\\\\new\\laser"));
  });

  test("a name that does not fit is refused", () => {
    const data = mode(`\\\\old\\${"x".repeat(25)}`);
    expect(replaced(data, "old", "new", { keyPath })).toEqual(mode(`\\\\new\\${"x".repeat(25)}`));
    expect(replaced(data, "old", "newer", { keyPath })).toMatch(/31 characters/);
  });
});
