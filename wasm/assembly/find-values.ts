// A bulk verb: every value of one name at most so many levels below a key, depth first, in stored order.
import { OUTPUT, OUTPUT_SIZE, STEP_VISITS } from "./abi.ts";
import { MAXIMUM_DEPTH, NIL } from "./layout.ts";
import { put32 } from "./memory.ts";
import { failed } from "./status.ts";
import { valueNameIsInput } from "./value.ts";
import { beginWalk, enterKey, keyAt, leaveKey, level, nextChild, nextValue } from "./walk.ts";

const LARGEST_RECORD: u32 = (MAXIMUM_DEPTH + 2) * 4;

let nameLength: u32 = 0;
let deepest: u32 = 0;

export function startFindValues(key: u32, length: u32, depth: u32): void {
  nameLength = length;
  deepest = depth;
  beginWalk();
  enterKey(key);
}

/** Walks on until the step is used up. */
export function findValuesBelow(): u32 {
  let end: u32 = OUTPUT;
  for (let visits: u32 = 0; visits < STEP_VISITS; visits++) {
    if (level < 0 || failed()) return end;
    if (end > OUTPUT + OUTPUT_SIZE - LARGEST_RECORD) break;
    const value = nextValue();
    if (failed()) return end;
    if (value == NIL) descend();
    else if (valueNameIsInput(value, nameLength)) end = putRecord(end, value);
  }
  return end | 1;
}

/** To the next subkey, or back up when there is none or this is as deep as asked for. */
function descend(): void {
  const subkey = (level as u32) < deepest ? nextChild() : NIL;
  if (failed()) return;
  if (subkey == NIL) leaveKey();
  else enterKey(subkey);
}

/** One hit: how many keys lead to it, the value, the keys from the starting one down. */
function putRecord(end: u32, value: u32): u32 {
  const keys = (level as u32) + 1;
  put32(end, keys);
  put32(end + 4, value);
  for (let index: u32 = 0; index < keys; index++) put32(end + 8 + index * 4, keyAt(index as i32));
  return end + 8 + keys * 4;
}
