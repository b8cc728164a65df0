import { hiveError } from "../errors.ts";
import { entrySidAt, LIST_HEADER_SIZE } from "./access-control-list.ts";
import { CONDITION_TOKEN, type ConditionToken, conditionBytes, readCondition } from "./condition-tokens.ts";
import { bytesToHex } from "./hex.ts";
import {
  DESCRIPTOR_FIELD,
  DESCRIPTOR_HEADER_SIZE,
  parseSecurityDescriptor,
  SECURITY_CONTROL,
} from "./security-descriptor.ts";
import { parseSid, type Sid, sidBytes, sidSize } from "./sid.ts";

const LARGEST = 0xffff; // sizes of entries and lists have 16 bits

/**
 * A security descriptor with one SID in the place of another one: as owner, as group, in the entries of both lists and in
 * their conditions. Everything else stays byte by byte, but what no part of the descriptor uses. undefined where it does not
 * hold the SID. Throws `bad-security` where it is damaged, `limit-exceeded` where a list becomes too large.
 *
 * @example
 * engine.editing.changeSecurity(hive.root.offset, (descriptor) => replaceSid(descriptor, old, new));
 */
export function replaceSid(descriptor: Uint8Array, old: Sid, replacement: Sid): Uint8Array | undefined {
  parseSecurityDescriptor(descriptor);
  const replacing = new SidReplacing(sidBytes(old), sidBytes(replacement));
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.length);
  const control = view.getUint16(2, true);
  const fields: [field: number, isThere: boolean, isSid: boolean][] = [
    [DESCRIPTOR_FIELD.owner, true, true],
    [DESCRIPTOR_FIELD.group, true, true],
    [DESCRIPTOR_FIELD.sacl, (control & SECURITY_CONTROL.saclPresent) !== 0, false],
    [DESCRIPTOR_FIELD.dacl, (control & SECURITY_CONTROL.daclPresent) !== 0, false],
  ];
  const parts = fields
    .map(([field, isThere, isSid]) => ({ field, isSid, at: isThere ? view.getUint32(field, true) : 0 }))
    .filter(({ at }) => at !== 0)
    .sort((one, other) => one.at - other.at)
    .map(({ field, isSid, at }) => {
      const size = isSid ? sidSize(parseSid(descriptor, at)) : view.getUint16(at + 2, true);
      const part = descriptor.subarray(at, at + size);
      return { field, at, bytes: isSid ? replacing.sid(part) : replacing.list(part) };
    });
  if (!replacing.hasReplaced) return undefined;
  return joined(descriptor.subarray(0, 4), parts);
}

/** The parts one behind the other in their old order; owner and group may share one place. */
function joined(head: Uint8Array, parts: readonly { field: number; at: number; bytes: Uint8Array }[]): Uint8Array {
  const places = new Map<number, number>();
  let size = DESCRIPTOR_HEADER_SIZE;
  for (const { at, bytes } of parts) {
    if (places.has(at)) continue;
    places.set(at, size);
    size = (size + bytes.length + 3) & ~3;
  }
  const descriptor = new Uint8Array(size);
  descriptor.set(head);
  const view = new DataView(descriptor.buffer);
  for (const { field, at, bytes } of parts) {
    const place = places.get(at) as number;
    view.setUint32(field, place, true);
    descriptor.set(bytes, place);
  }
  return descriptor;
}

/** Gives each part of a descriptor as it is with the other SID, or the same bytes. */
class SidReplacing {
  hasReplaced = false;
  readonly #old: string;
  readonly #replacement: Uint8Array;

  constructor(old: Uint8Array, replacement: Uint8Array) {
    this.#old = bytesToHex(old);
    this.#replacement = replacement;
  }

  sid(bytes: Uint8Array): Uint8Array {
    if (bytesToHex(bytes) !== this.#old) return bytes;
    this.hasReplaced = true;
    return this.#replacement;
  }

  list(bytes: Uint8Array): Uint8Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const pieces: Uint8Array[] = [bytes.slice(0, LIST_HEADER_SIZE)];
    let at = LIST_HEADER_SIZE;
    for (let count = view.getUint16(4, true); count > 0; count--) {
      const size = view.getUint16(at + 2, true);
      pieces.push(this.#entry(bytes.subarray(at, at + size)));
      at += size;
    }
    // Room that no entry uses yet
    pieces.push(bytes.subarray(at));
    return sized(pieces);
  }

  #entry(bytes: Uint8Array): Uint8Array {
    const at = entrySidAt(bytes);
    if (at === undefined) return bytes;
    const end = at + sidSize(parseSid(bytes, at));
    const [sid, rest] = [this.sid(bytes.subarray(at, end)), this.#condition(bytes.subarray(end))];
    return sized([bytes.slice(0, at), sid, rest]);
  }

  #condition(bytes: Uint8Array): Uint8Array {
    const tokens = readCondition(bytes);
    if (tokens === undefined) return bytes;
    let isOther = false;
    const replaced = (token: ConditionToken): ConditionToken => {
      if (token.kind === "list") return { ...token, parts: token.parts.map(replaced) };
      if (token.kind !== "content" || token.code !== CONDITION_TOKEN.sid) return token;
      const content = this.sid(token.content);
      isOther ||= content !== token.content;
      return { ...token, content };
    };
    const others = tokens.map(replaced);
    return isOther ? conditionBytes(others) : bytes;
  }
}

/** Pieces as one, with its size where lists and entries have theirs. */
function sized(pieces: readonly Uint8Array[]): Uint8Array {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (size > LARGEST) {
    throw hiveError("limit-exceeded", "an access control list is too large", {
      expected: `at most ${LARGEST} bytes`,
      found: `${size} bytes`,
    });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  new DataView(bytes.buffer).setUint16(2, size, true);
  return bytes;
}
