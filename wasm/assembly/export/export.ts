// The bulk verb that writes a whole tree as text. It walks, and tells the format what it meets; what is being written when
// a step ends goes on with the next one. In a tolerant export what cannot be read is noted and passed over.
import {
  COUNT_BIG_DATA,
  COUNT_DATA_HIGH,
  COUNT_DATA_LOW,
  COUNT_DEEPEST,
  COUNT_KEYS,
  COUNT_VALUES,
  FORMAT_REG,
  IN_KEY_NODE,
  IN_VALUE,
  OUTPUT,
  OUTPUT_SIZE,
  PLACE_BIG_DATA,
  RULE_PARENT,
  STEP_VISITS,
  WRONG_PARENT,
} from "../abi.ts";
import { dataFileOffsetOf } from "../cell.ts";
import { KEY_NODE_PARENT, NIL, VALUE_SIZE } from "../layout.ts";
import { result, u32At } from "../memory.ts";
import { bulkRead } from "../paging.ts";
import { beginTolerance, forgetFaults, hasGivenUp, hasRoomForFaults, passOver, reportFaults } from "../passed-over.ts";
import { fail, failed } from "../status.ts";
import { dataPlace, dataSize, hasCompressedName, value, valueNameSize } from "../value.ts";
import { beginWalk, enterKey, keyAt, leaveKey, level, nextChild, nextValue, note, setNote } from "../walk.ts";
import { appendName, beginPaths, countValues, format, pathSize, setPathSize } from "./context.ts";
import { dataIsThere } from "./data-text.ts";
import { beginDigests, endDigests } from "./digests.ts";
import { emitAt, out, setWide } from "./emit.ts";
import { beginFile, beginKey, beginValue, chunk, endFile, endKey, endValue, endValues } from "./format.ts";
import { nameFitsReg } from "./reg-name.ts";

const BEGIN: u32 = 0;
const ENTER: u32 = 1;
const VALUES: u32 = 2;
const DATA: u32 = 3;
const CHILDREN: u32 = 4;
const END: u32 = 5;
const DONE: u32 = 6;

let phase: u32 = DONE;
let entering: u32 = 0; // the key to be entered next
let dataBytes: u64 = 0;
let bigData: u32 = 0;
let keys: u32 = 0;
let values: u32 = 0;
let deepest: i32 = 0;

export function startExport(key: u32, which: u32, prefixSize: u32, tolerant: bool): void {
  beginWalk();
  bulkRead(true);
  beginPaths(which, prefixSize);
  setWide(which == FORMAT_REG);
  phase = BEGIN;
  entering = key;
  beginTolerance(tolerant);
  dataBytes = 0;
  bigData = 0;
  keys = 0;
  values = 0;
  deepest = 0;
}

/** Writes on until the step is used up; where the output ends, with the lowest bit set when there is more. */
export function stepExport(): bool {
  emitAt(OUTPUT);
  beginDigests();
  forgetFaults();
  for (let visits: u32 = 0; visits < STEP_VISITS && phase != DONE; visits++) {
    if (out >= OUTPUT + OUTPUT_SIZE || !hasRoomForFaults()) break;
    const mark = out;
    advance();
    if (!failed()) continue;
    if (!passOver()) break;
    emitAt(mark);
  }
  endDigests();
  report();
  return phase != DONE;
}

function advance(): void {
  // The most frequent first.
  if (phase == VALUES) goOnWithValues();
  else if (phase == CHILDREN) goOnWithChildren();
  else if (phase == ENTER) enter();
  else if (phase == DATA) goOnWithData();
  else if (phase == BEGIN) {
    beginFile();
    phase = ENTER;
  } else {
    endFile();
    bulkRead(false);
    phase = DONE;
  }
}

function enter(): void {
  // Should the key not be let in, its parent goes on with the next one.
  phase = level < 0 ? END : CHILDREN;
  const parent = level < 0 ? NIL : keyAt(level);
  const key = enterKey(entering);
  if (key == 0) return;
  setNote(pathSize);
  if (!appendName(key)) {
    leaveKey();
    return;
  }
  phase = VALUES;
  keys++;
  if (level > deepest) deepest = level;
  countValues(0);
  beginKey(key);
  if (level > 0 && u32At(key + KEY_NODE_PARENT) != parent) noteWrongParent(key, parent);
}

/** The key is read all the same where the export is tolerant: only its way up is wrong. */
function noteWrongParent(key: u32, parent: u32): void {
  const at = dataFileOffsetOf(entering) + KEY_NODE_PARENT;
  fail(WRONG_PARENT, IN_KEY_NODE, RULE_PARENT, at, parent, u32At(key + KEY_NODE_PARENT));
  passOver();
}

function goOnWithValues(): void {
  const offset = hasGivenUp() ? NIL : nextValue();
  if (failed()) return;
  if (offset == NIL) {
    endValues();
    phase = CHILDREN;
    return;
  }
  const record = value(offset);
  if (record == 0 || !dataIsThere(record) || !nameFits(offset, record)) return;
  values++;
  dataBytes += dataSize(record);
  if (dataPlace(record) == PLACE_BIG_DATA) bigData++;
  if (beginValue(record) && chunk()) phase = DATA;
  else endValue();
}

function nameFits(offset: u32, record: u32): bool {
  return nameFitsReg(
    format,
    IN_VALUE,
    dataFileOffsetOf(offset),
    record + VALUE_SIZE,
    valueNameSize(record),
    hasCompressedName(record),
  );
}

function goOnWithData(): void {
  if (chunk()) return;
  endValue();
  phase = VALUES;
}

function goOnWithChildren(): void {
  const offset = hasGivenUp() ? NIL : nextChild();
  if (failed()) return;
  if (offset != NIL) {
    entering = offset;
    phase = ENTER;
    return;
  }
  endKey();
  setPathSize(note());
  leaveKey();
  if (level < 0) phase = END;
}

function report(): void {
  reportFaults();
  result(COUNT_KEYS, keys);
  result(COUNT_VALUES, values);
  result(COUNT_DATA_LOW, dataBytes as u32);
  result(COUNT_DATA_HIGH, (dataBytes >> 32) as u32);
  result(COUNT_BIG_DATA, bigData);
  result(COUNT_DEEPEST, deepest as u32);
}
