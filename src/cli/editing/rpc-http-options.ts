import { InvalidArgumentError } from "commander";
import { PROXY_AUTHENTICATIONS, ROH_FLAG } from "../../index.ts";
import { parseNumber } from "../common-options.ts";

/** What people type for each flag. */
const FLAGS: Readonly<Record<string, number>> = {
  http: ROH_FLAG.useHttp,
  ssl: ROH_FLAG.sslOnly,
  mutual: ROH_FLAG.mutualAuthentication,
  fast: ROH_FLAG.httpFirstOnFast,
  "no-warning": ROH_FLAG.ignoreSecurityWarning,
  slow: ROH_FLAG.httpFirstOnSlow,
};

/** The words that `--flags` takes. */
export const FLAG_WORDS = Object.keys(FLAGS).join(",");

/** Parses `--flags`: a number, or words with commas between. */
export function parseFlags(text: string): number {
  if (/^\d/.test(text)) return parseNumber(text);
  return text.split(",").reduce((bits, word) => {
    const bit = FLAGS[word.trim().toLowerCase()];
    if (bit === undefined) throw new InvalidArgumentError(`Flags are a number such as 0x2f, or words: ${FLAG_WORDS}.`);
    return bits | bit;
  }, 0);
}

/** Parses `--auth`: a scheme's name or number. */
export function parseAuthentication(text: string): number {
  const known = Object.entries(PROXY_AUTHENTICATIONS);
  const scheme = known.find(([, name]) => name.toLowerCase() === text.toLowerCase());
  if (scheme !== undefined) return Number(scheme[0]);
  if (/^\d/.test(text)) return parseNumber(text);
  throw new InvalidArgumentError(
    `It is a number, or one of ${known.map(([, name]) => name.toLowerCase()).join(", ")}.`,
  );
}
