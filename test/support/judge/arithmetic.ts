import { readFileSync } from "node:fs";

// Written once more from the format's description, so that neither the engine nor the fixtures' builder can pass a
// mistake of theirs on to the judge. Only the table of letters is shared: it is data.

const UPCASE = new Map(
  [
    ...readFileSync(new URL("../../../fixtures/build/nt-upcase.txt", import.meta.url), "utf8").matchAll(
      /^([0-9A-F]{4}) ([0-9A-F]{4})\r?$/gm,
    ),
  ].map(([, from = "", to = ""]) => [Number.parseInt(from, 16), Number.parseInt(to, 16)]),
);

/** The name's code units in uppercase, one for one. */
export function upcasedUnits(name: string): number[] {
  return unitsOf(name).map((unit) => UPCASE.get(unit) ?? unit);
}

export function unitsOf(name: string): number[] {
  return Array.from({ length: name.length }, (_, index) => name.charCodeAt(index));
}

/** Where two names differ first; -1 where they are the same name. */
export function firstDifference(left: readonly number[], right: readonly number[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) if (left[index] !== right[index]) return index;
  return left.length === right.length ? -1 : shared;
}

/** h = h * 37 + c over the units of the uppercased name. */
export function nameHash(name: string): number {
  let hash = 0n;
  for (const unit of upcasedUnits(name)) hash = (hash * 37n + BigInt(unit)) & 0xffffffffn;
  return Number(hash);
}

/** The first four letters, one byte each; from the last of them downwards until one does not fit a byte. */
export function nameHint(name: string): number {
  let hint = 0;
  const first = unitsOf(name).slice(0, 4);
  const wide = first.findLastIndex((unit) => unit > 0xff);
  first.forEach((unit, index) => {
    if (index > wide) hint += unit * 256 ** index;
  });
  return hint;
}

/** XOR over the first 508 bytes, where neither 0 nor all ones may come out. */
export function headerChecksum(bytes: Uint8Array): number {
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < 508; at++) sums[at % 4] = (sums[at % 4] ?? 0) ^ (bytes[at] ?? 0);
  const sum = sums.reduceRight((number, byte) => number * 256 + byte, 0);
  if (sum === 0) return 1;
  return sum === 0xffffffff ? 0xfffffffe : sum;
}
