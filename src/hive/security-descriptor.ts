import { hiveError } from "../errors.ts";
import { type AccessControlList, parseAccessControlList } from "./access-control-list.ts";
import { parseSid, type Sid } from "./sid.ts";

/** Who owns a key, who may do what with it, and what is audited. */
export interface SecurityDescriptor {
  /** The bits of `SECURITY_CONTROL`. */
  readonly control: number;
  /** Means something by itself only where the control bits say that the resource manager's are valid. */
  readonly resourceManagerControl: number;
  readonly owner: Sid | undefined;
  readonly group: Sid | undefined;
  /** null: present and empty of meaning, so that everybody may do everything; undefined: not present. */
  readonly dacl: AccessControlList | null | undefined;
  readonly sacl: AccessControlList | null | undefined;
}

/** Bits of a descriptor's control field. */
export const SECURITY_CONTROL = {
  ownerDefaulted: 0x0001,
  groupDefaulted: 0x0002,
  daclPresent: 0x0004,
  daclDefaulted: 0x0008,
  saclPresent: 0x0010,
  saclDefaulted: 0x0020,
  daclAutoInheritRequired: 0x0100,
  saclAutoInheritRequired: 0x0200,
  daclAutoInherited: 0x0400,
  saclAutoInherited: 0x0800,
  daclProtected: 0x1000,
  saclProtected: 0x2000,
  resourceManagerControlValid: 0x4000,
  selfRelative: 0x8000,
} as const;

export const DESCRIPTOR_HEADER_SIZE = 20;
/** Where in the head the offset of each part stands. */
export const DESCRIPTOR_FIELD = { owner: 4, group: 8, sacl: 12, dacl: 16 } as const;

/**
 * Reads a self-relative security descriptor, as security cells hold them; the parts may lie in any order.
 * Throws `bad-security` where a part does not lie within the bytes or is not built as it should be.
 *
 * @example
 * const { owner } = parseSecurityDescriptor(hive.root.securityRecord().descriptor);
 * console.log(owner && sidText(owner)); // "S-1-5-32-544"
 */
export function parseSecurityDescriptor(bytes: Uint8Array): SecurityDescriptor {
  if (bytes.length < DESCRIPTOR_HEADER_SIZE) {
    throw hiveError("bad-security", "the descriptor ends within its head", {
      expected: "at least 20 bytes",
      found: `${bytes.length} bytes`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [revision, resourceManagerControl] = [view.getUint8(0), view.getUint8(1)];
  const control = view.getUint16(2, true);
  if (revision !== 1) {
    throw hiveError("bad-security", "the revision of the descriptor is unknown", {
      expected: "1",
      found: String(revision),
    });
  }
  if ((control & SECURITY_CONTROL.selfRelative) === 0) {
    throw hiveError("bad-security", "the descriptor is not self-relative: it would lead to addresses in memory");
  }
  const part = (field: number): number | undefined => partAt(view, field);
  const sid = (at: number | undefined): Sid | undefined => (at === undefined ? undefined : parseSid(bytes, at));
  const list = (bit: number, field: number): AccessControlList | null | undefined => {
    const at = part(field);
    if ((control & bit) === 0) return undefined;
    return at === undefined ? null : parseAccessControlList(bytes, at);
  };
  return {
    control,
    resourceManagerControl,
    owner: sid(part(DESCRIPTOR_FIELD.owner)),
    group: sid(part(DESCRIPTOR_FIELD.group)),
    dacl: list(SECURITY_CONTROL.daclPresent, DESCRIPTOR_FIELD.dacl),
    sacl: list(SECURITY_CONTROL.saclPresent, DESCRIPTOR_FIELD.sacl),
  };
}

/** Where a part begins; undefined for an offset of 0, which means that there is none. */
function partAt(view: DataView, field: number): number | undefined {
  const at = view.getUint32(field, true);
  if (at === 0) return undefined;
  if (at >= DESCRIPTOR_HEADER_SIZE && at <= view.byteLength - 8) return at;
  throw hiveError("bad-security", "a part of the descriptor lies outside it", {
    expected: `20 to ${view.byteLength - 8}`,
    found: String(at),
  });
}
