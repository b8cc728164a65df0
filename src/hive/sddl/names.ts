import { ACE_TYPE } from "../access-control-list.ts";

/** The letters of SDDL for types of entries. */
export const TYPE_LETTERS: ReadonlyMap<number, string> = new Map([
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

/** Flags of entries, in the order in which Windows writes them. */
export const FLAG_LETTERS = [
  ["OI", 0x01],
  ["CI", 0x02],
  ["NP", 0x04],
  ["IO", 0x08],
  ["ID", 0x10],
  ["SA", 0x40],
  ["FA", 0x80],
  ["CR", 0x20],
] as const;

/** Sets of rights that have letters of their own. The later names of a set are read, not written. */
export const WHOLE_RIGHTS = [
  ["KA", 0xf003f],
  ["KR", 0x20019],
  ["KW", 0x20006],
  ["KX", 0x20019],
  // Rights to files, which are met on keys as well
  ["FA", 0x1f01ff],
  ["FR", 0x120089],
  ["FW", 0x120116],
  ["FX", 0x1200a0],
] as const;

/** From the lowest bit up, as Windows writes them. The first nine have the names of rights to directory objects. */
export const SINGLE_RIGHTS = [
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

/** What a mandatory label forbids those below it. */
export const LABEL_RIGHTS = [
  ["NW", 1],
  ["NR", 2],
  ["NX", 4],
] as const;

/** A list that is present and lets everybody do everything. */
export const NO_LIST = "NO_ACCESS_CONTROL";
