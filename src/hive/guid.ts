import { hexToBytes } from "./hex.ts";

/**
 * A GUID as people write it, without braces; the first three groups are stored little-endian.
 *
 * @example
 * guidText(Uint8Array.of(1, 0, 0, 0, 2, 0, 3, 0, 4, 5, 6, 7, 8, 9, 10, 11)); // "00000001-0002-0003-0405-060708090a0b"
 */
export function guidText(bytes: Uint8Array): string {
  const digits = ORDER.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, "0")).join("");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}

/** The 16 bytes of a GUID that is written without braces; undefined where the text is none. */
export function guidBytes(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return undefined;
  const written = hexToBytes(text.replaceAll("-", "")) as Uint8Array;
  const bytes = new Uint8Array(ORDER.length);
  for (const [index, place] of ORDER.entries()) bytes[place] = written[index] ?? 0;
  return bytes;
}

/** Which stored byte each pair of digits tells. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
