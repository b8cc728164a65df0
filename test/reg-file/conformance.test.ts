import { describe, expect, test } from "vitest";
import { codePage } from "../../src/reg-file/code-page.ts";
import { type ReadRegOptions, readRegFile } from "../../src/reg-file/read-reg-file.ts";
import { CASES, type Case } from "./cases.ts";

/** What a file says, in short: keys as `[path]` and `[-path]`, values as `name=type:hex` and `name=-`, the rest as `!line`. */
function said(bytes: Uint8Array, options: ReadRegOptions = {}): string[] {
  return Array.from(readRegFile([bytes], options), (item) => {
    if (item.kind === "ignored") return `!${item.line}`;
    if (item.kind === "key") return `[${item.isDeleted ? "-" : ""}${item.path}]`;
    if (item.data === "delete") return `${item.name}=-`;
    return `${item.name}=${item.data.type.toString(16)}:${Buffer.from(item.data.data).toString("hex")}`;
  });
}

function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le"));
}

/** Cases about lines stand below a header and an open key. */
function fileOf({ header = "Windows Registry Editor Version 5.00", lines }: Case): string {
  return `${[header, "[HKEY_CURRENT_USER\\K]", ...lines].join("\r\n")}\r\n`;
}

describe("what Windows takes of a .reg file, and what it passes over", () => {
  test("there are at least 150 cases", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(150);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  test.each(CASES)("$name", (each) => {
    const { likeWindows, ansi } = each;
    const options = { ...(likeWindows && { likeWindows }), ...(ansi && { ansi: codePage(ansi) }) };
    expect(said(utf16(fileOf(each)), options).slice(1)).toEqual(each.says);
  });
});
