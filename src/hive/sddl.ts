import { ACE_TYPE, type AccessControlEntry, type AccessControlList } from "./access-control-list.ts";
import { conditionText } from "./conditional-entry.ts";
import { guidText } from "./guid.ts";
import { bytesToHex } from "./hex.ts";
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
  const whole = WHOLE_RIGHTS.get(mask >>> 0);
  if (whole !== undefined) return whole;
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
  return list === null ? "NO_ACCESS_CONTROL" : list.entries.map(entryText).join("");
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
function restText({ rest }: AccessControlEntry): string[] {
  if (rest.every((byte) => byte === 0)) return [];
  return [conditionText(rest) ?? `#${bytesToHex(rest)}`];
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

const TYPE_LETTERS: ReadonlyMap<number, string> = new Map([
  [ACE_TYPE.allow, "A"],
  [ACE_TYPE.deny, "D"],
  [ACE_TYPE.audit, "AU"],
  [ACE_TYPE.alarm, "AL"],
  [ACE_TYPE.objectAllow, "OA"],
  [ACE_TYPE.objectDeny, "OD"],
  [ACE_TYPE.objectAudit, "OU"],
  [ACE_TYPE.objectAlarm, "OL"],
  [ACE_TYPE.callbackAllow, "XA"],
  [ACE_TYPE.callbackDeny, "XD"],
  [ACE_TYPE.callbackObjectAllow, "ZA"],
  [ACE_TYPE.callbackAudit, "XU"],
  [ACE_TYPE.mandatoryLabel, "ML"],
  [ACE_TYPE.resourceAttribute, "RA"],
  [ACE_TYPE.scopedPolicy, "SP"],
  [ACE_TYPE.processTrustLabel, "TL"],
  [ACE_TYPE.accessFilter, "FL"],
] as const);

const FLAG_LETTERS = [
  ["OI", 0x01],
  ["CI", 0x02],
  ["NP", 0x04],
  ["IO", 0x08],
  ["ID", 0x10],
  ["SA", 0x40],
  ["FA", 0x80],
  ["CR", 0x20],
] as const;

const WHOLE_RIGHTS: ReadonlyMap<number, string> = new Map([
  [0xf003f, "KA"],
  [0x20019, "KR"],
  [0x20006, "KW"],
  // Rights to files, which are met on keys as well
  [0x1f01ff, "FA"],
  [0x120089, "FR"],
  [0x120116, "FW"],
  [0x1200a0, "FX"],
]);

/** From the lowest bit up, as Windows writes them. The first nine have the names of rights to directory objects. */
const SINGLE_RIGHTS = [
  ["CC", 0x0000_0001],
  ["DC", 0x0000_0002],
  ["LC", 0x0000_0004],
  ["SW", 0x0000_0008],
  ["RP", 0x0000_0010],
  ["WP", 0x0000_0020],
  ["DT", 0x0000_0040],
  ["LO", 0x0000_0080],
  ["CR", 0x0000_0100],
  ["SD", 0x0001_0000],
  ["RC", 0x0002_0000],
  ["WD", 0x0004_0000],
  ["WO", 0x0008_0000],
  ["GA", 0x1000_0000],
  ["GX", 0x2000_0000],
  ["GW", 0x4000_0000],
  ["GR", 0x8000_0000],
] as const;

const LABEL_RIGHTS = [
  ["NW", 1],
  ["NR", 2],
  ["NX", 4],
] as const;
