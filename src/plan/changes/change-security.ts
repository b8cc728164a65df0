import { descriptorsBelow } from "../../edit/descriptors-below.ts";
import type { Change } from "../../edit/operations.ts";
import { badPlan, type PlanMembers } from "../../edit/plan-members.ts";
import { hiveError } from "../../errors.ts";
import { ACE_TYPE, type AccessControlEntry } from "../../hive/access-control-list.ts";
import { bytesToHex } from "../../hive/hex.ts";
import type { Key } from "../../hive/key.ts";
import { parseSddlParts } from "../../hive/sddl/parse-descriptor.ts";
import { sidFromText } from "../../hive/sddl/parse-sid.ts";
import { securityDescriptorText } from "../../hive/sddl.ts";
import { parseSecurityDescriptor, SECURITY_CONTROL, type SecurityDescriptor } from "../../hive/security-descriptor.ts";
import { securityDescriptorBytes } from "../../hive/security-descriptor-bytes.ts";
import { sidText } from "../../hive/sid.ts";
import { walkKeys } from "../../hive/walk-keys.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";

/** Gives one descriptor other content; undefined where it has that already. */
type DescriptorChange = (descriptor: SecurityDescriptor) => SecurityDescriptor | undefined;

/** Adds an entry to the access lists of keys, at the place where Windows keeps such entries. */
export const addAce: PlanChange = securityChange(["ace"], (members) => {
  const entry = aceIn(members);
  const text = entryText(entry);
  return (descriptor) => {
    const { dacl } = descriptor;
    // Without a list everybody may do everything; a list of one entry would shut everybody else out.
    if (!dacl) throw hiveError("bad-security", "there is no access list to which an entry could be added");
    if (dacl.entries.some((each) => entryText(each) === text)) return undefined;
    const rank = rankOf(entry);
    const before = dacl.entries.findIndex((each) => rankOf(each) > rank);
    const at = before < 0 ? dacl.entries.length : before;
    return { ...descriptor, dacl: { ...dacl, entries: dacl.entries.toSpliced(at, 0, entry) } };
  };
});

/** Takes all entries for a SID out of the access lists of keys. */
export const removeAces: PlanChange = securityChange(["sid"], (members) => {
  const sid = sidText(sidFromText(members.text("sid")));
  return (descriptor) => {
    const { dacl } = descriptor;
    const kept = dacl?.entries.filter((entry) => entry.sid === undefined || sidText(entry.sid) !== sid);
    if (!dacl || kept === undefined || kept.length === dacl.entries.length) return undefined;
    return { ...descriptor, dacl: { ...dacl, entries: kept } };
  };
});

/** Gives keys another owner. */
export const setOwner: PlanChange = securityChange(["owner"], (members) => {
  const owner = sidFromText(members.text("owner"));
  return (descriptor) => {
    if (descriptor.owner !== undefined && sidText(descriptor.owner) === sidText(owner)) return undefined;
    return { ...descriptor, control: descriptor.control & ~SECURITY_CONTROL.ownerDefaulted, owner };
  };
});

/** Has keys inherit no more access from those above them, or inherit again. */
export const protectAcl: PlanChange = securityChange(["protected"], (members) => {
  const { protected: isProtected } = members.switches("protected");
  return (descriptor) => {
    const { daclProtected } = SECURITY_CONTROL;
    if (((descriptor.control & daclProtected) !== 0) === isProtected) return undefined;
    return { ...descriptor, control: descriptor.control ^ daclProtected };
  };
});

function securityChange(required: readonly string[], read: (members: PlanMembers) => DescriptorChange): PlanChange {
  return {
    required,
    optional: ["recursive"],
    oneOf: [["key", "keys"]],
    parse(members) {
      const target = keysIn(members);
      const change = read(members);
      const { recursive = false } = members.switches("recursive");
      return (hive) => {
        const keys = target.keys(hive);
        return { changes: keys.flatMap((key) => changesOf(key, change, recursive)), met: keys.length };
      };
    },
  };
}

function changesOf(key: Key, change: DescriptorChange, recursive: boolean): Change[] {
  // In the hive of an app all keys share one descriptor, and are given another one at once.
  if (recursive && key.isRoot && descriptorsBelow(key).length === 1) {
    const descriptor = changed(key, change);
    return descriptor === undefined ? [] : [{ op: "set-descriptor", key: "", descriptor, recursive: true }];
  }
  const keys = recursive ? Array.from(walkKeys(key), (walked) => walked.key) : [key];
  return keys.flatMap((each): Change[] => {
    const descriptor = changed(each, change);
    return descriptor === undefined ? [] : [{ op: "set-descriptor", key: each.path, descriptor }];
  });
}

function changed(key: Key, change: DescriptorChange): string | undefined {
  const wanted = change(parseSecurityDescriptor(key.securityRecord().descriptor));
  return wanted && bytesToHex(securityDescriptorBytes(wanted));
}

function aceIn(members: PlanMembers): AccessControlEntry {
  const { dacl, ...others } = parseSddlParts(`D:${members.text("ace")}`);
  const [entry, ...more] = dacl?.list?.entries ?? [];
  if (entry !== undefined && more.length === 0 && Object.keys(others).length === 0 && dacl?.control === PRESENT)
    return entry;
  throw badPlan(members.placeOf("ace"), "must be one entry in SDDL, such as (A;CI;KA;;;SY)");
}

const PRESENT = SECURITY_CONTROL.daclPresent;

const DENIALS: readonly number[] = [
  ACE_TYPE.deny,
  ACE_TYPE.objectDeny,
  ACE_TYPE.callbackDeny,
  ACE_TYPE.callbackObjectDeny,
];
const INHERITED = 0x10;

/** Windows keeps what is denied before what is allowed, and a key's own entries before inherited ones. */
function rankOf({ type, flags }: AccessControlEntry): number {
  return (flags & INHERITED ? 2 : 0) + (DENIALS.includes(type) ? 0 : 1);
}

function entryText(entry: AccessControlEntry): string {
  const none = { resourceManagerControl: 0, owner: undefined, group: undefined, sacl: undefined };
  return securityDescriptorText({ ...none, control: PRESENT, dacl: { revision: 2, entries: [entry] } });
}
