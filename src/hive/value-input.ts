import { hiveError } from "../errors.ts";
import { hexToBytes } from "./hex.ts";
import { VALUE_TYPE, valueTypeName } from "./value-type.ts";

/**
 * The data of a value as people type it: a text for REG_SZ, REG_EXPAND_SZ and REG_LINK, any number of texts for
 * REG_MULTI_SZ, a number in decimal or hexadecimal (0x) for REG_DWORD and REG_QWORD, and for all other types the bytes in
 * hexadecimal, with or without blanks, commas, colons or hyphens between them.
 *
 * @throws HiveError `bad-value-text`, which says what the type takes
 * @example
 * valueDataFromText(4, ["0x10"]); // Uint8Array [16, 0, 0, 0]
 */
export function valueDataFromText(type: number, texts: readonly string[]): Uint8Array<ArrayBuffer> {
  switch (type) {
    case VALUE_TYPE.string:
    case VALUE_TYPE.expandString:
      return stringData(`${singleText(type, texts)}\0`);
    case VALUE_TYPE.link:
      return stringData(singleText(type, texts));
    case VALUE_TYPE.multiString:
      return multiStringData(texts);
    case VALUE_TYPE.dword:
      return numberData(type, texts, 4, true);
    case VALUE_TYPE.dwordBigEndian:
      return numberData(type, texts, 4, false);
    case VALUE_TYPE.qword:
      return numberData(type, texts, 8, true);
    default:
      return byteData(type, texts);
  }
}

/** Whether people type this type's data as text, so that a file of it is a text file; else its bytes are the data. */
export function isTypedAsText(type: number): boolean {
  const texts: readonly number[] = [
    VALUE_TYPE.string,
    VALUE_TYPE.expandString,
    VALUE_TYPE.link,
    VALUE_TYPE.multiString,
    VALUE_TYPE.dword,
    VALUE_TYPE.dwordBigEndian,
    VALUE_TYPE.qword,
  ];
  return texts.includes(type);
}

function singleText(type: number, texts: readonly string[]): string {
  const [text, ...others] = texts;
  if (text === undefined) throw badText(type, "one text, '' for an empty one", "nothing");
  if (others.length > 0) throw badText(type, "one text, in quotes where it has blanks", `${texts.length} texts`);
  if (text.includes("\0")) throw badText(type, "a text without U+0000, which ends it", "one inside");
  return text;
}

function stringData(text: string): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(text.length * 2);
  const view = new DataView(data.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), true);
  return data;
}

function multiStringData(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const type = VALUE_TYPE.multiString;
  if (texts.includes("")) throw badText(type, "texts that are not empty: an empty one ends the list", "an empty one");
  if (texts.some((text) => text.includes("\0"))) throw badText(type, "texts without U+0000", "one inside");
  return stringData(`${texts.map((text) => `${text}\0`).join("")}\0`);
}

function numberData(
  type: number,
  texts: readonly string[],
  size: 4 | 8,
  littleEndian: boolean,
): Uint8Array<ArrayBuffer> {
  const largest = (1n << BigInt(size * 8)) - 1n;
  const fitting = `one number from 0 to ${largest}, or 0x0 to 0x${largest.toString(16)}`;
  const text = texts[0]?.trim() ?? "";
  const number = texts.length === 1 && /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text) ? BigInt(text) : undefined;
  if (number === undefined || number > largest) throw badText(type, fitting, quoted(texts));
  const data = new Uint8Array(size);
  const view = new DataView(data.buffer);
  if (size === 8) view.setBigUint64(0, number, littleEndian);
  else view.setUint32(0, Number(number), littleEndian);
  return data;
}

function byteData(type: number, texts: readonly string[]): Uint8Array<ArrayBuffer> {
  // Each text on its own: "2d0 03a" is a slip of the finger, and no 2d 00 3a.
  const pieces = texts.flatMap((text) => text.split(/[\s,:-]+/)).filter((piece) => piece !== "");
  const bytes = pieces.map((piece) => hexToBytes(piece));
  const wrong = pieces[bytes.indexOf(undefined)];
  if (wrong !== undefined) throw badText(type, "pairs of hexadecimal digits, such as 2d00 or 2d,00", quoted([wrong]));
  return Uint8Array.from(bytes.flatMap((each) => Array.from(each ?? [])));
}

function quoted(texts: readonly string[]): string {
  if (texts.length === 0) return "nothing";
  return texts.length === 1 ? JSON.stringify(texts[0]) : `${texts.length} texts`;
}

function badText(type: number, expected: string, found: string): Error {
  return hiveError("bad-value-text", `this is no data for ${valueTypeName(type)}`, { expected, found });
}
