import { displaySafe } from "./display-safe.ts";
import { bytesToHex } from "./hex.ts";
import { VALUE_TYPE, valueTypeName } from "./value-type.ts";

/** What a value's data means by its type; `undefined` where the bytes do not fit the type or the type means bytes. */
export type ValueContent = string | readonly string[] | number | bigint | undefined;

/**
 * Decodes data by its type, strictly: a string needs whole UTF-16 units, a number its exact size. One final U+0000 of a
 * string is its terminator; more of them, and any inside, are kept.
 */
export function valueContent(type: number, data: Uint8Array): ValueContent {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  switch (type) {
    case VALUE_TYPE.string:
    case VALUE_TYPE.expandString:
    case VALUE_TYPE.link:
      return data.length % 2 === 0 ? utf16Text(data).replace(/\0$/, "") : undefined;
    case VALUE_TYPE.multiString:
      return data.length % 2 === 0 ? stringsOf(utf16Text(data)) : undefined;
    case VALUE_TYPE.dword:
      return data.length === 4 ? view.getUint32(0, true) : undefined;
    case VALUE_TYPE.dwordBigEndian:
      return data.length === 4 ? view.getUint32(0, false) : undefined;
    case VALUE_TYPE.qword:
      return data.length === 8 ? view.getBigUint64(0, true) : undefined;
    default:
      return undefined;
  }
}

/**
 * One line that shows a value's data to a person. Text is made safe for a terminal; numbers are shown in hexadecimal and
 * decimal; everything else, also data whose size does not fit its type, as bytes, of which at most `maxBytes` are shown.
 *
 * @example
 * valueText(4, new Uint8Array([1, 0, 0, 0])); // "0x00000001 (1)"
 */
export function valueText(type: number, data: Uint8Array, maxBytes = Number.POSITIVE_INFINITY): string {
  const content = valueContent(type, data);
  if (typeof content === "string") return displaySafe(content);
  if (typeof content === "number") return `0x${content.toString(16).padStart(8, "0")} (${content})`;
  if (typeof content === "bigint") return `0x${content.toString(16).padStart(16, "0")} (${content})`;
  if (content !== undefined) return content.map((text) => `"${displaySafe(text)}"`).join(" ");
  const bytes = bytesToHex(data.subarray(0, maxBytes), " ");
  const rest = data.length > maxBytes ? ` ... (${data.length} bytes)` : "";
  const doubt = TYPES_WITH_MEANING.includes(type) ? `(not a valid ${valueTypeName(type)})` : "";
  return [bytes + rest, doubt].filter((part) => part !== "").join(" ");
}

/** UTF-16LE code units as they stand, lone surrogates included: a decoder would replace those. */
export function utf16Text(data: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start + 1 < data.length; start += 8192) {
    const units: number[] = [];
    const end = Math.min(start + 8192, data.length - 1);
    for (let at = start; at < end; at += 2) units.push((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8));
    parts.push(String.fromCharCode(...units));
  }
  return parts.join("");
}

/** The strings of a REG_MULTI_SZ. The list ends at its empty string; malformed ones are common, so what follows is kept. */
function stringsOf(text: string): string[] {
  const strings = text.split("\0");
  if (strings.at(-1) === "") strings.pop();
  if (strings.at(-1) === "") strings.pop();
  return strings;
}

/** Types whose bytes mean a text or a number; showing plain bytes for one of them needs a word of explanation. */
const TYPES_WITH_MEANING: readonly number[] = [
  VALUE_TYPE.string,
  VALUE_TYPE.expandString,
  VALUE_TYPE.dword,
  VALUE_TYPE.dwordBigEndian,
  VALUE_TYPE.link,
  VALUE_TYPE.multiString,
  VALUE_TYPE.qword,
];
