import { hexDigit } from "../hive/hex.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import { HexData, isNothing, pastBlanks } from "./hex-data.ts";
import { quotedText } from "./quoted-text.ts";
import type { RegData } from "./reg-item.ts";
import { stringData } from "./string-data.ts";

/** What a line that begins with `"` or `@` says. */
export type ValueLine =
  | { readonly kind: "value"; readonly name: string; readonly data: RegData }
  /** The bytes go on on the next line, if there is a backslash; they are in `bytes` at their end. */
  | {
      readonly kind: "bytes";
      readonly name: string;
      readonly type: number;
      readonly bytes: HexData;
      readonly goesOn: boolean;
    }
  /** The text's quote is not closed on this line. */
  | { readonly kind: "open"; readonly reason: string }
  | { readonly kind: "void"; readonly reason: string };

/** No hive holds more in a value from version 1.4 on. */
const MOST_DATA = 1_071_104_040;

/** What a text in quotes becomes. */
export type TextEncoding = (text: string) => Uint8Array;

/**
 * Reads a line whose first character that is no blank, at `start`, is `"` or `@`. With an encoding Wine's form of texts is
 * taken as well, which Windows knows nothing of.
 */
export function valueLine(line: string, start: number, wine?: TextEncoding): ValueLine {
  const name = line[start] === "@" ? { text: "", end: start + 1 } : quotedText(line, start + 1);
  if (name === undefined) return nothing("the name's quote is not closed");
  const equals = pastBlanks(line, name.end);
  if (line[equals] !== "=") return nothing("there is no = after the name");
  return valueData(line, pastBlanks(line, equals + 1), name.text, wine);
}

function valueData(line: string, at: number, name: string, wine?: TextEncoding): ValueLine {
  if (line[at] === '"') return text(line, at + 1, name, wine ?? stringData, VALUE_TYPE.string);
  const [form, type] = (wine && /^str(?:\(([\da-f]{1,8})\))?:"/i.exec(line.slice(at, at + 15))) ?? [];
  if (wine !== undefined && form !== undefined)
    return text(line, at + form.length, name, wine, type === undefined ? VALUE_TYPE.string : Number.parseInt(type, 16));
  if (line[at] === "-") {
    if (isNothing(line, at + 1)) return { kind: "value", name, data: "delete" };
    return nothing("there is something behind the - that deletes a value");
  }
  if (line.startsWith("dword:", at)) return dword(line, at + 6, name);
  if (line.startsWith("hex:", at)) return bytes(line, at + 4, name, VALUE_TYPE.binary, false);
  if (line.startsWith("hex(", at)) return typedBytes(line, at + 4, name);
  return nothing("there is neither a text in quotes nor dword:, hex: or hex(TYPE): after the =");
}

function text(line: string, start: number, name: string, encode: TextEncoding, type: number): ValueLine {
  const quoted = quotedText(line, start);
  if (quoted === undefined) return { kind: "open", reason: "the text's quote is not closed" };
  if (!isNothing(line, quoted.end)) return nothing("there is something behind the text's closing quote");
  return { kind: "value", name, data: { type, data: encode(quoted.text) } };
}

function dword(line: string, start: number, name: string): ValueLine {
  const end = pastDigits(line, start);
  if (end === start || end - start > 8 || !isNothing(line, end))
    return nothing("dword: takes 1 to 8 hexadecimal digits");
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, Number.parseInt(line.slice(start, end), 16), true);
  return { kind: "value", name, data: { type: VALUE_TYPE.dword, data } };
}

function typedBytes(line: string, start: number, name: string): ValueLine {
  const end = pastDigits(line, start);
  const type = line.slice(start, end);
  if (type === "" || type.length > 8 || !line.startsWith("):", end))
    return nothing("hex(TYPE): takes a type of 1 to 8 hexadecimal digits");
  const number = Number.parseInt(type, 16);
  return bytes(line, end + 2, name, number, true);
}

function bytes(line: string, start: number, name: string, type: number, mayStop: boolean): ValueLine {
  const data = new HexData(MOST_DATA);
  const end = data.read(line, start, mayStop);
  if (end === "void") return nothing(badBytes(data));
  return { kind: "bytes", name, type, bytes: data, goesOn: end === "continued" };
}

/** Why bytes are void. */
export function badBytes(data: HexData): string {
  return data.isTooLarge
    ? "no value holds so many bytes"
    : "the bytes are not one or two hexadecimal digits each, with commas between them";
}

function pastDigits(line: string, start: number): number {
  let end = start;
  while (hexDigit(line.charCodeAt(end)) >= 0) end++;
  return end;
}

function nothing(reason: string): ValueLine {
  return { kind: "void", reason };
}
