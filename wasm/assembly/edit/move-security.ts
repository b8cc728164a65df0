// Making all keys of a tree share other security cells, and telling which ones they share.
import { BAD_SECURITY_RING, IN_SECURITY, INPUT, OUTPUT, OUTPUT_SIZE, RULE_REFERENCES, STEP_VISITS } from "../abi.ts";
import { dataFileOffsetOf } from "../cell.ts";
import { patch32 } from "../changes.ts";
import { proveCell } from "../hive-bin.ts";
import { KEY_NODE_SECURITY, NIL, SECURITY_REFERENCES } from "../layout.ts";
import { put32, u32At } from "../memory.ts";
import { fail, failed } from "../status.ts";
import { beginWalk, enterKey, keyAt, leaveKey, level, nextChild, presentKey } from "../walk.ts";
import { touchKey } from "./key-node-edit.ts";
import { dropReference, provedSecurity } from "./security-reference.ts";

const PAIR_SIZE: u32 = 8; // u32: the cell that keys share, then the one that they shall share

/**
 * Walks over a key and all below it. The `count` pairs in INPUT are in ascending order of the old cells; where both of a
 * pair are the same, only the keys' times change. False after a fault.
 */
export function moveSecurityBelow(key: u32, count: u32, touches: bool): bool {
  beginWalk();
  for (enterKey(key); level >= 0 && !failed(); enterNext()) {
    const old = u32At(presentKey() + KEY_NODE_SECURITY);
    const target = targetOf(old, count);
    if (target != NIL) moveOne(keyAt(level), presentKey(), old, target, touches);
  }
  return !failed();
}

function moveOne(key: u32, node: u32, old: u32, target: u32, touches: bool): void {
  if (!proveCell(key)) return;
  if (touches) touchKey(node);
  if (failed() || old == target) return;
  const record = provedSecurity(target);
  if (record == 0) return;
  // A new cell has no key yet; only one that counts more than fits may not go on.
  const references = u32At(record + SECURITY_REFERENCES);
  if (references == NIL) {
    fail(
      BAD_SECURITY_RING,
      IN_SECURITY,
      RULE_REFERENCES,
      dataFileOffsetOf(target) + SECURITY_REFERENCES,
      1,
      references,
    );
    return;
  }
  patch32(record + SECURITY_REFERENCES, references + 1);
  if (!failed()) patch32(node + KEY_NODE_SECURITY, target);
  if (!failed()) dropReference(old);
}

/** To the next key in depth-first order; the walk is over when there is none. */
function enterNext(): void {
  while (level >= 0 && !failed()) {
    const child = nextChild();
    if (failed()) return;
    if (child != NIL) {
      enterKey(child);
      return;
    }
    leaveKey();
  }
}

function targetOf(old: u32, count: u32): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) / 2;
    const pair = INPUT + middle * PAIR_SIZE;
    if (u32At(pair) == old) return u32At(pair + 4);
    if (u32At(pair) < old) low = middle + 1;
    else high = middle;
  }
  return NIL;
}

/** Begins to list the security cells of a key and of all below it. */
export function startSecurities(key: u32): void {
  beginWalk();
  enterKey(key);
}

/** Leaves records of two u32: a security cell, and how many keys that follow each other in the walk share it. */
export function listSecurities(): u32 {
  let end: u32 = OUTPUT;
  for (let visits: u32 = 0; visits < STEP_VISITS; visits++) {
    if (level < 0 || failed()) return end;
    if (end >= OUTPUT + OUTPUT_SIZE) break;
    const cell = u32At(presentKey() + KEY_NODE_SECURITY);
    if (end != OUTPUT && u32At(end - PAIR_SIZE) == cell) put32(end - 4, u32At(end - 4) + 1);
    else {
      put32(end, cell);
      put32(end + 4, 1);
      end += PAIR_SIZE;
    }
    enterNext();
  }
  return end | 1;
}
