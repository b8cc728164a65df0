import type { SearchEncoding } from "hivex-wasm";
import { utf16Text } from "../hive/utf16.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";

/** Data read as text in one encoding. */
interface DataReading {
  readonly encoding: SearchEncoding;
  readonly text: string;
  /** Bytes of the data in front of a character of the text. */
  readonly bytesBefore: (index: number) => number;
}

const TEXT_TYPES: readonly number[] = [
  VALUE_TYPE.string,
  VALUE_TYPE.expandString,
  VALUE_TYPE.link,
  VALUE_TYPE.multiString,
];

/**
 * The ways in which data may be text: UTF-16LE from its first byte and, where its type does not say that it is text, from its
 * second; then UTF-8, where all of it is that and something in it is not ASCII, else Latin-1.
 */
export function* readingsOf(type: number, data: Uint8Array): Generator<DataReading> {
  yield { encoding: "utf-16le", text: utf16Text(data), bytesBefore: (index) => index * 2 };
  if (!TEXT_TYPES.includes(type) && data.length > 2)
    yield { encoding: "utf-16le", text: utf16Text(data.subarray(1)), bytesBefore: (index) => index * 2 + 1 };
  const utf8 = data.some((byte) => byte >= 0x80) ? utf8Text(data) : undefined;
  if (utf8 !== undefined) {
    const encoder = new TextEncoder();
    yield { encoding: "utf-8", text: utf8, bytesBefore: (index) => encoder.encode(utf8.slice(0, index)).length };
  } else yield { encoding: "latin-1", text: latin1Text(data), bytesBefore: (index) => index };
}

function utf8Text(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}

const PART = 8192;

/** A character a byte: what TextDecoder calls Latin-1 is another code page. */
export function latin1Text(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; at += PART) text += String.fromCharCode(...data.subarray(at, at + PART));
  return text;
}
