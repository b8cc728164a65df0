import { HiveError } from "../errors.ts";
import { ACE_TYPE, type AccessControlEntry, type AccessControlList } from "./access-control-list.ts";
import { conditionBytes } from "./condition-tokens.ts";
import { conditionText } from "./conditional-entry.ts";
import { guidText } from "./guid.ts";
import { bytesToHex } from "./hex.ts";
import { FLAG_LETTERS, LABEL_RIGHTS, NO_LIST, SINGLE_RIGHTS, TYPE_LETTERS, WHOLE_RIGHTS } from "./sddl/names.ts";
import { scanCondition } from "./sddl/parse-condition.ts";
import { SddlScanner } from "./sddl/scanner.ts";
import { SECURITY_CONTROL, type SecurityDescriptor } from "./security-descriptor.ts";
import { type Sid, sidText } from "./sid.ts";
import { sddlLettersOf } from "./well-known-sids.ts";

/**
 * A security descriptor as text, in the security descriptor definition language that Windows' own tools read and write:
 * rights by the letters for keys where they are exactly such a set, else by the letters of each bit, else in hexadecimal.
 *
 * What the language cannot say is left out: defaulted parts, and entries' unknown data, which follows as `#` and bytes.
 *
 * @example
 * securityDescriptorText(hive.root.security()); // "O:BAG:SYD:P(A;CI;KA;;;SY)(A;CI;KR;;;BU)"
 */
export function securityDescriptorText({ control, owner, group, dacl, sacl }: SecurityDescriptor): string {
  const bits = SECURITY_CONTROL;
  const flags = (isProtected: number, isRequired: number, isInherited: number): string =>
    `${control & isProtected ? "P" : ""}${control & isRequired ? "AR" : ""}${control & isInherited ? "AI" : ""}`;
  const daclFlags = flags(bits.daclProtected, bits.daclAutoInheritRequired, bits.daclAutoInherited);
  const saclFlags = flags(bits.saclProtected, bits.saclAutoInheritRequired, bits.saclAutoInherited);
  return [
    owner === undefined ? "" : `O:${sidOf(owner)}`,
    group === undefined ? "" : `G:${sidOf(group)}`,
    dacl === undefined ? "" : `D:${daclFlags}${listText(dacl)}`,
    sacl === undefined ? "" : `S:${saclFlags}${listText(sacl)}`,
  ].join("");
}

/**
 * Access rights of a key as SDDL has them.
 *
 * @example
 * accessRightsText(0x20019); // "KR"
 */
export function accessRightsText(mask: number): string {
  const whole = WHOLE_RIGHTS.find(([, rights]) => rights === mask >>> 0);
  if (whole !== undefined) return whole[0];
  let rest = mask >>> 0;
  let text = "";
  for (const [letters, bit] of SINGLE_RIGHTS) {
    if ((rest & bit) === 0) continue;
    text += letters;
    rest = (rest & ~bit) >>> 0;
  }
  return rest === 0 && text !== "" ? text : `0x${(mask >>> 0).toString(16)}`;
}

function listText(list: AccessControlList | null): string {
  return list === null ? NO_LIST : list.entries.map(entryText).join("");
}

function entryText(entry: AccessControlEntry): string {
  const { type, flags, mask, sid, objectType, inheritedObjectType } = entry;
  const fields = [
    TYPE_LETTERS.get(type) ?? `0x${type.toString(16)}`,
    flagsText(flags),
    type === ACE_TYPE.mandatoryLabel ? labelText(mask) : accessRightsText(mask),
    objectType === undefined ? "" : guidText(objectType),
    inheritedObjectType === undefined ? "" : guidText(inheritedObjectType),
    sid === undefined ? "" : sidOf(sid),
    ...restText(entry),
  ];
  return `(${fields.join(";")})`;
}

/** A seventh field: the condition of an entry, or data that we cannot read; padding of zeros is nothing. */
function restText({ sid, rest }: AccessControlEntry): string[] {
  if (sid !== undefined && rest.every((byte) => byte === 0)) return [];
  return [faithfulCondition(rest) ?? `#${bytesToHex(rest)}`];
}

/** A condition as text, where the text says all that the bytes do. */
function faithfulCondition(bytes: Uint8Array): string | undefined {
  const text = conditionText(bytes);
  if (text === undefined) return undefined;
  try {
    const again = conditionBytes(scanCondition(new SddlScanner(text), {}));
    return bytesToHex(again) === bytesToHex(bytes) ? text : undefined;
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  }
}

function sidOf(sid: Sid): string {
  return sddlLettersOf(sid) ?? sidText(sid);
}

function flagsText(flags: number): string {
  return FLAG_LETTERS.map(([letters, bit]) => (flags & bit ? letters : "")).join("");
}

function labelText(mask: number): string {
  const known = LABEL_RIGHTS.reduce((bits, [, bit]) => bits | bit, 0);
  if (mask === 0 || (mask & ~known) !== 0) return accessRightsText(mask);
  return LABEL_RIGHTS.map(([letters, bit]) => (mask & bit ? letters : "")).join("");
}
