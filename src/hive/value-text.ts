import { displaySafe } from "hivex-wasm";
import { bytesToHex } from "./hex.ts";
import { decodeValue } from "./value-data.ts";
import { VALUE_TYPE, valueTypeName } from "./value-type.ts";

/** What a value's data means by its type; `undefined` where the bytes do not fit the type or the type means bytes. */
export type ValueContent = string | readonly string[] | number | bigint | undefined;

/**
 * Decodes data by its type, strictly: a string needs whole UTF-16 units, a number its exact size. One final U+0000 of a
 * string is its terminator; more of them, and any inside, are kept.
 */
export function valueContent(type: number, data: Uint8Array): ValueContent {
  const decoded = decodeValue(type, data);
  if (decoded.kind === "string") return decoded.text;
  if (decoded.kind === "multi-string") return decoded.texts;
  return decoded.kind === "number" || decoded.kind === "big-number" ? decoded.number : undefined;
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
