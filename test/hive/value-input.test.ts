import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex } from "../../src/hive/hex.ts";
import { valueDataFromText } from "../../src/hive/value-input.ts";
import { valueContent } from "../../src/hive/value-text.ts";
import { VALUE_TYPE } from "../../src/hive/value-type.ts";

const TYPE_500 = 500;

describe("what people type becomes the bytes that regedit writes", () => {
  test.each<[number, string[], string]>([
    [VALUE_TYPE.string, ["ab"], "610062000000"],
    [VALUE_TYPE.string, [""], "0000"],
    [VALUE_TYPE.expandString, ["%A%"], "2500410025000000"],
    [VALUE_TYPE.link, ["\\R"], "5c005200"],
    [VALUE_TYPE.multiString, ["a", "b"], "61000000620000000000"],
    [VALUE_TYPE.multiString, [], "0000"],
    [VALUE_TYPE.dword, ["0x10"], "10000000"],
    [VALUE_TYPE.dword, ["16"], "10000000"],
    [VALUE_TYPE.dword, ["4294967295"], "ffffffff"],
    [VALUE_TYPE.dword, ["010"], "0a000000"],
    [VALUE_TYPE.dwordBigEndian, ["0x10"], "00000010"],
    [VALUE_TYPE.qword, ["0xFFFFFFFFFFFFFFFF"], "ffffffffffffffff"],
    [VALUE_TYPE.binary, ["2d00"], "2d00"],
    [VALUE_TYPE.binary, ["2D,00,3a"], "2d003a"],
    [VALUE_TYPE.binary, ["2d 00", "3a:ff-01"], "2d003aff01"],
    [VALUE_TYPE.binary, [], ""],
    [VALUE_TYPE.none, [], ""],
    [VALUE_TYPE.resourceList, ["00"], "00"],
    [TYPE_500, ["cafe"], "cafe"],
  ])("type %i %j", (type, texts, hex) => {
    expect(bytesToHex(valueDataFromText(type, texts))).toBe(hex);
  });

  test.each<[number, string[], string]>([
    [VALUE_TYPE.string, [], "one text"],
    [VALUE_TYPE.string, ["two", "words"], "in quotes"],
    [VALUE_TYPE.string, ["a\0b"], "U+0000"],
    [VALUE_TYPE.multiString, ["a", ""], "not empty"],
    [VALUE_TYPE.dword, ["4294967296"], "0 to 4294967295"],
    [VALUE_TYPE.dword, ["-1"], "0 to 4294967295"],
    [VALUE_TYPE.dword, ["1", "2"], "one number"],
    [VALUE_TYPE.dword, ["ten"], "one number"],
    [VALUE_TYPE.dword, ["1e3"], "one number"],
    [VALUE_TYPE.dword, [""], "one number"],
    [VALUE_TYPE.dword, [], "one number"],
    [VALUE_TYPE.qword, ["18446744073709551616"], "0 to 18446744073709551615"],
    [VALUE_TYPE.binary, ["2d0"], "pairs of hexadecimal digits"],
    [VALUE_TYPE.binary, ["2d0", "03a"], "pairs of hexadecimal digits"],
    [VALUE_TYPE.binary, ["zz"], "pairs of hexadecimal digits"],
    [TYPE_500, ["text"], "pairs of hexadecimal digits"],
  ])("type %i %j is refused, and what fits is said", (type, texts, message) => {
    expect(() => valueDataFromText(type, texts)).toThrow(
      expect.objectContaining({ code: "bad-value-text", message: expect.stringContaining(message) }),
    );
  });
});

describe("whatever is typed reads back as it was typed", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 }).filter((each) => !each.includes("\0"));

  test("texts", () => {
    fc.assert(fc.property(text, (each) => valueContent(1, valueDataFromText(1, [each])) === each));
  });

  test("lists of texts", () => {
    const list = fc.array(
      text.filter((each) => each !== ""),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(list, (texts) => {
        expect(valueContent(7, valueDataFromText(7, texts))).toEqual(texts);
      }),
    );
  });

  test("numbers, in decimal and in hexadecimal", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
        const small = Number(BigInt.asUintN(32, number));
        for (const radix of [10, 16]) {
          const prefix = radix === 16 ? "0x" : "";
          expect(valueContent(11, valueDataFromText(11, [prefix + number.toString(radix)]))).toBe(number);
          expect(valueContent(4, valueDataFromText(4, [prefix + small.toString(radix)]))).toBe(small);
          expect(valueContent(5, valueDataFromText(5, [prefix + small.toString(radix)]))).toBe(small);
        }
      }),
    );
  });

  test("bytes, however they are separated", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom("", " ", ",", ":", "-", ", "),
        (bytes, separator) => {
          expect(bytesToHex(valueDataFromText(3, [bytesToHex(bytes, separator)]))).toBe(bytesToHex(bytes));
        },
      ),
    );
  });
});
