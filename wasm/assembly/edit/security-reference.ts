// Counting the keys that share a security cell. The ring and the counts hang together over the whole hive and cannot be
// proved from here; so every contradiction that shows is refused.
import { BAD_SECURITY_RING, IN_SECURITY, RULE_REFERENCES, RULE_RING } from "../abi.ts";
import { rootOffset } from "../base-block.ts";
import { binsEnd, dataFileOffsetOf } from "../cell.ts";
import { patch32 } from "../changes.ts";
import { release } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import { keyNode } from "../key-node.ts";
import {
  KEY_NODE_SECURITY,
  KEY_NODE_SIZE,
  SECURITY_BACKWARD,
  SECURITY_FORWARD,
  SECURITY_REFERENCES,
} from "../layout.ts";
import { u32At } from "../memory.ts";
import { security } from "../security.ts";
import { fail, failed } from "../status.ts";

/** Counts one more key that shares a security cell; false after a fault. */
export function addReference(offset: u32): bool {
  const record = countedSecurity(offset);
  if (record == 0) return false;
  patch32(record + SECURITY_REFERENCES, u32At(record + SECURITY_REFERENCES) + 1);
  return !failed();
}

/** Counts one key less; a cell that no key shares leaves the ring and is freed. False after a fault. */
export function dropReference(offset: u32): bool {
  const record = countedSecurity(offset);
  if (record == 0) return false;
  const count = u32At(record + SECURITY_REFERENCES);
  if (count == 1) return unlink(offset, record) && release(offset);
  patch32(record + SECURITY_REFERENCES, count - 1);
  return !failed();
}

/** Lets a security cell in that is going to be changed: its cell is proved. Its address; 0 after a fault. */
export function provedSecurity(offset: u32): u32 {
  const record = security(offset);
  return record == 0 || !proveCell(offset) ? 0 : record;
}

/** The same for one that keys share: its count is at least one, and no more than there can be keys. */
function countedSecurity(offset: u32): u32 {
  const record = provedSecurity(offset);
  if (record == 0) return 0;
  const count = u32At(record + SECURITY_REFERENCES);
  const most = binsEnd() / KEY_NODE_SIZE;
  return count == 0 || count > most ? refuse(RULE_REFERENCES, offset + SECURITY_REFERENCES, most, count) : record;
}

/** Joins the neighbours of a cell that is to go. The root's never goes: every hive has a root, which counts for one. */
function unlink(offset: u32, record: u32): bool {
  const next = u32At(record + SECURITY_FORWARD);
  const previous = u32At(record + SECURITY_BACKWARD);
  const root = keyNode(rootOffset());
  if (root == 0) return false;
  if (next == offset || previous == offset || u32At(root + KEY_NODE_SECURITY) == offset)
    return refuse(RULE_REFERENCES, offset + SECURITY_REFERENCES, 2, 1) != 0;
  const after = provedSecurity(next);
  const before = provedSecurity(previous);
  if (after == 0 || before == 0) return false;
  if (u32At(after + SECURITY_BACKWARD) != offset)
    return refuse(RULE_RING, next + SECURITY_BACKWARD, offset, u32At(after + SECURITY_BACKWARD)) != 0;
  if (u32At(before + SECURITY_FORWARD) != offset)
    return refuse(RULE_RING, previous + SECURITY_FORWARD, offset, u32At(before + SECURITY_FORWARD)) != 0;
  patch32(before + SECURITY_FORWARD, next);
  if (!failed()) patch32(after + SECURITY_BACKWARD, previous);
  return !failed();
}

function refuse(rule: u32, place: u32, expected: u32, found: u32): u32 {
  return fail(BAD_SECURITY_RING, IN_SECURITY, rule, dataFileOffsetOf(place), expected, found);
}
