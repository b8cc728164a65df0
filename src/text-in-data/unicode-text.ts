import { decodeUnicode } from "../outlook/mapi-property.ts";
import type { StoredTexts } from "./stored-texts.ts";
import { terminatedText } from "./terminated-text.ts";

/**
 * A value of bytes that is one UTF-16LE text from its first to its last byte, ended by the only U+0000, as programs put
 * texts into REG_BINARY. Undefined for all others.
 */
export function unicodeText(data: Uint8Array): StoredTexts | undefined {
  const decoded = decodeUnicode(data);
  if ("fault" in decoded || decoded.text === "" || hasNoText(decoded.text)) return undefined;
  return isCounted(decoded.text) ? undefined : { ...terminatedText(data), shape: "unicode" };
}

/** MAPI's PT_UNICODE (`001f6622`): the same, whatever it reads like. */
export function mapiUnicodeText(data: Uint8Array): StoredTexts | undefined {
  return "fault" in decodeUnicode(data) ? undefined : { ...terminatedText(data), shape: "unicode" };
}

/** Control characters, private ones and noncharacters: numbers that happen to lie there, not text. */
function hasNoText(text: string): boolean {
  return /[^\P{Cc}\t\n\r]|[\p{Co}\ufdd0-\ufdef\ufffe\uffff]/u.test(text);
}

/**
 * A 16-bit count in front of a text looks like its first character; with one, the length may not change. How paths begin
 * is no count, though the `C` of a path of 67 characters would be the right one.
 */
function isCounted(text: string): boolean {
  if (/^(?:[a-z]:[\\/]|\\\\(?!\\)|%)/i.test(text)) return false;
  const [units, size] = [text.length + 1, text.length * 2 + 2];
  return [units, units - 1, units - 2, size, size - 2, size - 4].includes(text.charCodeAt(0));
}
