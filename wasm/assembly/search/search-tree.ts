// The bulk verb that searches a tree: each key's name, then its values, names and data. A match begins behind the one before it.
// After a scan only what lies in pages where a match may begin is looked at; nothing else is even read.
import {
  OUTPUT,
  OUTPUT_SIZE,
  ROOM_DATA,
  ROOM_KEY_NAMES,
  ROOM_VALUE_NAMES,
  SEARCH_RECORD_SIZE,
  STEP_VISITS,
  USE_NARROW_NAME,
  USE_WIDE_NAME,
} from "../abi.ts";
import { hasCompressedName as keyNameIsCompressed, keyNameSize } from "../key-node.ts";
import { KEY_NODE_LAST_WRITTEN, KEY_NODE_SIZE, MAXIMUM_DEPTH, NIL, VALUE_SIZE, VALUE_TYPE } from "../layout.ts";
import { put32, u32At, u64At } from "../memory.ts";
import { bulkRead, imageBase } from "../paging.ts";
import { beginTolerance, forgetFaults, hasGivenUp, hasRoomForFaults, passOver, reportFaults } from "../passed-over.ts";
import { failed } from "../status.ts";
import { dataSize, hasCompressedName, value, valueNameSize } from "../value.ts";
import { beginWalk, enterKey, keyAt, leaveKey, level, nextChild, nextValue } from "../walk.ts";
import {
  mayHoldMatch,
  openWindow,
  placeOfData,
  useOfData,
  windowAddress,
  windowSize,
  windowStarts,
} from "./data-window.ts";
import { findMatch, matchedPattern, matchSize } from "./find-match.ts";
import { mayMatch } from "./scan.ts";
import { isWantedTime, isWantedType, leastSize, rooms } from "./table.ts";

const ENTER: u32 = 0;
const KEY_NAME: u32 = 1;
const VALUES: u32 = 2;
const VALUE_NAME: u32 = 3;
const DATA: u32 = 4;
const CHILDREN: u32 = 5;
const DONE: u32 = 6;

const LARGEST_RECORD: u32 = SEARCH_RECORD_SIZE + (MAXIMUM_DEPTH + 2) * 4;

let phase: u32 = DONE;
let entering: u32 = 0; // the key to be entered next
let record: u32 = 0; // address of the key or value that is searched
let offset: u32 = NIL; // of that value
let position: u32 = 0; // where in its name or data the search goes on
let isScanned: bool = false;
/** Where the output ends. */
export let hitsEnd: u32 = OUTPUT;

export function startSearch(key: u32, scanned: bool, tolerant: bool): void {
  beginWalk();
  bulkRead(true);
  beginTolerance(tolerant);
  isScanned = scanned;
  entering = key;
  phase = ENTER;
}

/** Searches on until the step is used up; whether there is more. */
export function stepSearch(): bool {
  hitsEnd = OUTPUT;
  forgetFaults();
  for (let visits: u32 = 0; visits < STEP_VISITS && phase != DONE; visits++) {
    if (hitsEnd > OUTPUT + OUTPUT_SIZE - LARGEST_RECORD || !hasRoomForFaults()) break;
    advance();
    if (failed() && !passOver()) break;
  }
  if (phase == DONE) bulkRead(false);
  reportFaults();
  return phase != DONE;
}

function advance(): void {
  // The most frequent first.
  if (phase == VALUES) goOnWithValues();
  else if (phase == DATA) searchData();
  else if (phase == VALUE_NAME) searchValueName();
  else if (phase == CHILDREN) goOnWithChildren();
  else if (phase == ENTER) enter();
  else searchKeyName();
}

function enter(): void {
  // Should the key not be let in, its parent goes on with the next one.
  phase = level < 0 ? DONE : CHILDREN;
  record = enterKey(entering);
  if (record == 0) return;
  position = 0;
  if (!isWantedTime(u64At(record + KEY_NODE_LAST_WRITTEN))) phase = CHILDREN;
  else if ((rooms & ROOM_KEY_NAMES) == 0 || isRuledOut(record + KEY_NODE_SIZE, keyNameSize(record))) phase = VALUES;
  else phase = KEY_NAME;
}

function searchKeyName(): void {
  if (!searchName(ROOM_KEY_NAMES, record + KEY_NODE_SIZE, keyNameSize(record), keyNameIsCompressed(record)))
    phase = VALUES;
}

function goOnWithValues(): void {
  offset = hasGivenUp() ? NIL : nextValue();
  if (failed()) return;
  if (offset == NIL) {
    phase = CHILDREN;
    return;
  }
  record = value(offset);
  if (record == 0 || dataSize(record) < leastSize || !isWantedType(u32At(record + VALUE_TYPE))) return;
  position = 0;
  const isPassed = (rooms & ROOM_VALUE_NAMES) == 0 || isRuledOut(record + VALUE_SIZE, valueNameSize(record));
  if (!isPassed) phase = VALUE_NAME;
  else beginData();
}

function searchValueName(): void {
  const size = valueNameSize(record);
  if (!searchName(ROOM_VALUE_NAMES, record + VALUE_SIZE, size, hasCompressedName(record))) beginData();
}

function beginData(): void {
  position = 0;
  phase = VALUES;
  if ((rooms & ROOM_DATA) == 0 || (isScanned && !mayHoldMatch(record))) return;
  if (!failed()) phase = DATA;
}

/** A window of the data, or what of it lies behind a match. */
function searchData(): void {
  if (position >= dataSize(record) || !openWindow(record, position)) {
    phase = VALUES;
    return;
  }
  const limit = windowAddress + windowStarts;
  // Even places count from the data's beginning, and all but the first windows begin at one as far from it as they tell.
  const base = windowAddress - (position & 1);
  const at = findMatch(windowAddress, limit, windowAddress + windowSize, useOfData(record), base);
  if (at == 0) {
    position += windowStarts;
    return;
  }
  const before = at - windowAddress;
  put(ROOM_DATA, position + before, placeOfData(record, position + before), offset);
  position += before + matchSize;
}

/** The next match in a name; false where there is none. */
function searchName(room: u32, name: u32, size: u32, compressed: bool): bool {
  if (position >= size) return false;
  const end = name + size;
  const at = findMatch(name + position, end, end, compressed ? USE_NARROW_NAME : USE_WIDE_NAME, name);
  if (at == 0) return false;
  put(room, at - name, at - imageBase, room == ROOM_KEY_NAMES ? NIL : offset);
  position = at - name + matchSize;
  return true;
}

function isRuledOut(address: u32, size: u32): bool {
  return isScanned && !mayMatch(address - imageBase, size);
}

function goOnWithChildren(): void {
  const subkey = hasGivenUp() ? NIL : nextChild();
  if (failed()) return;
  if (subkey != NIL) {
    entering = subkey;
    phase = ENTER;
    return;
  }
  leaveKey();
  if (level < 0) phase = DONE;
}

/** One hit; see abi.ts. */
function put(room: u32, place: u32, fileOffset: u32, valueOffset: u32): void {
  const keys = (level as u32) + 1;
  put32(hitsEnd, room);
  put32(hitsEnd + 4, matchedPattern);
  put32(hitsEnd + 8, place);
  put32(hitsEnd + 12, matchSize);
  put32(hitsEnd + 16, fileOffset);
  put32(hitsEnd + 20, valueOffset);
  put32(hitsEnd + 24, keys);
  for (let index: u32 = 0; index < keys; index++) put32(hitsEnd + SEARCH_RECORD_SIZE + index * 4, keyAt(index as i32));
  hitsEnd += SEARCH_RECORD_SIZE + keys * 4;
}
