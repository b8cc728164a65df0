import { utf16Bytes } from "../hive/utf16.ts";
import type { StoredText } from "./stored-texts.ts";

/** A text's bytes in the encoding in which it stands there, or why there are none. */
export type EncodedText = { readonly bytes: Uint8Array } | { readonly fault: string };

/**
 * A text in the encoding of the one whose place it takes. The code page of 8-bit text is not in the hive, so in such text
 * only ASCII changes: characters beyond it may stay where they are, before and behind what is new.
 */
export function encodedText(text: string, old: StoredText): EncodedText {
  if (text.includes("\0") && !old.text.includes("\0")) return { fault: "a U+0000 in it would end the text" };
  if (old.encoding === "utf-16le") return { bytes: utf16Bytes(text) };
  const changed = changedPart(old.text, text);
  if (changed.some((part) => /[^\t\n\r -~]/.test(part)))
    return { fault: "8-bit text changes only within ASCII: the hive does not tell its code page" };
  return { bytes: latin1Bytes(text) };
}

/** 8-bit text as it is shown: each byte as its Latin-1 character. */
export function latin1Text(data: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < data.length; at += 8192) parts.push(String.fromCharCode(...data.subarray(at, at + 8192)));
  return parts.join("");
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Old and new text without what they begin and end with alike. */
function changedPart(old: string, text: string): [old: string, text: string] {
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === text.at(-1 - end)) end++;
  return [old.slice(start, old.length - end), text.slice(start, text.length - end)];
}
