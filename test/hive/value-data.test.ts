import { describe, expect, it } from "vitest";
import { decodeValue } from "../../src/hive/value-data.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const of = (...bytes: number[]): Uint8Array => Uint8Array.of(...bytes);

describe("data that its type means", () => {
  it.each([
    [0, of(), { kind: "none" }],
    [0, of(1), { kind: "binary" }],
    [1, utf16("abc\0"), { kind: "string", text: "abc" }],
    [1, of(), { kind: "string", text: "" }],
    [2, utf16("%A%\0"), { kind: "string", text: "%A%" }],
    [3, of(1, 2), { kind: "binary" }],
    [4, of(0xff, 0xff, 0xff, 0xff), { kind: "number", number: 0xffffffff }],
    [5, of(1, 2, 3, 4), { kind: "number", number: 0x01020304 }],
    [6, utf16("\\Registry"), { kind: "string", text: "\\Registry" }],
    [7, utf16("a\0b\0\0"), { kind: "multi-string", texts: ["a", "b"] }],
    [7, of(), { kind: "multi-string", texts: [] }],
    [8, of(1), { kind: "resources" }],
    [9, of(1), { kind: "resources" }],
    [10, of(1), { kind: "resources" }],
    [11, of(1, 0, 0, 0, 0, 0, 0, 0x80), { kind: "big-number", number: 0x8000000000000001n }],
    [0xffff0012, utf16("x\0"), { kind: "binary" }],
  ])("type %d", (type, data, expected) => {
    const decoded = decodeValue(type, data);
    expect(decoded).toMatchObject(expected);
    expect(decoded.data).toBe(data);
  });

  it.each([
    [1, utf16("abc\0")],
    [4, of(1, 0, 0, 0)],
    [6, utf16("x")],
    [7, utf16("a\0\0")],
    [3, of()],
  ])("of type %d has no note", (type, data) => {
    expect(decodeValue(type, data)).not.toHaveProperty("note");
  });
});

describe("data that is unusual is told with a note, and never an error", () => {
  it.each([
    [1, utf16("abc"), { kind: "string", text: "abc" }, "no U+0000 at its end"],
    [1, utf16("a\0b\0"), { kind: "string", text: "a\0b" }, "within the text"],
    [1, utf16("a\0\0"), { kind: "string", text: "a\0" }, "within the text"],
    [1, of(65, 0, 66), { kind: "binary" }, "3 bytes are no REG_SZ"],
    [2, of(65), { kind: "binary" }, "REG_EXPAND_SZ"],
    [4, of(1, 2, 3), { kind: "binary" }, "which takes 4"],
    [5, of(), { kind: "binary" }, "which takes 4"],
    [6, of(1), { kind: "binary" }, "REG_LINK"],
    [7, utf16("a\0b"), { kind: "multi-string", texts: ["a", "b"] }, "the last text"],
    [7, utf16("a\0b\0"), { kind: "multi-string", texts: ["a", "b"] }, "no empty text at its end"],
    [7, utf16("a\0\0b\0\0"), { kind: "multi-string", texts: ["a", "", "b"] }, "an empty text within"],
    [7, of(1), { kind: "binary" }, "REG_MULTI_SZ"],
    [11, of(1, 2, 3, 4), { kind: "binary" }, "which takes 8"],
  ])("type %d", (type, data, expected, note) => {
    const decoded = decodeValue(type, data);
    expect(decoded).toMatchObject(expected);
    expect(decoded.note).toContain(note);
    expect(decoded.data).toBe(data);
  });

  it("lone surrogates stay as they are", () => {
    expect(decodeValue(1, of(0, 0xd8, 0, 0))).toMatchObject({ kind: "string", text: "\ud800" });
  });
});
