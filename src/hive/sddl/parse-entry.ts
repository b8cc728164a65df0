import { ACE_TYPE, type AccessControlEntry, KNOWN_TYPES, OBJECT_TYPES } from "../access-control-list.ts";
import { conditionBytes } from "../condition-tokens.ts";
import { guidBytes } from "../guid.ts";
import { hexToBytes } from "../hex.ts";
import { FLAG_LETTERS, LABEL_RIGHTS, SINGLE_RIGHTS, TYPE_LETTERS, WHOLE_RIGHTS } from "./names.ts";
import { scanCondition } from "./parse-condition.ts";
import { type SddlOptions, scanSid } from "./parse-sid.ts";
import type { SddlScanner } from "./scanner.ts";

/** Reads one entry: (type;flags;rights;object;inherited object;SID), and perhaps a condition or bytes as #digits. */
export function scanEntry(scanner: SddlScanner, options: SddlOptions): AccessControlEntry {
  scanner.expect("(");
  const type = scanType(scanner);
  scanner.expect(";");
  const flags = scanFlags(scanner);
  scanner.expect(";");
  const mask = scanRights(scanner, type);
  scanner.expect(";");
  const objectType = scanGuid(scanner, type);
  scanner.expect(";");
  const inheritedObjectType = scanGuid(scanner, type);
  scanner.expect(";");
  // What an entry of an unknown type holds is told as bytes, all of it.
  const sid = KNOWN_TYPES.includes(type) ? scanSid(scanner, options) : undefined;
  const rest = scanner.take(";") ? scanRest(scanner, type, options) : new Uint8Array(0);
  scanner.expect(")");
  return {
    type,
    flags,
    mask,
    sid,
    ...(objectType && { objectType }),
    ...(inheritedObjectType && { inheritedObjectType }),
    rest,
  };
}

function scanType(scanner: SddlScanner): number {
  const start = scanner.at;
  const text = scanner.match(/[A-Z]{1,2}|0x[0-9a-f]{1,2}/y) ?? "";
  const type = text.startsWith("0x") ? Number(text) : [...TYPE_LETTERS].find(([, letters]) => letters === text)?.[0];
  if (type === undefined) throw scanner.refusal("this type of entry is unknown", "A, D, AU, ML or another", start);
  return type;
}

function scanFlags(scanner: SddlScanner): number {
  let flags = 0;
  for (;;) {
    const known = FLAG_LETTERS.find(([letters]) => scanner.take(letters));
    if (known === undefined) break;
    flags |= known[1];
  }
  return flags;
}

/** A number, or letters that are added up. */
function scanRights(scanner: SddlScanner, type: number): number {
  const start = scanner.at;
  const number = scanner.match(/0x[0-9a-f]+|0(?![0-9])|[1-9][0-9]*/iy);
  if (number !== undefined) {
    if (Number(number) <= 0xffff_ffff) return Number(number);
    throw scanner.refusal("the rights do not fit 32 bits", undefined, start);
  }
  const letters = type === ACE_TYPE.mandatoryLabel ? [...LABEL_RIGHTS, ...ALL_RIGHTS] : ALL_RIGHTS;
  let mask = 0;
  for (;;) {
    const known = letters.find(([name]) => scanner.take(name));
    if (known === undefined) break;
    mask |= known[1];
  }
  return mask >>> 0;
}

function scanGuid(scanner: SddlScanner, type: number): Uint8Array | undefined {
  const start = scanner.at;
  const text = scanner.match(/[0-9a-f-]+/iy);
  if (text === undefined) return undefined;
  if (!OBJECT_TYPES.includes(type)) throw scanner.refusal("only entries about objects have GUIDs", undefined, start);
  const bytes = guidBytes(text);
  if (bytes === undefined) throw scanner.refusal("this is no GUID", "8-4-4-4-12 hexadecimal digits", start);
  return bytes;
}

function scanRest(scanner: SddlScanner, type: number, options: SddlOptions): Uint8Array {
  if (scanner.text.startsWith("(", scanner.at) && CONDITIONAL.includes(type)) {
    return conditionBytes(scanCondition(scanner, options));
  }
  const start = scanner.at;
  const digits = scanner.match(/#[0-9a-f]*/iy);
  const bytes = digits === undefined ? undefined : hexToBytes(digits.slice(1));
  if (bytes !== undefined) return bytes;
  const expected = CONDITIONAL.includes(type)
    ? "a condition in parentheses, or # and pairs of digits"
    : "# and pairs of digits";
  throw scanner.refusal("what follows the SID cannot be read", expected, start);
}

const ALL_RIGHTS = [...WHOLE_RIGHTS, ...SINGLE_RIGHTS];

const CONDITIONAL: readonly number[] = [
  ACE_TYPE.callbackAllow,
  ACE_TYPE.callbackDeny,
  ACE_TYPE.callbackAudit,
  ACE_TYPE.callbackAlarm,
  ACE_TYPE.callbackObjectAllow,
  ACE_TYPE.callbackObjectDeny,
  ACE_TYPE.callbackObjectAudit,
  ACE_TYPE.callbackObjectAlarm,
  ACE_TYPE.accessFilter,
];
