import { hiveError } from "../errors.ts";
import {
  type AccessControlEntry,
  type AccessControlList,
  HAS_INHERITED_OBJECT_TYPE,
  HAS_OBJECT_TYPE,
  KNOWN_TYPES,
  LIST_HEADER_SIZE,
  OBJECT_TYPES,
} from "./access-control-list.ts";
import { DESCRIPTOR_FIELD, DESCRIPTOR_HEADER_SIZE, type SecurityDescriptor } from "./security-descriptor.ts";
import { type Sid, sidBytes } from "./sid.ts";

const LARGEST_LIST = 0xffff;
const HEAD_SIZE = 4; // of an entry of any type

/**
 * A security descriptor as self-relative bytes, its parts in the order in which Windows writes them: SACL, DACL, owner,
 * group. Throws `limit-exceeded` for a list beyond 64 KiB.
 *
 * @example
 * securityDescriptorBytes(parseSecurityDescriptorText("O:BAG:SYD:P(A;CI;KA;;;SY)"));
 */
export function securityDescriptorBytes(descriptor: SecurityDescriptor): Uint8Array {
  const { control, resourceManagerControl, owner, group, dacl, sacl } = descriptor;
  const parts: [field: number, part: Uint8Array | undefined][] = [
    [DESCRIPTOR_FIELD.sacl, listBytes(sacl)],
    [DESCRIPTOR_FIELD.dacl, listBytes(dacl)],
    [DESCRIPTOR_FIELD.owner, owner && sidBytes(owner)],
    [DESCRIPTOR_FIELD.group, group && sidBytes(group)],
  ];
  const size = parts.reduce((sum, [, part]) => sum + (part?.length ?? 0), DESCRIPTOR_HEADER_SIZE);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint8(1, resourceManagerControl);
  view.setUint16(2, control, true);
  let at = DESCRIPTOR_HEADER_SIZE;
  for (const [field, part] of parts) {
    if (part === undefined) continue;
    view.setUint32(field, at, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function listBytes(list: AccessControlList | null | undefined): Uint8Array | undefined {
  if (list === null || list === undefined) return undefined;
  const entries = list.entries.map(entryBytes);
  const size = entries.reduce((sum, entry) => sum + entry.length, LIST_HEADER_SIZE);
  if (size > LARGEST_LIST) {
    throw hiveError("limit-exceeded", "an access control list is too large", {
      expected: `at most ${LARGEST_LIST} bytes`,
      found: `${size} bytes`,
    });
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, list.revision);
  view.setUint16(2, size, true);
  view.setUint16(4, entries.length, true);
  let at = LIST_HEADER_SIZE;
  for (const entry of entries) {
    bytes.set(entry, at);
    at += entry.length;
  }
  return bytes;
}

function entryBytes(entry: AccessControlEntry): Uint8Array {
  const parts = KNOWN_TYPES.includes(entry.type) ? knownParts(entry) : [entry.rest];
  const size = parts.reduce((sum, part) => sum + part.length, HEAD_SIZE);
  // Lists are read in steps of four bytes.
  const bytes = new Uint8Array((size + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, entry.type);
  view.setUint8(1, entry.flags);
  view.setUint16(2, bytes.length, true);
  let at = HEAD_SIZE;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What follows type, flags and size: the rights, GUIDs where there are some, the SID, the rest. */
function knownParts({ type, mask, sid, objectType, inheritedObjectType, rest }: AccessControlEntry): Uint8Array[] {
  const guids = [objectType, inheritedObjectType].filter((guid) => guid !== undefined);
  const present = (objectType ? HAS_OBJECT_TYPE : 0) | (inheritedObjectType ? HAS_INHERITED_OBJECT_TYPE : 0);
  const object = OBJECT_TYPES.includes(type) ? [dwordBytes(present), ...guids] : [];
  return [dwordBytes(mask), ...object, sidBytes(sid as Sid), rest];
}

function dwordBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
