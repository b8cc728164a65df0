import { hiveError } from "../../errors.ts";
import { MOST_SUB_AUTHORITIES, type Sid, sidText } from "../sid.ts";
import { domainNumberOfLetters, sidTextOfLetters } from "../well-known-sids.ts";
import { SddlScanner } from "./scanner.ts";

/** How to read names that mean nothing by themselves. */
export interface SddlOptions {
  /** The domain or machine that letters such as DA or LA are about: S-1-5-21 and three numbers. */
  readonly domain?: Sid;
}

/**
 * Reads a SID: S-1-..., or the two letters of SDDL for a well-known one.
 *
 * @throws HiveError `bad-sddl`, which names the place
 * @example
 * sidText(sidFromText("BA")); // "S-1-5-32-544"
 */
export function sidFromText(text: string, options: SddlOptions = {}): Sid {
  const scanner = new SddlScanner(text);
  const sid = scanSid(scanner, options);
  if (!scanner.isAtEnd) throw scanner.refusal("the SID should end here", "the end");
  return sid;
}

/** Reads a SID where the scanner stands. */
export function scanSid(scanner: SddlScanner, { domain }: SddlOptions): Sid {
  const start = scanner.at;
  const written = scanner.match(/S-1-(?:0x[0-9a-f]{1,12}|\d{1,15})(?:-\d{1,10})*/iy);
  if (written !== undefined)
    return numbersOf(written) ?? refuse("a number of this SID is too large, or it has too many");
  const letters = scanner.match(/[A-Z]{2}/y) ?? refuse("here a SID should stand");
  const everywhere = sidTextOfLetters(letters);
  if (everywhere !== undefined) return numbersOf(everywhere) as Sid;
  const number = domainNumberOfLetters(letters) ?? refuse("no SID has these letters");
  if (domain === undefined) return refuse("these letters mean somebody of a domain, and no domain is given");
  return { authority: domain.authority, subAuthorities: [...domain.subAuthorities, number] };

  function refuse(statement: string): never {
    throw scanner.refusal(statement, "S-1-... or two letters such as BA", start);
  }
}

/** The SID of a domain or machine, for letters that are relative to it; refuses one of another kind. */
export function domainFromText(text: string): Sid {
  const sid = sidFromText(text);
  const [kind, ...numbers] = sid.subAuthorities;
  if (sid.authority === 5 && kind === 21 && numbers.length === 3) return sid;
  throw hiveError("bad-sddl", "this is no domain's or machine's SID", {
    expected: "S-1-5-21 and three numbers",
    found: sidText(sid),
  });
}

function numbersOf(text: string): Sid | undefined {
  const [first = "", ...rest] = text.slice("S-1-".length).split("-");
  const authority = Number(first);
  const subAuthorities = rest.map(Number);
  const fits = authority < 2 ** 48 && subAuthorities.every((number) => number < 2 ** 32);
  return fits && subAuthorities.length <= MOST_SUB_AUTHORITIES ? { authority, subAuthorities } : undefined;
}
