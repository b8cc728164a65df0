import { hiveError } from "../errors.ts";
import { utf16Text } from "../hive/utf16.ts";

/** How the text of a .reg file is written. */
export type RegEncoding = "utf-16le" | "utf-16be" | "utf-8" | "ansi";

/** The text of a .reg file, and how it was written. */
export interface RegText {
  readonly encoding: RegEncoding;
  /** Whether a byte order mark told the encoding. */
  readonly hasMark: boolean;
  readonly chunks: Iterable<string>;
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
  if (b0 === 0xff && b1 === 0xfe) return { encoding: "utf-16le", hasMark: true, chunks: utf16Chunks(all, 2, false) };
  if (b0 === 0xfe && b1 === 0xff) return { encoding: "utf-16be", hasMark: true, chunks: utf16Chunks(all, 2, true) };
  if (b1 === 0) return { encoding: "utf-16le", hasMark: false, chunks: utf16Chunks(all, 0, false) };
  const hasMark = b0 === 0xef && b1 === 0xbb && b2 === 0xbf;
  const decoder = ansi === undefined || hasMark ? new TextDecoder("utf-8", { fatal: true }) : ansi();
  const chunks = byteChunks(all, decoder);
  return { encoding: ansi === undefined || hasMark ? "utf-8" : "ansi", hasMark, chunks };
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
  let rest = new Uint8Array(0);
  let toSkip = skip;
  for (const piece of pieces) {
    const bytes = new Uint8Array(rest.length + piece.length - toSkip);
    bytes.set(rest);
    bytes.set(piece.subarray(toSkip), rest.length);
    toSkip = 0;
    // Half a unit waits for the other, and the first half of a pair for the second.
    const whole = bytes.length & ~1;
    const last = bytes[whole - (isBigEndian ? 2 : 1)] ?? 0;
    const end = last >= 0xd8 && last < 0xdc ? whole - 2 : whole;
    yield unitsText(bytes.subarray(0, end), isBigEndian);
    rest = bytes.slice(end);
  }
  if (rest.length % 2 !== 0) throw badText("the text ends in the middle of a UTF-16 character", "Copy the file again.");
  if (rest.length > 0) yield unitsText(rest, isBigEndian);
}

/** UTF-16 code units as they stand, lone surrogates included: a decoder refuses those. */
function unitsText(bytes: Uint8Array, isBigEndian: boolean): string {
  try {
    return new TextDecoder(isBigEndian ? "utf-16be" : "utf-16le", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const units = isBigEndian ? bytes.map((_, at) => bytes[at ^ 1] as number) : bytes;
  return utf16Text(units);
}

function* byteChunks(pieces: Iterable<Uint8Array>, decoder: TextDecoding): Generator<string> {
  try {
    for (const piece of pieces) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const what = decoder.encoding === "utf-8" ? "UTF-8" : decoder.encoding;
    throw badText(`the text is neither UTF-16 nor ${what}`, "Name its code page, for example --ansi cp1252.");
  }
}

function badText(statement: string, advice: string): Error {
  return hiveError("bad-reg-file", statement, { structure: "reg-file", advice });
}
