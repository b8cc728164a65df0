import { displaySafe } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { bytesToHex, hexToBytes } from "../../src/hive/hex.ts";
import { valueContent, valueText } from "../../src/hive/value-text.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const bytes = (hex: string): Uint8Array => hexToBytes(hex) ?? new Uint8Array();

describe("content by type", () => {
  test.each<[number, Uint8Array, unknown]>([
    [1, utf16("text\0"), "text"],
    [1, utf16("text"), "text"],
    [1, utf16("text\0\0"), "text\0"],
    [1, utf16("a\0b\0"), "a\0b"],
    [1, utf16("\ud800x\0"), "\ud800x"],
    [1, bytes(""), ""],
    [1, bytes("41"), undefined],
    [2, utf16("%TEMP%\0"), "%TEMP%"],
    [6, utf16("\\REGISTRY\\MACHINE"), "\\REGISTRY\\MACHINE"],
    [7, utf16("one\0two\0\0"), ["one", "two"]],
    [7, utf16("one\0two\0"), ["one", "two"]],
    [7, utf16("one"), ["one"]],
    [7, utf16("one\0\0two\0\0"), ["one", "", "two"]],
    [7, utf16("\0"), []],
    [7, bytes(""), []],
    [7, bytes("610000"), undefined],
    [4, bytes("78563412"), 0x12345678],
    [4, bytes("ffffffff"), 0xffffffff],
    [4, bytes("0100"), undefined],
    [5, bytes("12345678"), 0x12345678],
    [11, bytes("ffffffffffffffff"), 0xffff_ffff_ffff_ffffn],
    [11, bytes("01000000"), undefined],
    [3, bytes("41004200"), undefined],
    [0x1f4, bytes("41004200"), undefined],
  ])("type %i, %j", (type, data, content) => {
    expect(valueContent(type, data)).toEqual(content);
  });

  test("a text longer than a call can take arguments is decoded whole", () => {
    const text = "0123456789".repeat(60_000);
    expect(valueContent(1, utf16(text))).toBe(text);
  });

  test("data in the middle of a buffer are read where they are", () => {
    const data = new Uint8Array([9, 9, 1, 0, 0, 0, 9]).subarray(2, 6);
    expect(valueContent(4, data)).toBe(1);
  });
});

describe("values for people", () => {
  test.each<[number, Uint8Array, string]>([
    [1, utf16("C:\\Users\0"), "C:\\Users"],
    [1, utf16("\u001b[31mred\u0007\0"), "<U+001B>[31mred<U+0007>"],
    [1, bytes("410042"), "41 00 42 (not a valid REG_SZ)"],
    [7, utf16("one\0t\nwo\0\0"), '"one" "t<U+000A>wo"'],
    [4, bytes("2a000000"), "0x0000002a (42)"],
    [4, bytes("2a00"), "2a 00 (not a valid REG_DWORD)"],
    [4, bytes(""), "(not a valid REG_DWORD)"],
    [5, bytes("0000002a"), "0x0000002a (42)"],
    [11, bytes("2a00000000000000"), "0x000000000000002a (42)"],
    [3, bytes("deadbeef"), "de ad be ef"],
    [3, bytes(""), ""],
    [0, bytes("00"), "00"],
    [0x1f4, bytes("01"), "01"],
  ])("type %i, %j", (type, data, text) => {
    expect(valueText(type, data)).toBe(text);
  });

  test("long bytes are cut and counted", () => {
    expect(valueText(3, new Uint8Array(100).fill(0xab), 3)).toBe("ab ab ab ... (100 bytes)");
  });
});

describe("text that is safe to show", () => {
  test.each([
    ["plain Büro 東京 \\ / ' \"", "plain Büro 東京 \\ / ' \""],
    ["\u001b]0;title\u0007", "<U+001B>]0;title<U+0007>"],
    ["\u009b31m", "<U+009B>31m"],
    ["a\u007fb\u0000c\r\n\t", "a<U+007F>b<U+0000>c<U+000D><U+000A><U+0009>"],
    ["\u202egnp.exe", "<U+202E>gnp.exe"],
    ["zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"],
    ["\u2028\u2029", "<U+2028><U+2029>"],
    ["lone \ud83d surrogate \ude00", "lone <U+D83D> surrogate <U+DE00>"],
    ["pair 😀", "pair 😀"],
    ["tag \u{e0041}", "tag <U+E0041>"],
  ])("%j", (text, safe) => {
    expect(displaySafe(text)).toBe(safe);
  });
});

test("hexadecimal digits, both ways", () => {
  expect(bytesToHex(new Uint8Array([0, 0x2d, 0xff]))).toBe("002dff");
  expect(hexToBytes("002dFF")).toEqual(new Uint8Array([0, 0x2d, 0xff]));
  expect(["0", "0g", " 00", "0x00", "00 "].map(hexToBytes)).toEqual(Array(5).fill(undefined));
});
