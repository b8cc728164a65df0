import { utf16Text } from "../hive/utf16.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import type { RegData } from "./reg-item.ts";

/** After the comma that reaches this column regedit breaks the line; what goes on begins behind two blanks. */
const LINE_IS_FULL = 77;
const BYTES_A_LINE = 25;

/** A value as regedit writes it, in pieces: quoted text, `dword:`, or bytes over as many lines as they take. */
export function* regValueLines(name: string, data: RegData, isUtf8: boolean): Generator<string> {
  const start = name === "" ? "@=" : `"${escaped(name)}"=`;
  if (data === "delete") yield `${start}-\r\n`;
  else if (data.type === VALUE_TYPE.dword && data.data.length === 4)
    yield `${start}dword:${dwordDigits(data.data)}\r\n`;
  else {
    const text = data.type === VALUE_TYPE.string ? quotable(data.data, isUtf8) : undefined;
    if (text !== undefined) yield `${start}"${escaped(text)}"\r\n`;
    else
      yield* hexLines(
        `${start}${data.type === VALUE_TYPE.binary ? "hex" : `hex(${data.type.toString(16)})`}:`,
        data.data,
      );
  }
}

/** Half a surrogate pair: names and text of a hive may hold one, UTF-8 has no room for it. */
export function hasHalfPair(text: string): boolean {
  return /[\uD800-\uDFFF]/u.test(text);
}

function escaped(text: string): string {
  return text.replace(/[\\"]/g, "\\$&");
}

function dwordDigits(data: Uint8Array): string {
  const number = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  return number.toString(16).padStart(8, "0");
}

/** The text that quotes can hold: one NUL at its end, no line breaks and other controls; undefined for any other data. */
function quotable(data: Uint8Array, isUtf8: boolean): string | undefined {
  if (data.length < 2 || data.length % 2 !== 0) return undefined;
  const text = utf16Text(data);
  const content = text.slice(0, -1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
  if (!text.endsWith("\0") || /[\0-\x08\n-\x1f\uFFFE\uFFFF]/.test(content)) return undefined;
  return isUtf8 && hasHalfPair(content) ? undefined : content;
}

function* hexLines(start: string, data: Uint8Array): Generator<string> {
  let line = start;
  let column = start.length;
  for (let at = 0; at < data.length; ) {
    const room = column < LINE_IS_FULL ? Math.ceil((LINE_IS_FULL - column) / 3) : 1;
    const end = Math.min(at + (at === 0 ? room : BYTES_A_LINE), data.length);
    for (; at < end; at++) {
      line += (data[at] ?? 0).toString(16).padStart(2, "0");
      if (at + 1 < data.length) line += ",";
    }
    if (at === data.length) break;
    yield `${line}\\\r\n`;
    line = "  ";
    column = 2;
  }
  yield `${line}\r\n`;
}
