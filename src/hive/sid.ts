import { hiveError } from "../errors.ts";

/** A security identifier: who somebody is, in Windows. */
export interface Sid {
  /** Who gave it out: 5 is Windows itself. At most 48 bits. */
  readonly authority: number;
  /** At most 15 numbers of 32 bits; the last one names the account or group within what the others name. */
  readonly subAuthorities: readonly number[];
}

const REVISION = 1;
const HEADER_SIZE = 8;
export const MOST_SUB_AUTHORITIES = 15;
const LARGEST_IN_DECIMAL = 0xffff_ffff;

/** Bytes that a SID takes. */
export function sidSize(sid: Sid): number {
  return HEADER_SIZE + 4 * sid.subAuthorities.length;
}

/**
 * Reads a SID that begins at `position`; what follows it is left alone.
 * Throws `bad-security` where there is none, or none that ends within the bytes.
 *
 * @example
 * sidText(parseSid(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0))); // "S-1-5-18"
 */
export function parseSid(bytes: Uint8Array, position = 0): Sid {
  const room = bytes.length - position;
  if (position < 0 || room < HEADER_SIZE) {
    throw hiveError("bad-security", "a SID runs over the end", {
      expected: "at least 8 bytes",
      found: `${Math.max(0, room)} bytes`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, room);
  const [revision, count] = [view.getUint8(0), view.getUint8(1)];
  if (revision !== REVISION) {
    throw hiveError("bad-security", "the revision of a SID is unknown", { expected: "1", found: String(revision) });
  }
  if (count > MOST_SUB_AUTHORITIES) {
    throw hiveError("bad-security", "a SID has too many parts", { expected: "at most 15", found: String(count) });
  }
  if (HEADER_SIZE + 4 * count > room) {
    throw hiveError("bad-security", "a SID runs over the end", {
      expected: `${HEADER_SIZE + 4 * count} bytes`,
      found: `${room} bytes`,
    });
  }
  return {
    // Big-endian, unlike everything else in a hive.
    authority: view.getUint16(2) * 2 ** 32 + view.getUint32(4),
    subAuthorities: Array.from({ length: count }, (_, index) => view.getUint32(HEADER_SIZE + 4 * index, true)),
  };
}

/**
 * The bytes of a SID, as `parseSid` reads them.
 *
 * @example
 * sidBytes({ authority: 5, subAuthorities: [18] }).length; // 12
 */
export function sidBytes(sid: Sid): Uint8Array {
  const bytes = new Uint8Array(sidSize(sid));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, REVISION);
  view.setUint8(1, sid.subAuthorities.length);
  view.setUint16(2, Math.floor(sid.authority / 2 ** 32));
  view.setUint32(4, sid.authority >>> 0);
  sid.subAuthorities.forEach((number, index) => {
    view.setUint32(HEADER_SIZE + 4 * index, number, true);
  });
  return bytes;
}

/**
 * A SID as people write it. An authority beyond 32 bits is written in hexadecimal, as Windows does.
 *
 * @example
 * sidText({ authority: 5, subAuthorities: [32, 544] }); // "S-1-5-32-544"
 */
export function sidText({ authority, subAuthorities }: Sid): string {
  const first = authority > LARGEST_IN_DECIMAL ? `0x${authority.toString(16).padStart(12, "0")}` : String(authority);
  return ["S-1", first, ...subAuthorities].join("-");
}
