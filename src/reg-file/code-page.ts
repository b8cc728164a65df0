import { hiveError } from "../errors.ts";
import type { AnsiDecoder, TextDecoding } from "./reg-text.ts";

/** Windows' numbers of the code pages that the platform's decoder knows by another name. */
const NAMES: Readonly<Record<string, string>> = {
  "874": "windows-874",
  "932": "shift_jis",
  "936": "gbk",
  "949": "euc-kr",
  "950": "big5",
  "65001": "utf-8",
};

/** What cp1252 has at 0x80 to 0x9f; elsewhere its bytes are Unicode's first 256 characters. */
const CP1252_SPECIALS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** cp1252 as Windows reads it: the platform's decoder takes it for Latin-1 in some versions of Node. */
const CP1252: TextDecoding = {
  encoding: "windows-1252",
  decode: (bytes = new Uint8Array(0)) => {
    const parts: string[] = [];
    for (let start = 0; start < bytes.length; start += 8192) {
      const units = Uint16Array.from(bytes.subarray(start, start + 8192), unitOf);
      parts.push(String.fromCharCode(...units));
    }
    return parts.join("");
  },
};

function unitOf(byte: number): number {
  return byte >= 0x80 && byte <= 0x9f ? CP1252_SPECIALS.charCodeAt(byte - 0x80) : byte;
}

/**
 * A decoder of one of Windows' code pages, named as `cp1252`, `1252` or `windows-1252`.
 *
 * @throws HiveError `usage` for one that is not known
 */
export function codePage(name: string): AnsiDecoder {
  const number = /^(?:cp|windows-|ansi-)?(\d+)$/i.exec(name.trim())?.[1];
  if (number === "1252") return () => CP1252;
  const label = number === undefined ? name : (NAMES[number] ?? `windows-${number}`);
  try {
    new TextDecoder(label);
  } catch (cause) {
    const advice = "Windows' are cp1250 to cp1258, cp874, cp932, cp936, cp949 and cp950.";
    throw hiveError("usage", `the code page ${name} is not known`, { advice, cause });
  }
  return () => new TextDecoder(label, { fatal: true, ignoreBOM: true });
}
