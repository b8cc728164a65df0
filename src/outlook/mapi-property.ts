import { bytesToHex } from "../hive/hex.ts";
import { utf16Text } from "../hive/utf16.ts";
import { valueDataFromText } from "../hive/value-input.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";

/**
 * MAPI keeps a profile's properties as values whose names are their tags: four hexadecimal digits of type, then four of
 * identifier (PR_ROH_PROXY_SERVER, tag 0x6622001F, is `001f6622`). Nearly all of them are REG_BINARY, whatever their type.
 */
export interface MapiProperty {
  readonly type: number;
  readonly id: number;
}

/** The MAPI types that are decoded here. */
export const MAPI_TYPE = { long: 0x0003, string8: 0x001e, unicode: 0x001f, binary: 0x0102 } as const;

/** The tag in a value's name, or `undefined` where the name is none. */
export function parsePropertyName(name: string): MapiProperty | undefined {
  if (!/^[0-9a-f]{8}$/i.test(name)) return undefined;
  return { type: Number.parseInt(name.slice(0, 4), 16), id: Number.parseInt(name.slice(4), 16) };
}

/** A decoded text, or in plain words why the bytes are none. */
export type DecodedText = { readonly text: string } | { readonly fault: string };

/** Decodes PT_UNICODE strictly: whole UTF-16LE units, one U+0000 and only at the end, no surrogate without its partner. */
export function decodeUnicode(data: Uint8Array): DecodedText {
  if (data.length % 2 !== 0) return { fault: `its ${data.length} bytes are no whole UTF-16 characters` };
  const text = withoutTerminator(utf16Text(data));
  if ("text" in text && /\p{Cs}/u.test(text.text)) return { fault: "it holds half of a surrogate pair" };
  return text;
}

/**
 * Decodes PT_STRING8 strictly: one NUL and only at the end. The hive does not tell the code page, so each byte is shown as
 * its Latin-1 character; whoever wants to change such a text must keep to ASCII.
 */
export function decodeString8(data: Uint8Array): DecodedText {
  return withoutTerminator(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
}

/** Decodes PT_UNICODE or PT_STRING8 by the type in the value's name. */
export function decodeString(property: MapiProperty, data: Uint8Array): DecodedText {
  return property.type === MAPI_TYPE.string8 ? decodeString8(data) : decodeUnicode(data);
}

/** A text as PT_UNICODE or PT_STRING8; undefined where 8-bit text, whose code page nobody knows, could not hold it. */
export function encodeString(property: MapiProperty | undefined, text: string): Uint8Array | undefined {
  if (property?.type !== MAPI_TYPE.string8) return valueDataFromText(VALUE_TYPE.string, [text]);
  if (/[^ -~]/.test(text)) return undefined;
  return Uint8Array.from(`${text}\0`, (character) => character.charCodeAt(0));
}

/** A number as PT_LONG. */
export function encodeLong(number: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, number, true);
  return data;
}

/** Decodes PT_LONG; `undefined` unless there are exactly 4 bytes. */
export function decodeLong(data: Uint8Array): number | undefined {
  if (data.length !== 4) return undefined;
  return new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
}

/** The section names in a list of MAPIUIDs: 16 bytes each, written as 32 hexadecimal digits; `undefined` for other sizes. */
export function decodeUids(data: Uint8Array): string[] | undefined {
  if (data.length % 16 !== 0) return undefined;
  const uids: string[] = [];
  for (let at = 0; at < data.length; at += 16) uids.push(bytesToHex(data.subarray(at, at + 16)));
  return uids;
}

function withoutTerminator(text: string): DecodedText {
  if (text === "") return { fault: "it is empty, without even a terminator" };
  const end = text.indexOf("\0");
  if (end < 0) return { fault: "no NUL ends it" };
  if (end < text.length - 1) return { fault: "a NUL stands inside it" };
  return { text: text.slice(0, end) };
}
