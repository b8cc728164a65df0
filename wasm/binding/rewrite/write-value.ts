import * as layout from "../../assembly/layout.ts";
import { HiveError } from "../hive-error.ts";
import type { BinWriter } from "./bin-writer.ts";
import type { SourceValue } from "./tree-source.ts";

const DATA = layout.BASE_BLOCK_SIZE + layout.CELL_HEADER_SIZE;
/** Windows gives the record of big data 16 bytes, and every segment, the last one too, 16,352. */
const BIG_DATA_ROOM = 12;
const SEGMENT_ROOM = 16348;
const MOST_SEGMENTS = 0xffff;

/** Writes a value and its data, inline or where its size and the version want it; the value's offset. */
export function writeValue(bins: BinWriter, { record, data }: SourceValue, minorVersion: number): number {
  const offset = bins.allocate(record.length);
  const at = DATA + offset;
  bins.bytes.set(record, at);
  if (data.length <= layout.INLINE_DATA_MAXIMUM) putInline(bins, at, data);
  else {
    const isBig = minorVersion >= layout.BIG_DATA_MINOR && data.length > layout.BIG_DATA_SEGMENT;
    const place = isBig ? writeBigData(bins, data) : writeCell(bins, data, data.length);
    bins.view.setUint32(at + layout.VALUE_DATA_SIZE, data.length, true);
    bins.view.setUint32(at + layout.VALUE_DATA, place, true);
  }
  return offset;
}

/** A deleted value of a layered hive has neither size nor place; any other one without data is inline, as Windows writes it. */
function putInline({ bytes, view }: BinWriter, at: number, data: Uint8Array): void {
  const isTombstone = (view.getUint16(at + layout.VALUE_FLAGS, true) & layout.VALUE_FLAG_TOMBSTONE) !== 0;
  const hasPlace = !isTombstone || view.getUint32(at + layout.VALUE_DATA_SIZE, true) !== 0;
  view.setUint32(at + layout.VALUE_DATA_SIZE, hasPlace ? layout.VALUE_DATA_INLINE | data.length : 0, true);
  view.setUint32(at + layout.VALUE_DATA, hasPlace ? 0 : layout.NIL, true);
  bytes.set(data, at + layout.VALUE_DATA);
}

function writeCell(bins: BinWriter, data: Uint8Array, room: number): number {
  const offset = bins.allocate(room);
  bins.bytes.set(data, DATA + offset);
  return offset;
}

/** The record, the list of its segments, and these. */
function writeBigData(bins: BinWriter, data: Uint8Array): number {
  const count = Math.ceil(data.length / layout.BIG_DATA_SEGMENT);
  if (count > MOST_SEGMENTS)
    throw new HiveError("limit-exceeded", "a value has more data than a hive can hold", {
      found: `${data.length} bytes`,
    });
  const offset = bins.allocate(BIG_DATA_ROOM);
  const list = bins.allocate(count * 4);
  bins.view.setUint16(DATA + offset + layout.BIG_DATA_SIGNATURE, layout.SIGNATURE_DB, true);
  bins.view.setUint16(DATA + offset + layout.BIG_DATA_COUNT, count, true);
  bins.view.setUint32(DATA + offset + layout.BIG_DATA_LIST, list, true);
  for (let index = 0; index < count; index++) {
    const start = index * layout.BIG_DATA_SEGMENT;
    const segment = writeCell(bins, data.subarray(start, start + layout.BIG_DATA_SEGMENT), SEGMENT_ROOM);
    bins.view.setUint32(DATA + list + index * 4, segment, true);
  }
  return offset;
}
