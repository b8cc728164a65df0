// Making big data (db) and changing how many segments it has. Every segment gets a cell of 16,352 bytes, the last one too,
// and the record one of 16, as Windows writes them.
import { IN_BIG_DATA, IN_SEGMENT, IN_SEGMENT_LIST } from "../abi.ts";
import { addressOf, cell } from "../cell.ts";
import { patch16, patch32, patchBytes } from "../changes.ts";
import { allocate, capacityOf, release, resizeInPlace } from "../free-space.ts";
import { proveCell } from "../hive-bin.ts";
import {
  BIG_DATA_COUNT,
  BIG_DATA_LIST,
  BIG_DATA_SEGMENT,
  BIG_DATA_SIGNATURE,
  BIG_DATA_SIZE,
  CELL_HEADER_SIZE,
  SIGNATURE_DB,
} from "../layout.ts";
import { u16At, u32At } from "../memory.ts";
import { failed } from "../status.ts";
import { segmentCount, segmentOffset } from "../value-data.ts";
import { isApart } from "./distinct-cells.ts";

const RECORD_ROOM: u32 = 12;
const SEGMENT_ROOM: u32 = 16348;

/** How many segments a big data record counts; 0 after a fault. */
export function countedSegments(offset: u32, size: u32): u32 {
  segmentOffset(offset, size, 0); // the record and its list are sound
  return failed() ? 0 : u16At(cell(offset, IN_BIG_DATA, BIG_DATA_SIZE) + BIG_DATA_COUNT);
}

/** Whether the record, its list and its segments are all different cells, also from those noted before. */
export function bigDataIsApart(offset: u32, size: u32, count: u32): bool {
  const record = cell(offset, IN_BIG_DATA, BIG_DATA_SIZE);
  if (record == 0 || !isApart(offset, IN_BIG_DATA)) return false;
  if (!isApart(u32At(record + BIG_DATA_LIST), IN_SEGMENT_LIST)) return false;
  for (let index: u32 = 0; index < count; index++) {
    const segment = segmentOffset(offset, size, index);
    if (failed() || !isApart(segment, IN_SEGMENT)) return false;
  }
  return true;
}

/** Makes big data for `size` bytes; the record's offset, 0 after a fault. */
export function createBigData(size: u32, near: u32): u32 {
  const count = segmentCount(size);
  const offset = allocate(RECORD_ROOM, near);
  const list = allocate(count * 4, offset);
  if (failed()) return 0;
  const record = addressOf(offset) + CELL_HEADER_SIZE;
  patch16(record + BIG_DATA_SIGNATURE, SIGNATURE_DB);
  patch16(record + BIG_DATA_COUNT, count);
  patch32(record + BIG_DATA_LIST, list);
  return addSegments(list, 0, count) ? offset : 0;
}

/** Gives big data with `counted` segments those that `size` bytes need; false after a fault. */
export function resizeBigData(offset: u32, counted: u32, size: u32): bool {
  const record = cell(offset, IN_BIG_DATA, BIG_DATA_SIZE);
  const count = segmentCount(size);
  const kept = counted < count ? counted : count;
  let list = u32At(record + BIG_DATA_LIST);
  const elements = cell(list, IN_SEGMENT_LIST, counted * 4);
  if (elements == 0 || !proveCell(offset) || !proveCell(list)) return false;
  for (let index = kept; index < counted; index++) if (!releaseSegment(u32At(elements + index * 4))) return false;
  for (let index: u32 = 0; index < kept; index++) if (!makeWhole(elements + index * 4)) return false;
  if (!resizeInPlace(list, count * 4)) {
    const copy = allocate(count * 4, list);
    if (failed()) return false;
    patchBytes(addressOf(copy) + CELL_HEADER_SIZE, elements, kept * 4);
    if (!release(list)) return false;
    list = copy;
  }
  patch32(record + BIG_DATA_LIST, list);
  patch16(record + BIG_DATA_COUNT, count);
  return addSegments(list, kept, count);
}

function addSegments(list: u32, from: u32, to: u32): bool {
  const elements = addressOf(list) + CELL_HEADER_SIZE;
  for (let index = from; index < to; index++) {
    const segment = allocate(SEGMENT_ROOM, list);
    if (failed()) return false;
    patch32(elements + index * 4, segment);
  }
  return true;
}

function releaseSegment(offset: u32): bool {
  return cell(offset, IN_SEGMENT, 0) != 0 && release(offset);
}

/** Others write a last segment that is no larger than its data: such a one is enlarged, or another takes its place. */
function makeWhole(element: u32): bool {
  const segment = u32At(element);
  if (cell(segment, IN_SEGMENT, 0) == 0 || !proveCell(segment)) return false;
  if (capacityOf(segment) >= BIG_DATA_SEGMENT || resizeInPlace(segment, SEGMENT_ROOM)) return true;
  if (failed() || !release(segment)) return false;
  const other = allocate(SEGMENT_ROOM, segment);
  if (failed()) return false;
  patch32(element, other);
  return true;
}
