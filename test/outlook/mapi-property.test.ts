import { expect, test } from "vitest";
import {
  decodeLong,
  decodeString,
  decodeString8,
  decodeUids,
  decodeUnicode,
  parsePropertyName,
} from "../../src/outlook/mapi-property.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

test("a value's name is its property's type and identifier", () => {
  expect(parsePropertyName("001f6622")).toEqual({ type: 0x1f, id: 0x6622 });
  expect(parsePropertyName("01023D15")).toEqual({ type: 0x102, id: 0x3d15 });
  expect(["", "001f662", "001f66222", "001g6622", "Account Name"].map(parsePropertyName)).toEqual(
    Array(5).fill(undefined),
  );
});

test("the text of the known example is 50 bytes with its terminator", () => {
  const data = utf16("server.example.com-44300\0");
  expect(data.length).toBe(50);
  expect(data[0x24]).toBe(0x2d);
  expect(decodeUnicode(data)).toEqual({ text: "server.example.com-44300" });
});

test.each([
  [utf16("\0"), { text: "" }],
  [utf16("a😀\0"), { text: "a😀" }],
  [utf16("a"), { fault: "no NUL ends it" }],
  [utf16("a\0b\0"), { fault: "a NUL stands inside it" }],
  [utf16("a\0\0"), { fault: "a NUL stands inside it" }],
  [utf16("a\ud83d\0"), { fault: "it holds half of a surrogate pair" }],
  [utf16("\ude00\0"), { fault: "it holds half of a surrogate pair" }],
  [utf16("a\0").subarray(0, 3), { fault: "its 3 bytes are no whole UTF-16 characters" }],
  [new Uint8Array(), { fault: "it is empty, without even a terminator" }],
])("PT_UNICODE %j", (data, expected) => {
  expect(decodeUnicode(data)).toEqual(expected);
});

test.each([
  [latin1("server-443\0"), { text: "server-443" }],
  [latin1("b\xfcro\0"), { text: "büro" }],
  [latin1("server-443"), { fault: "no NUL ends it" }],
  [latin1("server\0-443\0"), { fault: "a NUL stands inside it" }],
  [latin1(""), { fault: "it is empty, without even a terminator" }],
])("PT_STRING8 %j", (data, expected) => {
  expect(decodeString8(data)).toEqual(expected);
});

test("the type in the name decides between 8-bit text and Unicode", () => {
  expect(decodeString({ type: 0x1e, id: 0x6622 }, latin1("ab\0"))).toEqual({ text: "ab" });
  expect(decodeString({ type: 0x1f, id: 0x6622 }, utf16("ab\0"))).toEqual({ text: "ab" });
});

test("numbers are 4 bytes, lists of UIDs multiples of 16", () => {
  expect(decodeLong(new Uint8Array([0x23, 0, 0, 0x80]))).toBe(0x80000023);
  expect(decodeLong(new Uint8Array(2))).toBeUndefined();
  expect(decodeUids(new Uint8Array(32).fill(0xab, 16))).toEqual(["0".repeat(32), "ab".repeat(16)]);
  expect(decodeUids(new Uint8Array(17))).toBeUndefined();
  expect(decodeUids(new Uint8Array())).toEqual([]);
});
