import {
  ACE_TYPE,
  type AccessControlEntry,
  type AccessControlList,
  accessRightsText,
  displaySafe,
  type Key,
  type Sid,
  securityDescriptorText,
  sidText,
  wellKnownSidName,
} from "../../index.ts";
import { table } from "./table.ts";

/** A key's security for people: owner and group by name, a line for each entry, and all of it as SDDL. */
export function securityText(key: Key): string {
  const security = key.security();
  const { owner, group, dacl, sacl } = security;
  const head = [
    ["owner", owner === undefined ? "none" : whoText(owner)],
    ["group", group === undefined ? "none" : whoText(group)],
  ];
  return [
    `${key.isRoot ? "(root)" : displaySafe(key.path)}\n`,
    table(head, "  "),
    listText("access", dacl),
    listText("audit", sacl),
    `  sddl   ${displaySafe(securityDescriptorText(security))}\n`,
  ].join("");
}

/** The same for `--json`. */
export function securityDocument(key: Key): object {
  const security = key.security();
  const { owner, group, dacl, sacl } = security;
  return {
    key: key.path,
    sddl: securityDescriptorText(security),
    owner: owner === undefined ? null : whoDocument(owner),
    group: group === undefined ? null : whoDocument(group),
    ...(dacl !== undefined && { dacl: dacl?.entries.map(entryDocument) ?? null }),
    ...(sacl !== undefined && { sacl: sacl?.entries.map(entryDocument) ?? null }),
    sharedBy: key.securityRecord().referenceCount,
  };
}

function listText(name: string, list: AccessControlList | null | undefined): string {
  if (list === undefined) return "";
  if (list === null) return `  ${name}  everybody, everything: there is no list\n`;
  if (list.entries.length === 0) return `  ${name}  nobody: the list is empty\n`;
  return `  ${name}\n${table(list.entries.map(entryRow), "    ")}`;
}

function entryRow(entry: AccessControlEntry): string[] {
  const { type, mask, sid, flags } = entry;
  const name = NAMES.get(type) ?? `type ${type}`;
  const rights = type === ACE_TYPE.mandatoryLabel ? "" : (RIGHTS.get(mask >>> 0) ?? accessRightsText(mask));
  return [name, sid === undefined ? "" : whoText(sid), rights, ...inheritanceOf(flags)];
}

/** What matters to keys of how an entry is inherited. */
function inheritanceOf(flags: number): string[] {
  const words = [
    flags & ACE_FLAG.inheritOnly ? "subkeys only" : flags & ACE_FLAG.container ? "and subkeys" : "",
    flags & ACE_FLAG.inherited ? "inherited" : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? [] : [words.join(", ")];
}

function entryDocument({ type, flags, mask, sid }: AccessControlEntry): object {
  return {
    type,
    typeName: NAMES.get(type) ?? null,
    flags,
    mask,
    rights: accessRightsText(mask),
    sid: sid === undefined ? null : whoDocument(sid),
  };
}

function whoDocument(sid: Sid): object {
  return { sid: sidText(sid), name: wellKnownSidName(sid) ?? null };
}

function whoText(sid: Sid): string {
  const name = wellKnownSidName(sid);
  return name === undefined ? sidText(sid) : `${name} (${sidText(sid)})`;
}

const ACE_FLAG = { container: 0x02, inheritOnly: 0x08, inherited: 0x10 } as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [ACE_TYPE.allow, "allow"],
  [ACE_TYPE.deny, "deny"],
  [ACE_TYPE.audit, "audit"],
  [ACE_TYPE.objectAllow, "allow object"],
  [ACE_TYPE.objectDeny, "deny object"],
  [ACE_TYPE.objectAudit, "audit object"],
  [ACE_TYPE.callbackAllow, "allow if"],
  [ACE_TYPE.callbackDeny, "deny if"],
  [ACE_TYPE.callbackAudit, "audit if"],
  [ACE_TYPE.mandatoryLabel, "label"],
  [ACE_TYPE.resourceAttribute, "attribute"],
  [ACE_TYPE.scopedPolicy, "policy"],
  [ACE_TYPE.processTrustLabel, "trust"],
] as const);

/** Rights that have a name which says it all. */
const RIGHTS: ReadonlyMap<number, string> = new Map([
  [0xf003f, "full control"],
  [0x20019, "read"],
  [0x20006, "write"],
  [0x10000000, "full control"],
  [0x80000000, "read"],
]);
