import { expect, test } from "vitest";
import { codePage } from "../../src/reg-file/code-page.ts";
import { readRegFile } from "../../src/reg-file/read-reg-file.ts";
import { RegLines } from "../../src/reg-file/reg-lines.ts";
import { regText } from "../../src/reg-file/reg-text.ts";

const TEXT = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Größe €]\r\n"ä"="😀"\r\n';

function bytesOf(text: string, encoding: BufferEncoding): Uint8Array {
  return new Uint8Array(Buffer.from(text, encoding));
}

/** In pieces of so many bytes. */
function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function read(pieces: Iterable<Uint8Array>, ansi?: string): { encoding: string; text: string } {
  const { encoding, chunks } = regText(pieces, ansi === undefined ? undefined : codePage(ansi));
  return { encoding, text: [...chunks].join("") };
}

test.each([
  ["utf-16le", bytesOf(`\uFEFF${TEXT}`, "utf16le")],
  ["utf-16le", bytesOf(TEXT, "utf16le")],
  ["utf-16be", new Uint8Array(Buffer.from(`\uFEFF${TEXT}`, "utf16le").swap16())],
  ["utf-8", bytesOf(TEXT, "utf8")],
  ["utf-8", bytesOf(`\uFEFF${TEXT}`, "utf8")],
])("a text in %s is read alike however it is cut", (encoding, bytes) => {
  for (const size of [1, 2, 3, 5, 7, 1000]) expect(read(cut(bytes, size))).toEqual({ encoding, text: TEXT });
});

test("lone surrogates stay as they are", () => {
  expect(read([bytesOf("\uFEFFa\ud800b", "utf16le")]).text).toBe("a\ud800b");
});

test("bytes in a code page are read where it is named, and refused where it is not", () => {
  const bytes = new Uint8Array([...Buffer.from("REGEDIT4\n"), 0xe4, 0x80]);
  expect(read([bytes], "cp1252")).toEqual({ encoding: "ansi", text: "REGEDIT4\nä€" });
  expect(read([bytes], "1251").text).toBe("REGEDIT4\nдЂ");
  expect(read([new Uint8Array([0x41, 0x42, 0x43, 0x83]), new Uint8Array([0x65])], "cp932").text).toBe("ABCテ");
  expect(() => read([bytes])).toThrowError(expect.objectContaining({ code: "bad-reg-file" }));
  expect(() => codePage("cp4711")).toThrowError(expect.objectContaining({ code: "usage" }));
});

test("every byte of cp1252 is what Windows has there", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const special = "20ac,81,201a,192,201e,2026,2020,2021,2c6,2030,160,2039,152,8d,17d,8f,90,2018,2019,201c,201d,2022";
  const rest = "2013,2014,2dc,2122,161,203a,153,9d,17e,178";
  const expected = Array.from(all, (byte) => byte.toString(16));
  expected.splice(0x80, 32, ...special.split(","), ...rest.split(","));
  const text = codePage("cp1252")().decode(all);
  expect(Array.from({ length: 256 }, (_, at) => text.charCodeAt(at).toString(16))).toEqual(expected);
});

test("a text that ends in half a character is refused", () => {
  const bytes = bytesOf(`\uFEFF${TEXT}`, "utf16le").subarray(0, 101);
  expect(() => read([bytes])).toThrowError(/ends in the middle/);
});

test("lines end at CR LF, LF and CR, also where a piece ends between them", () => {
  const lines = (chunks: string[]): string[] => [...new RegLines(chunks)].map(({ number, text }) => `${number}${text}`);
  expect(lines(["a\r\nb\nc\rd"])).toEqual(["1a", "2b", "3c", "4d"]);
  expect(lines(["a\r", "\nb", "c\n", "\nd\r"])).toEqual(["1a", "2bc", "3", "4d"]);
  expect(lines(["a\r\n"])).toEqual(["1a"]);
  expect(lines([""])).toEqual([]);
});

test("a line without an end is refused in time, and a file is read no further than its items are asked for", () => {
  let pieces = 0;
  function* endless(): Generator<Uint8Array> {
    yield bytesOf("REGEDIT4\n[HKCU\\A]\n", "latin1");
    for (;;) {
      pieces++;
      yield new Uint8Array(1024 * 1024).fill(0x41);
    }
  }
  const items = readRegFile(endless());
  expect(items.next().value).toMatchObject({ kind: "key" });
  expect(pieces).toBe(0);
  expect(() => items.next()).toThrowError(/line 3 is longer/);
  expect(pieces).toBeLessThan(20);
});

test.each([
  ["an empty file", ""],
  ["an empty first line", "\r\nREGEDIT4\r\n"],
  ["small letters", "regedit4\r\n"],
  ["another version", "Windows Registry Editor Version 4.00\r\n"],
  ["a cut version", "Windows Registry Editor Version 5\r\n"],
  ["capitals", "WINDOWS REGISTRY EDITOR VERSION 5.00\r\n"],
  ["no header", "[HKEY_CURRENT_USER\\A]\r\n"],
])("%s is no first line of a .reg file", (_, text) => {
  expect(() => [...readRegFile([bytesOf(text, "latin1")])]).toThrowError(
    expect.objectContaining({ code: "bad-reg-file", expected: expect.stringContaining("Version 5.00") }),
  );
});

test.each(["REGEDIT3", "REGEDIT5", "REGEDIT9", "REGEDIT 4", "REGEDIT4FOO", "  REGEDIT4 "])(
  "%j imports nothing, and that is said",
  (header) => {
    const items = [...readRegFile([bytesOf(`${header}\r\n[HKEY_CURRENT_USER\\A]\r\n`, "latin1")])];
    expect(items).toEqual([expect.objectContaining({ kind: "ignored", line: 1 })]);
  },
);

test.each(["REGEDIT4", " \tREGEDIT4", "\tWindows Registry Editor Version 5.00"])("%j is a first line", (header) => {
  const items = [...readRegFile([bytesOf(`${header}\n[HKEY_CURRENT_USER\\A]`, "latin1")])];
  expect(items).toEqual([{ kind: "key", line: 2, path: "HKEY_CURRENT_USER\\A", isDeleted: false }]);
});

test("a file of Windows 3.1 has default values only", () => {
  const text = "REGEDIT\r\nHKEY_CLASSES_ROOT\\.x = a b \r\nHKEY_CLASSES_ROOT\\y\r\n[HKEY_CLASSES_ROOT\\z]\r\n";
  const items = [...readRegFile([bytesOf(text, "latin1")])];
  const value = (line: number, hex: string) => {
    const data = new Uint8Array(Buffer.from(hex, "hex"));
    return { kind: "value", line, name: "", data: { type: 1, data } };
  };
  expect(items).toEqual([
    { kind: "key", line: 2, path: "HKEY_CLASSES_ROOT\\.x", isDeleted: false },
    value(2, "61002000620020000000"),
    { kind: "key", line: 3, path: "HKEY_CLASSES_ROOT\\y", isDeleted: false },
    value(3, "0000"),
    expect.objectContaining({ kind: "ignored", line: 4 }),
  ]);
});
