import { displaySafe, type HiveError } from "../../index.ts";
import type { Colours } from "./colours.ts";

/** What is missing because of a fault, by the structure that it lies in. */
const SKIPPED: Readonly<Record<string, string>> = {
  "base block": "what the file does not hold",
  "hive bin": "what lies in it",
  cell: "what lies in it",
  "key node": "a key and all below it",
  "subkey list": "subkeys",
  "index root": "subkeys",
  "value list": "the key's values",
  value: "a value",
  "value data": "a value",
  "big data": "a value",
  "segment list": "a value",
  "big data segment": "a value",
  "security cell": "who owns the key",
  "class name": "the class name",
};

/** Faults that cost nothing: everything was read all the same. */
const HARMLESS = ["wrong-parent", "bad-checksum"];

/** What a tolerant command has left out because of a fault. */
export function skippedBy({ code, structure = "" }: HiveError): string {
  return HARMLESS.includes(code) ? "nothing" : (SKIPPED[structure] ?? "something");
}

/** A fault that a tolerant command has passed over, for people, one line. */
export function faultText(path: string, fault: HiveError, colours: Colours): string {
  const where = fault.keyPath === undefined || fault.keyPath === "" ? "" : `, below ${displaySafe(fault.keyPath)}`;
  const what = `${displaySafe(path)}: ${displaySafe(fault.message)}${where}`;
  return `${colours.yellow("fault:")} ${what}; skipped: ${skippedBy(fault)}\n`;
}
