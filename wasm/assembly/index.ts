// The exports, and nothing else. Each begins a status, does one thing, and returns the status; results lie in the record.
import {
  ABI_VERSION,
  DATA_SIZE,
  ENGINE_BUG,
  IMAGE_BASE_EDIT,
  INPUT_SIZE,
  MODE_CHECK,
  MODE_EDIT,
  MORE,
  NOT_FOUND,
  OK,
  OUTPUT,
  OUTPUT_SIZE,
  RESULT,
  RESULT_EXTRA,
  RESULT_SIZE,
  RULE_NONE,
  VERB_FIND_VALUES,
} from "./abi.ts";
import { checksum, composeHeader, mayBeEdited, readAnyBaseBlock, readBaseBlock } from "./base-block.ts";
import { startVerb, stepVerb } from "./bulk.ts";
import { binsEnd, cellPartSize, cellSizeField, wholeCell } from "./cell.ts";
import {
  forgetChanges,
  journalSize,
  keepPages as keepChangedPages,
  openChanges,
  rollBack,
  setEditTime,
} from "./changes.ts";
import { startCheck, stepCheck } from "./check/check.ts";
import { describeClassName } from "./class-name.ts";
import { createKeyNode } from "./edit/create-key.ts";
import { deleteKeyTree } from "./edit/delete-key.ts";
import { deleteKeyValue } from "./edit/delete-value.ts";
import { setFlags, setLastWritten, setUserFlags } from "./edit/key-node-edit.ts";
import { moveKeyNode } from "./edit/move-key.ts";
import { moveSecurityBelow } from "./edit/move-security.ts";
import { renameKeyValue } from "./edit/rename-value.ts";
import { putBins as putBinsData, resizeBins as resizeBinsData } from "./edit/replace-bins.ts";
import { setKeyClassName } from "./edit/set-class-name.ts";
import { changeDescriptor, setKeySecurity } from "./edit/set-security.ts";
import { putValueData, setKeyValue } from "./edit/set-value.ts";
import { setKeyValues } from "./edit/set-values.ts";
import { swapKeyValues } from "./edit/swap-values.ts";
import { dropNames, findToEdit } from "./edit/value-names.ts";
import { findInList } from "./find-subkey.ts";
import { openFreeSpace, reindex, wipeFreedCells } from "./free-space.ts";
import { checkBin, describeBin, proveCell } from "./hive-bin.ts";
import { describeKeyNode, keyNode, subkeyCount, subkeyListOf } from "./key-node.ts";
import { BASE_BLOCK_HEADER_SIZE, BASE_BLOCK_SIZE, FILE_TYPE_PRIMARY, NIL } from "./layout.ts";
import { addToHash, beginHash, endHash, hashHigh, hashLow } from "./marvin.ts";
import { result } from "./memory.ts";
import { buildUpcaseTable, upcaseInput } from "./name.ts";
import { bulkRead, extendImage, imageBase, imageSize, lookUp, need, openImage } from "./paging.ts";
import { countSameValues } from "./same-values.ts";
import { beginScan, markedPages, scanBorders, scanWindow } from "./search/scan.ts";
import { takeTable } from "./search/table.ts";
import { describeSecurity } from "./security.ts";
import { begin, fail, failed, statusOr } from "./status.ts";
import { hasDirtyPages, listDirtyRuns, setHiveTime, stageNewLog, stageOldLog } from "./transaction-log.ts";
import { budgetLeft, setBudget } from "./validate/reading-budget.ts";
import { validateKeyNode } from "./validate/validate-key.ts";
import { validateSubkeyList } from "./validate/validate-subkeys.ts";
import { dataSize, describeValue, findValueInKey, value } from "./value.ts";
import { dataPiece, pieceSize } from "./value-data.ts";

/** Once per instance; the host compares the version with its own. */
export function initialize(): u32 {
  buildUpcaseTable();
  return ABI_VERSION;
}

/** Opens the hive that the host's page source holds. RESULT: address of the base block; RESULT_EXTRA: its checksum as computed. */
export function open(mode: u32, fileSize: u32, leniency: u32): i32 {
  begin();
  if (!openImage(mode) || !need(0, BASE_BLOCK_SIZE)) return statusOr(OK);
  result(RESULT, imageBase);
  result(RESULT_EXTRA, checksum(imageBase));
  const binsSize = readBaseBlock(fileSize, leniency);
  if (mode == MODE_EDIT) mayBeEdited();
  if (!failed()) extendImage(BASE_BLOCK_SIZE + binsSize);
  if (!failed() && mode == MODE_EDIT) {
    openChanges();
    openFreeSpace();
    dropNames();
  }
  return statusOr(OK);
}

/**
 * Opens what the host's page source holds, sound or not, to check it: see check/check.ts. Findings go to the host up to `most`
 * of each rule, and nothing can have been written after the time.
 */
export function openToCheck(fileSize: u32, timeLow: u32, timeHigh: u32, most: u32): i32 {
  begin();
  lookUp(false);
  if (!openImage(MODE_CHECK) || !need(0, BASE_BLOCK_SIZE)) return statusOr(OK);
  if (extendImage(BASE_BLOCK_SIZE + readAnyBaseBlock(fileSize)))
    startCheck(((timeHigh as u64) << 32) | (timeLow as u64), most);
  return statusOr(OK);
}

/** Goes on checking: MORE or OK. RESULT, RESULT_SIZE: what has been found. */
export function checkOn(): i32 {
  begin();
  return statusOr(stepCheck() ? MORE : OK);
}

/** Reads a key node into the record's key fields. */
export function readKey(offset: u32): i32 {
  begin();
  describeKeyNode(offset);
  return statusOr(OK);
}

/** Finds a security cell's descriptor and its place in the ring. */
export function readSecurity(offset: u32): i32 {
  begin();
  describeSecurity(offset);
  return statusOr(OK);
}

/** Finds a key's class name. */
export function readClassName(key: u32): i32 {
  begin();
  describeClassName(key);
  return statusOr(OK);
}

/** Finds a cell as it lies, header and all, free or not, from `position` on. RESULT_EXTRA: its size field. */
export function readCell(offset: u32, position: u32): i32 {
  begin();
  lookUp(true);
  result(RESULT, wholeCell(offset, position, OUTPUT_SIZE));
  lookUp(false);
  result(RESULT_SIZE, cellPartSize);
  result(RESULT_EXTRA, cellSizeField as u32);
  return statusOr(OK);
}

/** Finds the header of the hive bin around an offset; see hive-bin.ts. */
export function readBin(offset: u32): i32 {
  begin();
  lookUp(true);
  describeBin(offset);
  lookUp(false);
  return statusOr(OK);
}

/** Reads a value into the record's value fields. */
export function readValue(offset: u32): i32 {
  begin();
  describeValue(offset);
  return statusOr(OK);
}

/** Looks a subkey up by the name of `length` units in INPUT. RESULT: its offset. */
export function findSubkey(key: u32, length: u32): i32 {
  begin();
  upcaseInput(length);
  lookUp(true);
  const node = keyNode(key);
  return found(node == 0 || subkeyCount(node) == 0 ? NIL : findInList(subkeyListOf(node), length));
}

/** Looks a value up by the name of `length` units in INPUT. RESULT: its offset. */
export function findValue(key: u32, length: u32): i32 {
  begin();
  upcaseInput(length);
  lookUp(true);
  const node = keyNode(key);
  if (node == 0) return found(NIL);
  return found(imageBase == IMAGE_BASE_EDIT ? findToEdit(key, node, length) : findValueInKey(node, length));
}

/** Finds the contiguous piece of a value's data that begins at `position`. RESULT, RESULT_SIZE: where it lies. */
export function readData(offset: u32, position: u32): i32 {
  begin();
  const record = value(offset);
  if (record == 0) return statusOr(OK);
  if (position > dataSize(record)) fail(ENGINE_BUG, 0, RULE_NONE, offset, dataSize(record), position);
  else result(RESULT, dataPiece(record, position));
  result(RESULT_SIZE, pieceSize);
  return statusOr(OK);
}

/** Begins a bulk verb; see bulk.ts. */
export function start(verb: u32, key: u32, nameLength: u32, depth: u32): i32 {
  begin();
  lookUp(false); // one that the host broke off may still seem to go on
  if (verb == VERB_FIND_VALUES) upcaseInput(nameLength);
  startVerb(verb, key, nameLength, depth);
  return statusOr(OK);
}

/** Goes on with the verb: MORE or OK, with RESULT and RESULT_SIZE telling the output. */
export function step(): i32 {
  begin();
  return statusOr(stepVerb());
}

/** Takes over what is to be searched for: a table of `size` bytes in INPUT; see abi.ts. RESULT: where the image ends in the file. */
export function searchFor(size: u32): i32 {
  begin();
  takeTable(size);
  beginScan();
  result(RESULT, imageSize);
  return OK;
}

/**
 * Looks over bytes of the file in SEARCH_WINDOW, before a search; see search/scan.ts. RESULT, RESULT_SIZE: offsets of what may
 * be big data, for `scanBigData`. RESULT_EXTRA: not 0 when the tree is to be searched.
 */
export function scan(fileOffset: u32, starts: u32, size: u32): i32 {
  begin();
  result(RESULT, OUTPUT);
  result(RESULT_SIZE, scanWindow(fileOffset, starts, size) - OUTPUT);
  result(RESULT_EXTRA, markedPages);
  return OK;
}

/** Looks at what crosses the borders between segments. RESULT_EXTRA: as before. */
export function scanBigData(offset: u32): i32 {
  begin();
  lookUp(true);
  scanBorders(offset);
  lookUp(false);
  result(RESULT_EXTRA, markedPages);
  return statusOr(OK);
}

/** Proves that an allocated cell begins at `offset` of a sound bin. */
export function prove(offset: u32): i32 {
  begin();
  lookUp(true);
  proveCell(offset);
  lookUp(false);
  return statusOr(OK);
}

/** Begins a change: RESULT is the mark to roll back to. The keys that it edits get this time; NIL, NIL keeps theirs. */
export function beginChange(timeLow: u32, timeHigh: u32): i32 {
  begin();
  lookUp(false);
  bulkRead(false); // a page source that threw may have left it on
  setEditTime(timeLow, timeHigh);
  result(RESULT, journalSize);
  return OK;
}

/** Takes back what has been changed since the mark. */
export function rollback(mark: u32): i32 {
  begin();
  bulkRead(false);
  rollBack(mark);
  reindex();
  dropNames();
  return statusOr(OK);
}

/** Begins or ends many changes that are only taken back together; see changes.ts. RESULT: the mark to roll back to. */
export function keepPages(begins: bool): i32 {
  begin();
  keepChangedPages(begins);
  result(RESULT, journalSize);
  return OK;
}

/** Drops what is kept for taking changes back. */
export function forget(): i32 {
  begin();
  forgetChanges();
  return OK;
}

/** Whether the bytes of freed cells are zeroed. */
export function wipeFreed(wipe: bool): i32 {
  begin();
  wipeFreedCells(wipe);
  return OK;
}

// Editing: each export changes all or, after a fault and a rollback by the host, nothing.

/** Creates a subkey with the name of `length` units in INPUT. RESULT: its offset. */
export function createKey(parent: u32, length: u32): i32 {
  beginEdit();
  result(RESULT, createKeyNode(parent, length));
  return endEdit();
}

/** Deletes a key and everything below it. */
export function deleteKey(key: u32): i32 {
  beginEdit();
  deleteKeyTree(key);
  return endEdit();
}

/** Renames and moves a key within the hive; the name of `length` units is in INPUT. RESULT: its offset afterwards. */
export function moveKey(key: u32, parent: u32, length: u32): i32 {
  beginEdit();
  result(RESULT, moveKeyNode(key, parent, length));
  return endEdit();
}

/** Sets a key's class name to the `length` units in INPUT. */
export function setClassName(key: u32, length: u32): i32 {
  beginEdit();
  setKeyClassName(key, length);
  return endEdit();
}

/** Sets a key's last-write time. */
export function setKeyTime(key: u32, low: u32, high: u32): i32 {
  beginEdit();
  setLastWritten(key, low, high);
  return endEdit();
}

/** Sets a key's flags. */
export function setKeyFlags(key: u32, flags: u32): i32 {
  beginEdit();
  setFlags(key, flags);
  return endEdit();
}

/** Sets a key's flags of 32-bit views and of virtualization. */
export function setKeyUserFlags(key: u32, flags: u32): i32 {
  beginEdit();
  setUserFlags(key, flags);
  return endEdit();
}

/** Lets the values at two positions of a key's list change places. */
export function swapValues(key: u32, one: u32, other: u32): i32 {
  beginEdit();
  swapKeyValues(key, one, other);
  return endEdit();
}

/**
 * Creates or changes a value whose name of `length` units is in INPUT, with the first DATA_SIZE bytes of its data in DATA;
 * the others come with `putData`. RESULT: its offset.
 */
export function setValue(key: u32, length: u32, type: u32, size: u32): i32 {
  beginEdit();
  result(RESULT, setKeyValue(key, length, type, size, false));
  return endEdit();
}

/** Does what values in BATCH want of a key; see set-values.ts. RESULT: how many have been done. */
export function setValues(key: u32, position: u32, count: u32, onlyNew: bool): i32 {
  beginEdit();
  result(RESULT, setKeyValues(key, position, count, onlyNew));
  return endEdit();
}

/** Compares values in BATCH with those of a key; see same-values.ts. RESULT: how many are the same. */
export function sameValues(key: u32, position: u32, count: u32, from: u32): i32 {
  begin();
  result(RESULT, countSameValues(key, position, count, from));
  return statusOr(OK);
}

/** Puts a part of a value's data, which is in DATA, to its place. */
export function putData(value: u32, position: u32, part: u32): i32 {
  beginEdit();
  if (part > DATA_SIZE) fail(ENGINE_BUG, 0, RULE_NONE, value, DATA_SIZE, part);
  else putValueData(value, position, part);
  return endEdit();
}

/** Deletes a value of a key. */
export function deleteValue(key: u32, value: u32): i32 {
  beginEdit();
  deleteKeyValue(key, value);
  return endEdit();
}

/** Renames a value of a key; the name of `length` units is in INPUT. RESULT: its offset afterwards. */
export function renameValue(key: u32, value: u32, length: u32): i32 {
  beginEdit();
  result(RESULT, renameKeyValue(key, value, length));
  return endEdit();
}

/** Gives a key the security descriptor of `size` bytes in INPUT. */
export function setSecurity(key: u32, size: u32): i32 {
  beginEdit();
  setKeySecurity(key, size);
  return endEdit();
}

/**
 * Changes the descriptor in a security cell to that of `size` bytes in INPUT. RESULT: where it lies now, in a new cell of no
 * key when the old one may not change or has no room.
 */
export function changeSecurity(cell: u32, size: u32, mayChange: bool): i32 {
  beginEdit();
  result(RESULT, changeDescriptor(cell, size, mayChange, 0));
  return endEdit();
}

/** Makes a key and all below it share other security cells, by the `count` pairs in INPUT; see move-security.ts. */
export function moveSecurity(key: u32, count: u32, touches: bool): i32 {
  begin();
  if (count > INPUT_SIZE / 8) fail(ENGINE_BUG, 0, RULE_NONE, key, INPUT_SIZE / 8, count);
  else {
    bulkRead(true);
    moveSecurityBelow(key, count, touches);
    bulkRead(false);
  }
  return statusOr(OK);
}

/** Gives the hive bins data another size and another root; see replace-bins.ts. A fault leaves the hive half changed. */
export function resizeBins(size: u32, root: u32, resizesFile: bool): i32 {
  begin();
  resizeBinsData(size, root, resizesFile);
  return statusOr(OK);
}

/** Puts `size` bytes from OUTPUT into the hive bins data. A fault leaves the hive half changed. */
export function putBins(offset: u32, size: u32): i32 {
  begin();
  putBinsData(offset, size);
  return statusOr(OK);
}

/** Looks a key over that has been edited, reading at most `pages`; see validate-key.ts. RESULT: pages of them left. */
export function validateKey(key: u32, pages: u32): i32 {
  beginCheck(pages);
  validateKeyNode(key);
  return endCheck();
}

/** Looks the list of a key's subkeys over, names from the subkey `changed` outward; see validate-subkeys.ts. RESULT: as before. */
export function validateSubkeys(key: u32, changed: u32, pages: u32): i32 {
  beginCheck(pages);
  validateSubkeyList(key, changed);
  return endCheck();
}

/** Looks the hive bin around an offset over. RESULT: as before. */
export function validateBin(offset: u32, pages: u32): i32 {
  beginCheck(pages);
  checkBin(offset);
  return endCheck();
}

/** RESULT: 1 when the hive has been changed since it was opened. */
export function changed(): i32 {
  begin();
  result(RESULT, hasDirtyPages() ? 1 : 0);
  return OK;
}

/** Lists the runs of dirty pages in OUTPUT. RESULT, RESULT_SIZE: the list; RESULT_EXTRA: bytes of pages. */
export function dirtyRuns(): i32 {
  begin();
  listDirtyRuns();
  return statusOr(OK);
}

/** Sets the hive's time in base block and first bin, as a commit by the old log format needs. */
export function setTime(low: u32, high: u32): i32 {
  begin();
  setHiveTime(low, high);
  return statusOr(OK);
}

/** Builds a log of the dirty pages. RESULT, RESULT_SIZE: where it lies. */
export function stageLog(newFormat: bool): i32 {
  begin();
  if (listDirtyRuns()) {
    if (newFormat) stageNewLog();
    else stageOldLog();
  }
  return statusOr(OK);
}

/** Builds the base block's first sector with other sequence numbers in OUTPUT, and with the bins' new size when `grown`. */
export function stageHeader(primary: u32, secondary: u32, grown: bool): i32 {
  begin();
  composeHeader(OUTPUT, FILE_TYPE_PRIMARY, primary, secondary, grown ? binsEnd() : 0);
  result(RESULT, OUTPUT);
  result(RESULT_SIZE, BASE_BLOCK_HEADER_SIZE);
  return OK;
}

/** Begins the hash of a log entry. No hive need be open. */
export function hashBegin(): i32 {
  begin();
  beginHash();
  return OK;
}

/** Adds bytes from OUTPUT, a multiple of four. */
export function hashPart(size: u32): i32 {
  begin();
  if (size > OUTPUT_SIZE || size % 4 != 0) fail(ENGINE_BUG, 0, RULE_NONE, 0, OUTPUT_SIZE, size);
  else addToHash(OUTPUT, size);
  return statusOr(OK);
}

/** RESULT, RESULT_EXTRA: low and high half of the hash. */
export function hashEnd(): i32 {
  begin();
  endHash();
  result(RESULT, hashLow);
  result(RESULT_EXTRA, hashHigh);
  return OK;
}

function beginCheck(pages: u32): void {
  begin();
  lookUp(true);
  setBudget(pages);
}

function endCheck(): i32 {
  lookUp(false);
  result(RESULT, budgetLeft());
  return statusOr(OK);
}

function found(offset: u32): i32 {
  lookUp(false);
  result(RESULT, offset);
  return statusOr(offset == NIL ? NOT_FOUND : OK);
}

/** An edit reads here and there: nothing is read ahead. */
function beginEdit(): void {
  begin();
  lookUp(true);
}

function endEdit(): i32 {
  lookUp(false);
  return statusOr(OK);
}
