// The frame of the resumable verbs: start one, then step until it is done. A step visits a bounded number of cells and
// fills at most one buffer, so the host can draw progress and stop between two of them. Where a verb stands lies in
// engine memory and in these few globals, never on the wasm stack: a page fault that throws leaves nothing behind.
import {
  MAXIMUM_DEPTH_FRAMES,
  MORE,
  OK,
  OUTPUT,
  OUTPUT_SIZE,
  RESULT,
  RESULT_SIZE,
  STEP_VISITS,
  VERB_BINS,
  VERB_EXPORT,
  VERB_FIND_VALUES,
  VERB_FINGERPRINTS,
  VERB_NONE,
  VERB_SEARCH,
  VERB_SECURITIES,
  VERB_SUBKEYS,
  VERB_VALUES,
  WALK_STACK,
} from "./abi.ts";
import { countBins, startBins } from "./bin-statistics.ts";
import { listSecurities, startSecurities } from "./edit/move-security.ts";
import { out } from "./export/emit.ts";
import { startExport, stepExport } from "./export/export.ts";
import { findValuesBelow, startFindValues } from "./find-values.ts";
import { listFingerprints, startFingerprints } from "./fingerprint/fingerprints.ts";
import { keyNode, subkeyCount, subkeyListOf, valueCount } from "./key-node.ts";
import { NIL } from "./layout.ts";
import { put32, result, u32At } from "./memory.ts";
import { bulkRead } from "./paging.ts";
import { hitsEnd, startSearch, stepSearch } from "./search/search-tree.ts";
import { failed } from "./status.ts";
import { nextSubkey, openCursor } from "./subkey-cursor.ts";
import { valueList } from "./value.ts";

let verb: u32 = VERB_NONE;
let startKey: u32 = 0;
let position: u32 = 0;

/** Begins a verb at a key; an unfinished one is forgotten. */
export function startVerb(which: u32, key: u32, nameLength: u32, depth: u32): void {
  verb = VERB_NONE;
  bulkRead(false);
  const node = keyNode(key);
  if (node == 0) return;
  startKey = key;
  position = 0;
  if (which == VERB_EXPORT) startExport(key, depth >> 1, nameLength, (depth & 1) != 0);
  if (which == VERB_SEARCH) startSearch(key, (depth & 2) != 0, (depth & 1) != 0);
  if (which == VERB_BINS) startBins();
  if (which == VERB_SECURITIES) startSecurities(key);
  if (which == VERB_FINGERPRINTS) startFingerprints(key, depth);
  if (which == VERB_SUBKEYS) openCursor(WALK_STACK, listOf(node), subkeyCount(node));
  if (which == VERB_FIND_VALUES)
    startFindValues(key, nameLength, depth < MAXIMUM_DEPTH_FRAMES ? depth : MAXIMUM_DEPTH_FRAMES);
  verb = which;
}

// A verb hands back where its output ends; the lowest bit of that says that there is more to come.

/** Goes on: OK when done, MORE when there is more; RESULT and RESULT_SIZE tell what has been left in OUTPUT. */
export function stepVerb(): i32 {
  let end: u32 = OUTPUT;
  if (verb == VERB_SUBKEYS) end = listSubkeys();
  else if (verb == VERB_VALUES) end = listValues();
  else if (verb == VERB_FIND_VALUES) end = findValuesBelow();
  else if (verb == VERB_SECURITIES) end = listSecurities();
  else if (verb == VERB_FINGERPRINTS) end = listFingerprints();
  else if (verb == VERB_EXPORT) return told(stepExport(), out);
  else if (verb == VERB_SEARCH) return told(stepSearch(), hitsEnd);
  else if (verb == VERB_BINS && countBins()) end |= 1;
  result(RESULT, OUTPUT);
  result(RESULT_SIZE, (end & ~1) - OUTPUT);
  const more = (end & 1) != 0 && !failed();
  // After a fault a list of subkeys may be gone on with: what is left of it comes with the next step.
  if (!more && !(failed() && verb == VERB_SUBKEYS)) verb = VERB_NONE;
  return more ? MORE : OK;
}

/** An export may end a step at any byte, so whether there is more is told apart from the address. */
function told(isUnfinished: bool, end: u32): i32 {
  const more = isUnfinished && !failed();
  result(RESULT, OUTPUT);
  result(RESULT_SIZE, end - OUTPUT);
  if (!more) verb = VERB_NONE;
  return more ? MORE : OK;
}

function listOf(key: u32): u32 {
  return subkeyCount(key) == 0 ? NIL : subkeyListOf(key);
}

function listSubkeys(): u32 {
  let end: u32 = OUTPUT;
  for (let visits: u32 = 0; visits < STEP_VISITS && end < OUTPUT + OUTPUT_SIZE; visits++) {
    const subkey = nextSubkey(WALK_STACK);
    if (subkey == NIL || failed()) return end;
    put32(end, subkey);
    end += 4;
  }
  return end | 1;
}

function listValues(): u32 {
  let end: u32 = OUTPUT;
  const key = keyNode(startKey);
  const list = key == 0 ? 0 : valueList(key);
  if (list == 0) return end;
  const count = valueCount(key);
  for (let visits: u32 = 0; position < count && visits < STEP_VISITS; visits++) {
    put32(end, u32At(list + position * 4));
    end += 4;
    position++;
  }
  return position < count ? end | 1 : end;
}
