// The first bulk verb: every value of one name at most so many levels below a key, depth first, in stored order.
import {
  IN_KEY_NODE,
  MAXIMUM_DEPTH_FRAMES,
  OUTPUT,
  OUTPUT_SIZE,
  RULE_DEPTH,
  RULE_LOOP,
  STEP_VISITS,
  TREE_LOOPS,
  TREE_TOO_DEEP,
  WALK_STACK,
} from "./abi.ts";
import { binsEnd, fileOffsetOf } from "./cell.ts";
import { keyNode, subkeyCount, subkeyListOf, valueCount } from "./key-node.ts";
import { KEY_NODE_SIZE, MAXIMUM_DEPTH, NIL, VALUE_SIZE } from "./layout.ts";
import { put32, u32At } from "./memory.ts";
import { fail, failed } from "./status.ts";
import { nextSubkey, openCursor } from "./subkey-list.ts";
import { valueList, valueNameIsInput } from "./value.ts";

// A frame of the walk: a cursor over the subkeys, then the key and how many of its values have been looked at
const FRAME_SIZE: u32 = 32;
const FRAME_KEY: u32 = 16;
const FRAME_VALUES_SEEN: u32 = 20;
const LARGEST_RECORD: u32 = (MAXIMUM_DEPTH + 2) * 4;

let nameLength: u32 = 0;
let deepest: u32 = 0;
let level: i32 = -1;
let keysSeen: u32 = 0; // a tree has no more keys and values than fit its bins
let valuesSeen: u32 = 0;

export function startFindValues(key: u32, length: u32, depth: u32): void {
  nameLength = length;
  deepest = depth;
  level = -1;
  keysSeen = 0;
  valuesSeen = 0;
  enter(key);
}

/** Walks on until the step is used up. */
export function findValuesBelow(): u32 {
  let end: u32 = OUTPUT;
  for (let visits: u32 = 0; visits < STEP_VISITS; visits++) {
    if (level < 0 || failed()) return end;
    if (end > OUTPUT + OUTPUT_SIZE - LARGEST_RECORD) break;
    const found = nextMatch();
    if (failed()) return end;
    if (found != NIL) end = putRecord(end, found);
    else if (valuesAreSeen()) descend();
  }
  return end | 1;
}

function frame(): u32 {
  return WALK_STACK + (level as u32) * FRAME_SIZE;
}

/** Looks at the key's next value; NIL when it has another name or there is none. */
function nextMatch(): u32 {
  const key = keyNode(u32At(frame() + FRAME_KEY));
  const seen = u32At(frame() + FRAME_VALUES_SEEN);
  if (key == 0 || seen >= valueCount(key)) return NIL;
  const list = valueList(key);
  if (list == 0) return NIL;
  const offset = u32At(list + seen * 4);
  valuesSeen++;
  if (isTooMuch(u32At(frame() + FRAME_KEY), valuesSeen, VALUE_SIZE)) return NIL;
  const matches = valueNameIsInput(offset, nameLength);
  put32(frame() + FRAME_VALUES_SEEN, seen + 1);
  return matches && !failed() ? offset : NIL;
}

function valuesAreSeen(): bool {
  const key = keyNode(u32At(frame() + FRAME_KEY));
  return key != 0 && u32At(frame() + FRAME_VALUES_SEEN) >= valueCount(key);
}

/** To the next subkey, or back up when there is none or this is as deep as asked for. */
function descend(): void {
  const subkey = (level as u32) < deepest ? nextSubkey(frame()) : NIL;
  if (failed()) return;
  if (subkey == NIL) level--;
  else enter(subkey);
}

function enter(offset: u32): void {
  for (let ancestor: i32 = 0; ancestor <= level; ancestor++) {
    if (u32At(WALK_STACK + (ancestor as u32) * FRAME_SIZE + FRAME_KEY) == offset) {
      fail(TREE_LOOPS, IN_KEY_NODE, RULE_LOOP, fileOffsetOf(offset), 0, ancestor as u32);
      return;
    }
  }
  if ((level + 1) as u32 >= MAXIMUM_DEPTH_FRAMES) {
    fail(TREE_TOO_DEEP, IN_KEY_NODE, RULE_DEPTH, fileOffsetOf(offset), MAXIMUM_DEPTH, 0);
    return;
  }
  const key = keyNode(offset);
  keysSeen++;
  if (key == 0 || isTooMuch(offset, keysSeen, KEY_NODE_SIZE)) return;
  level++;
  openCursor(frame(), subkeyCount(key) == 0 ? NIL : subkeyListOf(key), subkeyCount(key));
  put32(frame() + FRAME_KEY, offset);
  put32(frame() + FRAME_VALUES_SEEN, 0);
}

/** Lists that name the same keys or values again and again could keep a walk busy for ever without a loop. */
function isTooMuch(offset: u32, seen: u32, recordSize: u32): bool {
  if (seen <= binsEnd() / recordSize) return false;
  fail(TREE_LOOPS, IN_KEY_NODE, RULE_LOOP, fileOffsetOf(offset), 0, seen);
  return true;
}

/** One hit: how many keys lead to it, the value, the keys from the starting one down. */
function putRecord(end: u32, offset: u32): u32 {
  const keys = (level as u32) + 1;
  put32(end, keys);
  put32(end + 4, offset);
  for (let index: u32 = 0; index < keys; index++) {
    put32(end + 8 + index * 4, u32At(WALK_STACK + index * FRAME_SIZE + FRAME_KEY));
  }
  return end + 8 + keys * 4;
}
