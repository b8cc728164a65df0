import { describe, expect, test } from "vitest";
import { nearNames } from "../../../src/cli/near-names.ts";
import { hexRows } from "../../../src/cli/render/hex-rows.ts";
import { jsonText } from "../../../src/cli/render/json.ts";
import { shortened, table } from "../../../src/cli/render/table.ts";

describe("bytes in rows", () => {
  const bytes = new Uint8Array(18).map((_, index) => index);
  test.each<[number | undefined, string[]]>([
    [undefined, ["0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", "0010  10 11"]],
    [0, ["0000 [00]01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", "0010  10 11"]],
    [15, ["0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e[0f]", "0010  10 11"]],
    [16, ["0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", "0010 [10]11"]],
  ])("marked at %s", (marked, rows) => {
    expect(hexRows(bytes, marked)).toEqual(rows);
  });
});

describe("JSON", () => {
  test("is safe for a terminal and means the same", () => {
    const document = { text: "\u001b[31m \u009b \u007f \u202e \u2028 \ufeff \u{e0041} 😀 é", lone: "\ud800" };
    const text = jsonText(document);
    expect(text).toMatch(/^[\n\x20-\x7e😀é]*$/u);
    expect(JSON.parse(text)).toEqual(document);
  });
  test("writes big integers as texts", () => {
    expect(JSON.parse(jsonText({ big: 2n ** 64n - 1n }))).toEqual({ big: "18446744073709551615" });
  });
});

test("a table aligns its columns and ends no line with blanks", () => {
  expect(table([["a", "bb", "c"], ["aaa", "", "c"], ["x"], ["é😀", "y"]], "  ")).toBe(
    "  a    bb  c\n  aaa      c\n  x\n  é😀   y\n",
  );
  expect(table([])).toBe("");
});

test("a long text is cut by characters", () => {
  expect(shortened("abcdef", 6)).toBe("abcdef");
  expect(shortened("abcdefg", 6)).toBe("abc...");
  expect(shortened("😀😀😀😀😀", 4)).toBe("😀...");
});

test.each<[string, string[], string[]]>([
  ["Mircosoft", ["Microsoft", "Mozilla", "Macromedia"], ["Microsoft"]],
  ["softw", ["Software", "System"], ["Software"]],
  ["Desktops", ["Desktop", "Desk"], ["Desktop", "Desk"]],
  ["RUN", ["Run", "RunOnce", "Ran"], ["Run", "RunOnce", "Ran"]],
  ["x", ["y", "z"], ["y", "z"]],
  ["Environment", ["Software"], []],
  ["", ["a"], []],
  ["a".repeat(300), ["b".repeat(300)], []],
  ["anything", [], []],
])("names near %j among %j", (asked, names, near) => {
  expect(nearNames(asked, names)).toEqual(near);
});
