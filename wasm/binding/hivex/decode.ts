import { HivexError } from "./errno.ts";
import { hiveTypes } from "./flags.ts";

/** Text up to its first NUL, or all of it: Windows leaves remnants behind the NUL, and sometimes writes none. */
export function firstString(data: Uint8Array): string {
  return wellFormed(textFrom(data, 0));
}

/** Every text of a REG_MULTI_SZ, empty ones too: as libhivex splits it, the empty text that ends the list comes last. */
export function allStrings(data: Uint8Array): string[] {
  const texts: string[] = [];
  for (let at = 0; at < data.length; ) {
    const text = textFrom(data, at);
    texts.push(wellFormed(text));
    at += text.length * 2 + 2;
  }
  return texts;
}

/** Signed, in the byte order of its type. */
export function dword(type: number, data: Uint8Array): number {
  if (data.length < 4)
    throw new HivexError("EINVAL", "the data is too short for a REG_DWORD", { found: `${data.length} bytes` });
  return viewOf(data).getInt32(0, type === hiveTypes.REG_DWORD);
}

/** Signed. */
export function qword(data: Uint8Array): bigint {
  if (data.length < 8)
    throw new HivexError("EINVAL", "the data is too short for a REG_QWORD", { found: `${data.length} bytes` });
  return viewOf(data).getBigInt64(0, true);
}

/** Bytes of a text in UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** UTF-16 units up to a NUL; half a unit at the end of the data is none. */
function textFrom(data: Uint8Array, start: number): string {
  const view = viewOf(data);
  let end = start;
  while (end + 2 <= data.length && view.getUint16(end, true) !== 0) end += 2;
  // By hand, because a decoder would replace lone surrogates.
  const parts: string[] = [];
  for (let at = start; at < end; at += 8192) {
    const units = Array.from({ length: Math.min(8192, end - at) / 2 }, (_, index) =>
      view.getUint16(at + index * 2, true),
    );
    parts.push(String.fromCharCode(...units));
  }
  return parts.join("");
}

function wellFormed(text: string): string {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw new HivexError(
    "EILSEQ",
    "the text is not UTF-16: half of a surrogate pair is missing; valueValue has its bytes",
  );
}

function viewOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
