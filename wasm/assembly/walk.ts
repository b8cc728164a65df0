// A walk over a tree, depth first, in stored order: each key, then its values, then its subkeys. All of it lies in
// engine memory, one frame a level, so that it can stop anywhere and go on.
import {
  IN_KEY_NODE,
  MAXIMUM_DEPTH_FRAMES,
  RULE_DEPTH,
  RULE_LOOP,
  TREE_LOOPS,
  TREE_TOO_DEEP,
  WALK_STACK,
} from "./abi.ts";
import { binsEnd, fileOffsetOf } from "./cell.ts";
import { keyNode, subkeyCount, subkeyListOf, valueCount } from "./key-node.ts";
import { KEY_NODE_SIZE, MAXIMUM_DEPTH, NIL, VALUE_SIZE } from "./layout.ts";
import { put32, u32At } from "./memory.ts";
import { fail, failed } from "./status.ts";
import { CURSOR_SIZE, nextSubkey, openCursor } from "./subkey-cursor.ts";
import { valueList } from "./value.ts";

// A frame: a cursor over the subkeys, then what belongs to the key itself
const FRAME_SIZE: u32 = 64;
const KEY: u32 = CURSOR_SIZE; // offset
const NODE: u32 = CURSOR_SIZE + 4; // address
const VALUES: u32 = CURSOR_SIZE + 8; // address of the value list
const VALUE_COUNT: u32 = CURSOR_SIZE + 12;
const VALUES_SEEN: u32 = CURSOR_SIZE + 16;
const NOTE: u32 = CURSOR_SIZE + 20; // for whoever walks

/** The level that the walk is at; -1 when it is over. */
export let level: i32 = -1;
/** Keys and values met so far; a tree has no more of them than fit its bins. */
export let keysSeen: u32 = 0;
export let valuesSeen: u32 = 0;

/** Begins a walk: the first `enterKey` is the key where it starts. */
export function beginWalk(): void {
  level = -1;
  keysSeen = 0;
  valuesSeen = 0;
}

/** Enters a key that `nextChild` gave, or the first one; its address, 0 after a fault, and then it is not entered. */
export function enterKey(offset: u32): u32 {
  for (let ancestor: i32 = 0; ancestor <= level; ancestor++) {
    if (u32At(frameAt(ancestor) + KEY) == offset) return refuse(TREE_LOOPS, RULE_LOOP, offset);
  }
  if (((level + 1) as u32) >= MAXIMUM_DEPTH_FRAMES) return refuse(TREE_TOO_DEEP, RULE_DEPTH, offset);
  // Lists that name the same keys again and again could keep a walk busy for ever without a loop.
  if (keysSeen >= binsEnd() / KEY_NODE_SIZE) return refuse(TREE_LOOPS, RULE_LOOP, offset);
  const key = keyNode(offset);
  if (key == 0) return 0;
  keysSeen++;
  level++;
  const frame = frameAt(level);
  openCursor(frame, subkeyListOf(key), subkeyCount(key));
  put32(frame + KEY, offset);
  put32(frame + NODE, key);
  put32(frame + VALUES, 0);
  put32(frame + VALUE_COUNT, valueCount(key));
  put32(frame + VALUES_SEEN, 0);
  put32(frame + NOTE, 0);
  return key;
}

/** The next value of the key that the walk is at, NIL when all have been seen or after a fault. One may go on. */
export function nextValue(): u32 {
  const frame = frameAt(level);
  const seen = u32At(frame + VALUES_SEEN);
  if (seen >= u32At(frame + VALUE_COUNT)) return NIL;
  if (u32At(frame + VALUES) == 0) {
    const list = valueList(u32At(frame + NODE));
    if (list == 0) {
      put32(frame + VALUE_COUNT, 0);
      return NIL;
    }
    put32(frame + VALUES, list);
  }
  put32(frame + VALUES_SEEN, seen + 1);
  if (valuesSeen >= binsEnd() / VALUE_SIZE) {
    put32(frame + VALUE_COUNT, 0);
    refuse(TREE_LOOPS, RULE_LOOP, u32At(frame + KEY));
    return NIL;
  }
  valuesSeen++;
  return u32At(u32At(frame + VALUES) + seen * 4);
}

/** The next subkey of the key that the walk is at, NIL when there is none or after a fault. One may go on. */
export function nextChild(): u32 {
  return nextSubkey(frameAt(level));
}

/** Back to the parent. */
export function leaveKey(): void {
  level--;
}

/** Offset of the key at a level. */
export function keyAt(which: i32): u32 {
  return u32At(frameAt(which) + KEY);
}

/** Address of the key that the walk is at. */
export function presentKey(): u32 {
  return u32At(frameAt(level) + NODE);
}

/** A number that goes with the level. */
export function note(): u32 {
  return u32At(frameAt(level) + NOTE);
}

export function setNote(value: u32): void {
  put32(frameAt(level) + NOTE, value);
}

function frameAt(which: i32): u32 {
  return WALK_STACK + (which as u32) * FRAME_SIZE;
}

function refuse(status: i32, rule: u32, offset: u32): u32 {
  return failed() ? 0 : fail(status, IN_KEY_NODE, rule, fileOffsetOf(offset), MAXIMUM_DEPTH, keysSeen);
}
