import type { AccessControlEntry, AccessControlList } from "../access-control-list.ts";
import { OBJECT_TYPES } from "../access-control-list.ts";
import { SECURITY_CONTROL, type SecurityDescriptor } from "../security-descriptor.ts";
import type { Sid } from "../sid.ts";
import { NO_LIST } from "./names.ts";
import { scanEntry } from "./parse-entry.ts";
import { type SddlOptions, scanSid } from "./parse-sid.ts";
import { SddlScanner } from "./scanner.ts";

/** The parts that a text names; one that it leaves out is undefined, and so are its control bits. */
export interface SddlParts {
  owner?: Sid;
  group?: Sid;
  dacl?: SddlList;
  sacl?: SddlList;
}

export interface SddlList {
  /** Control bits, the one for being present among them. */
  readonly control: number;
  /** null: everybody may do everything. */
  readonly list: AccessControlList | null;
}

/**
 * Reads a security descriptor written in SDDL, as `securityDescriptorText` and Windows' own tools write it; the parts in
 * any order, each at most once.
 *
 * @throws HiveError `bad-sddl`, which names the character
 * @example
 * securityDescriptorBytes(parseSecurityDescriptorText("O:BAG:SYD:P(A;CI;KA;;;SY)(A;CI;KR;;;BU)"));
 */
export function parseSecurityDescriptorText(text: string, options: SddlOptions = {}): SecurityDescriptor {
  return withSddlParts(EMPTY, parseSddlParts(text, options));
}

/** A descriptor in which the parts that a text names have taken the place of the old ones. */
export function withSddlParts(descriptor: SecurityDescriptor, parts: SddlParts): SecurityDescriptor {
  const { owner = descriptor.owner, group = descriptor.group, dacl, sacl } = parts;
  let { control } = descriptor;
  if (parts.owner !== undefined) control &= ~SECURITY_CONTROL.ownerDefaulted;
  if (parts.group !== undefined) control &= ~SECURITY_CONTROL.groupDefaulted;
  if (dacl !== undefined) control = (control & ~DACL_BITS) | dacl.control;
  if (sacl !== undefined) control = (control & ~SACL_BITS) | sacl.control;
  return {
    control,
    resourceManagerControl: descriptor.resourceManagerControl,
    owner,
    group,
    dacl: dacl === undefined ? descriptor.dacl : dacl.list,
    sacl: sacl === undefined ? descriptor.sacl : sacl.list,
  };
}

/** Reads which parts a text names. */
export function parseSddlParts(text: string, options: SddlOptions = {}): SddlParts {
  const scanner = new SddlScanner(text);
  const parts: SddlParts = {};
  for (scanner.skipSpace(); !scanner.isAtEnd; scanner.skipSpace()) scanPart(scanner, parts, options);
  return parts;
}

function scanPart(scanner: SddlScanner, parts: SddlParts, options: SddlOptions): void {
  const start = scanner.at;
  const name = scanner.match(/[OGDS](?=:)/y);
  const part = name === undefined ? undefined : PARTS[name];
  if (part === undefined) throw scanner.refusal("here a part of the descriptor should begin", "O:, G:, D: or S:");
  if (parts[part] !== undefined) throw scanner.refusal("this part stands here a second time", undefined, start);
  scanner.expect(":");
  if (part === "owner" || part === "group") parts[part] = scanSid(scanner, options);
  else parts[part] = scanList(scanner, part, options);
}

function scanList(scanner: SddlScanner, part: "dacl" | "sacl", options: SddlOptions): SddlList {
  let control: number = LIST_FLAGS[part].present;
  let hasNoList = false;
  for (;;) {
    if (scanner.take(NO_LIST)) hasNoList = true;
    else if (scanner.take("P")) control |= LIST_FLAGS[part].P;
    else if (scanner.take("AR")) control |= LIST_FLAGS[part].AR;
    else if (scanner.take("AI")) control |= LIST_FLAGS[part].AI;
    else break;
  }
  const entries: AccessControlEntry[] = [];
  for (scanner.skipSpace(); scanner.text.startsWith("(", scanner.at); scanner.skipSpace()) {
    if (hasNoList) throw scanner.refusal(`after ${NO_LIST} there are no entries`);
    entries.push(scanEntry(scanner, options));
  }
  return { control, list: hasNoList ? null : { revision: revisionFor(entries), entries } };
}

/** Entries that are about objects came with revision 4. */
function revisionFor(entries: readonly AccessControlEntry[]): number {
  return entries.some(({ type }) => OBJECT_TYPES.includes(type)) ? 4 : 2;
}

const PARTS: Readonly<Record<string, keyof SddlParts>> = { O: "owner", G: "group", D: "dacl", S: "sacl" };

const LIST_FLAGS = {
  dacl: {
    present: SECURITY_CONTROL.daclPresent,
    P: SECURITY_CONTROL.daclProtected,
    AR: SECURITY_CONTROL.daclAutoInheritRequired,
    AI: SECURITY_CONTROL.daclAutoInherited,
  },
  sacl: {
    present: SECURITY_CONTROL.saclPresent,
    P: SECURITY_CONTROL.saclProtected,
    AR: SECURITY_CONTROL.saclAutoInheritRequired,
    AI: SECURITY_CONTROL.saclAutoInherited,
  },
} as const;

const [DACL_BITS, SACL_BITS] = [
  Object.values(LIST_FLAGS.dacl).reduce((bits, bit) => bits | bit, SECURITY_CONTROL.daclDefaulted as number),
  Object.values(LIST_FLAGS.sacl).reduce((bits, bit) => bits | bit, SECURITY_CONTROL.saclDefaulted as number),
];

const EMPTY: SecurityDescriptor = {
  control: SECURITY_CONTROL.selfRelative,
  resourceManagerControl: 0,
  owner: undefined,
  group: undefined,
  dacl: undefined,
  sacl: undefined,
};
