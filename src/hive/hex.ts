/** Bytes as hexadecimal digits in lower case, two each, with `separator` between the bytes. */
export function bytesToHex(bytes: Uint8Array, separator = ""): string {
  const pairs = new Array<string>(bytes.length);
  for (let index = 0; index < bytes.length; index++) pairs[index] = PAIRS[bytes[index] as number] as string;
  return pairs.join(separator);
}

/** Of every byte, once: a formatter for each byte of each identifier takes several times as long. */
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The bytes that pairs of hexadecimal digits stand for; `undefined` where the text is anything else. */
export function hexToBytes(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    const byte = (hexDigit(text.charCodeAt(index * 2)) << 4) | hexDigit(text.charCodeAt(index * 2 + 1));
    if (byte < 0) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}

/** The number of the hexadecimal digit that is this UTF-16 unit; -1 where it is none. */
export function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20; // in lower case
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
