import { hiveError } from "../errors.ts";
import { parseSid, type Sid, sidSize } from "./sid.ts";

/** One line of an access control list: whom it concerns, and what they may, may not, or are watched doing. */
export interface AccessControlEntry {
  /** 0 allows, 1 denies, 2 audits; `ACE_TYPE` has the others. */
  readonly type: number;
  /** How it is inherited, and by `ACE_FLAG` what is audited. */
  readonly flags: number;
  /** The access rights concerned, one bit each. */
  readonly mask: number;
  /** undefined in entries of types that are not known. */
  readonly sid: Sid | undefined;
  /** Of object entries only: whose property or child it concerns, 16 bytes as stored. */
  readonly objectType?: Uint8Array;
  readonly inheritedObjectType?: Uint8Array;
  /** What follows the SID: a condition, an attribute. In entries of unknown type everything behind the head. */
  readonly rest: Uint8Array;
}

export interface AccessControlList {
  /** 2, or 4 where there are object entries. */
  readonly revision: number;
  readonly entries: readonly AccessControlEntry[];
}

/** The types of entries, by their numbers in a descriptor. */
export const ACE_TYPE = {
  allow: 0x00,
  deny: 0x01,
  audit: 0x02,
  alarm: 0x03,
  objectAllow: 0x05,
  objectDeny: 0x06,
  objectAudit: 0x07,
  objectAlarm: 0x08,
  callbackAllow: 0x09,
  callbackDeny: 0x0a,
  callbackObjectAllow: 0x0b,
  callbackObjectDeny: 0x0c,
  callbackAudit: 0x0d,
  callbackAlarm: 0x0e,
  callbackObjectAudit: 0x0f,
  callbackObjectAlarm: 0x10,
  mandatoryLabel: 0x11,
  resourceAttribute: 0x12,
  scopedPolicy: 0x13,
  processTrustLabel: 0x14,
  accessFilter: 0x15,
} as const;

export const LIST_HEADER_SIZE = 8;
const ENTRY_HEADER_SIZE = 8;
const GUID_SIZE = 16;
export const HAS_OBJECT_TYPE = 1;
export const HAS_INHERITED_OBJECT_TYPE = 2;
/** Types of entries that tell what they are about by GUIDs. */
export const OBJECT_TYPES: readonly number[] = [
  ACE_TYPE.objectAllow,
  ACE_TYPE.objectDeny,
  ACE_TYPE.objectAudit,
  ACE_TYPE.objectAlarm,
  ACE_TYPE.callbackObjectAllow,
  ACE_TYPE.callbackObjectDeny,
  ACE_TYPE.callbackObjectAudit,
  ACE_TYPE.callbackObjectAlarm,
];
/** Types of entries that have rights and a SID. */
export const KNOWN_TYPES: readonly number[] = Object.values(ACE_TYPE);

/**
 * Reads the list that begins at `position` of a descriptor. Throws `bad-security` where something does not lie within
 * something else.
 *
 * @example
 * parseAccessControlList(Uint8Array.of(2, 0, 8, 0, 0, 0, 0, 0), 0); // { revision: 2, entries: [] }
 */
export function parseAccessControlList(bytes: Uint8Array, position: number): AccessControlList {
  if (position + LIST_HEADER_SIZE > bytes.length)
    throw overrun("an access control list", LIST_HEADER_SIZE, bytes.length - position);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = view.getUint16(position + 2, true);
  if (size < LIST_HEADER_SIZE || position + size > bytes.length)
    throw overrun("an access control list", size, bytes.length - position);
  const list = bytes.subarray(position, position + size);
  const entries: AccessControlEntry[] = [];
  let at = LIST_HEADER_SIZE;
  for (let count = view.getUint16(position + 4, true); count > 0; count--) {
    const entrySize = at + 4 <= size ? view.getUint16(position + at + 2, true) : 0;
    if (entrySize < 4 || at + entrySize > size) throw overrun("an access control entry", entrySize, size - at);
    entries.push(parseEntry(list.subarray(at, at + entrySize)));
    at += entrySize;
  }
  return { revision: view.getUint8(position), entries };
}

function parseEntry(bytes: Uint8Array): AccessControlEntry {
  const [type = 0, flags = 0] = bytes;
  if (!KNOWN_TYPES.includes(type)) return { type, flags, mask: 0, sid: undefined, rest: bytes.slice(4) };
  if (bytes.length < ENTRY_HEADER_SIZE) throw overrun("an access control entry", ENTRY_HEADER_SIZE, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const object = OBJECT_TYPES.includes(type) ? parseObject(bytes, view) : { at: ENTRY_HEADER_SIZE };
  const { at, ...guids } = object;
  const sid = parseSid(bytes, at);
  return { type, flags, mask: view.getUint32(4, true), sid, ...guids, rest: bytes.slice(at + sidSize(sid)) };
}

/** Object entries have up to two GUIDs in front of the SID, and a field that tells which. */
function parseObject(bytes: Uint8Array, view: DataView) {
  if (bytes.length < ENTRY_HEADER_SIZE + 4) throw overrun("an object entry", ENTRY_HEADER_SIZE + 4, bytes.length);
  const present = view.getUint32(ENTRY_HEADER_SIZE, true);
  let at = ENTRY_HEADER_SIZE + 4;
  const guid = (bit: number): Uint8Array | undefined => {
    if ((present & bit) === 0) return undefined;
    if (at + GUID_SIZE > bytes.length) throw overrun("an object entry", at + GUID_SIZE, bytes.length);
    at += GUID_SIZE;
    return bytes.slice(at - GUID_SIZE, at);
  };
  const objectType = guid(HAS_OBJECT_TYPE);
  const inheritedObjectType = guid(HAS_INHERITED_OBJECT_TYPE);
  return { at, ...(objectType && { objectType }), ...(inheritedObjectType && { inheritedObjectType }) };
}

/** Where in the bytes of an entry its SID begins; undefined for types that are not known. The entry has been parsed. */
export function entrySidAt(bytes: Uint8Array): number | undefined {
  const [type = 0] = bytes;
  if (!KNOWN_TYPES.includes(type)) return undefined;
  if (!OBJECT_TYPES.includes(type)) return ENTRY_HEADER_SIZE;
  return parseObject(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length)).at;
}

function overrun(what: string, size: number, room: number): Error {
  return hiveError("bad-security", `${what} runs over the end, or ends before it begins`, {
    expected: `${size} bytes`,
    found: `${Math.max(0, room)} bytes`,
  });
}
