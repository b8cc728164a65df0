import { hiveError } from "../errors.ts";

/** How the text of a .reg file is written. */
export type RegEncoding = "utf-16le" | "utf-16be" | "utf-8" | "ansi";

/** The text of a .reg file, and how it was written. */
export interface RegText {
  readonly encoding: RegEncoding;
  /** Whether a byte order mark told the encoding. */
  readonly hasMark: boolean;
  readonly chunks: Iterable<string>;
  /** Whether all that has been decoded so far is ASCII: then every encoding says the same. */
  readonly isAscii: () => boolean;
}

/** The part of a TextDecoder that is needed. */
export interface TextDecoding {
  readonly encoding: string;
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/** Makes a decoder of the code page that a text without a mark is written in. */
export type AnsiDecoder = () => TextDecoding;

/**
 * Decodes a .reg file piece by piece. A mark tells UTF-16 or UTF-8; UTF-16LE without one is told by the zero in the second
 * byte. Any other text is in the code page that the caller names, else in UTF-8: bytes that are none are refused, since
 * guessing would change names and data. Lone surrogates of UTF-16 stay as they are, as names in hives may have them.
 *
 * @throws HiveError `bad-reg-file` while the chunks are read
 */
export function regText(bytes: Iterable<Uint8Array>, ansi?: AnsiDecoder): RegText {
  const pieces = bytes[Symbol.iterator]();
  const head = headOf(pieces);
  const all = rejoined(head, pieces);
  const [b0, b1, b2] = head;
  const ascii = { is: true };
  const isAscii = (): boolean => ascii.is;
  if (b0 === 0xff && b1 === 0xfe)
    return { encoding: "utf-16le", hasMark: true, chunks: utf16Chunks(all, 2, false), isAscii };
  if (b0 === 0xfe && b1 === 0xff)
    return { encoding: "utf-16be", hasMark: true, chunks: utf16Chunks(all, 2, true), isAscii };
  if (b1 === 0) return { encoding: "utf-16le", hasMark: false, chunks: utf16Chunks(all, 0, false), isAscii };
  const hasMark = b0 === 0xef && b1 === 0xbb && b2 === 0xbf;
  const decoder = ansi === undefined || hasMark ? new TextDecoder("utf-8", { fatal: true }) : ansi();
  const chunks = byteChunks(all, decoder, ascii);
  return { encoding: ansi === undefined || hasMark ? "utf-8" : "ansi", hasMark, chunks, isAscii };
}

/** At least the first three bytes, unless there are fewer. */
function headOf(pieces: Iterator<Uint8Array>): Uint8Array {
  let head = new Uint8Array(0);
  while (head.length < 3) {
    const next = pieces.next();
    if (next.done) break;
    const longer = new Uint8Array(head.length + next.value.length);
    longer.set(head);
    longer.set(next.value, head.length);
    head = longer;
  }
  return head;
}

function* rejoined(head: Uint8Array, pieces: Iterator<Uint8Array>): Generator<Uint8Array> {
  yield head;
  for (let next = pieces.next(); !next.done; next = pieces.next()) yield next.value;
}

function* utf16Chunks(pieces: Iterable<Uint8Array>, skip: number, isBigEndian: boolean): Generator<string> {
  let odd: number | undefined;
  let toSkip = skip;
  for (const piece of pieces) {
    const bytes = new Uint8Array((odd === undefined ? 0 : 1) + piece.length - toSkip);
    if (odd !== undefined) bytes[0] = odd;
    bytes.set(piece.subarray(toSkip), odd === undefined ? 0 : 1);
    toSkip = 0;
    odd = bytes.length % 2 === 0 ? undefined : bytes[bytes.length - 1];
    yield unitsText(new DataView(bytes.buffer), bytes.length >> 1, isBigEndian);
  }
  if (odd !== undefined) throw badText("the text ends in the middle of a UTF-16 character", "Copy the file again.");
}

/** UTF-16 code units as they stand, lone surrogates included: a decoder would replace those. */
function unitsText(view: DataView, count: number, isBigEndian: boolean): string {
  const parts: string[] = [];
  for (let start = 0; start < count; start += UNITS_AT_ONCE) {
    const units = new Uint16Array(Math.min(UNITS_AT_ONCE, count - start));
    for (let index = 0; index < units.length; index++) units[index] = view.getUint16((start + index) * 2, !isBigEndian);
    parts.push(String.fromCharCode.apply(undefined, units as unknown as number[]));
  }
  return parts.join("");
}

const UNITS_AT_ONCE = 8192;

function* byteChunks(pieces: Iterable<Uint8Array>, decoder: TextDecoding, ascii: { is: boolean }): Generator<string> {
  try {
    for (const piece of pieces) {
      ascii.is &&= isAsciiOnly(piece);
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const what = decoder.encoding === "utf-8" ? "UTF-8" : decoder.encoding;
    throw badText(`the text is neither UTF-16 nor ${what}`, "Name its code page, for example --ansi cp1252.");
  }
}

function isAsciiOnly(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

function badText(statement: string, advice: string): Error {
  return hiveError("bad-reg-file", statement, { structure: "reg-file", advice });
}
