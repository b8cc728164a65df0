import { describe, expect, it } from "vitest";
import { conditionText } from "../../src/hive/conditional-entry.ts";

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(`61727478${hex.replaceAll(/\s/g, "")}`, "hex"));
const utf16 = (text: string): string => {
  const data = Buffer.from(text, "utf16le");
  return `${data.length.toString(16).padStart(2, "0")}000000${data.toString("hex")}`;
};
const LOCAL = (name: string): string => `f8${utf16(name)}`;
const USER = (name: string): string => `f9${utf16(name)}`;
const INTEGER = (value: number, sign = "03", base = "02"): string =>
  `04${value.toString(16).padStart(2, "0")}00000000000000${sign}${base}`;
const ADMINISTRATORS = "51 10000000 0102000000000005 20000000 20020000";

describe("conditions of entries", () => {
  it.each([
    ["an attribute that exists", `${LOCAL("WIN://ISMULTISESSIONSKU")} 87`, "(Exists WIN://ISMULTISESSIONSKU)"],
    ["a comparison", `${USER("level")} ${INTEGER(3)} 85`, "(@User.level >= 3)"],
    ["a text", `${USER("title")} 10 ${utf16("PM")} 80`, '(@User.title == "PM")'],
    ["members", `50 15000000 ${ADMINISTRATORS} 89`, "(Member_of {SID(BA)})"],
    [
      "both, and not the third",
      `${LOCAL("a")} 87 ${LOCAL("b")} 87 a0 ${LOCAL("c")} a2 a1 0000`,
      "(((Exists a) && (Exists b)) || (!c))",
    ],
    ["numbers in other bases", `${LOCAL("x")} ${INTEGER(8, "01", "01")} 81`, "(x != +010)"],
    ["bytes", `${LOCAL("x")} 18 02000000 abcd 80`, "(x == #abcd)"],
  ])("%s", (_, hex, text) => {
    expect(conditionText(bytes(hex))).toBe(text);
  });

  it.each([
    ["an operator without operands", "a0"],
    ["two that nothing joins", `${LOCAL("a")} ${LOCAL("b")}`],
    ["a length beyond the end", "f8 ffffffff 6100"],
    ["an unknown token", "77 00000000"],
    ["a list within a list", "50 05000000 50 00000000 89"],
    ["a SID that is none", "51 08000000 0900000000000005 89"],
    ["nothing", ""],
  ])("not %s", (_, hex) => {
    expect(conditionText(bytes(hex))).toBeUndefined();
    expect(conditionText(bytes(hex).slice(1))).toBeUndefined();
  });
});
