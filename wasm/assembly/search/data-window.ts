// A value's data as a search looks at it: window by window, each with what of the data behind it a match that begins in it may
// need. Segments of big data are put together for that.
import {
  IN_VALUE_DATA,
  OUTPUT_SIZE,
  PLACE_BIG_DATA,
  PLACE_CELL,
  PLACE_INLINE,
  SEARCH_WINDOW,
  USE_DATA,
  USE_TEXT,
} from "../abi.ts";
import { binsEnd, cellHeaderSize, cellPart, dataFileOffsetOf, fileOffsetOf } from "../cell.ts";
import { BIG_DATA_SEGMENT, BIG_DATA_SIZE, VALUE_DATA, VALUE_TYPE } from "../layout.ts";
import { copyBytes, u32At } from "../memory.ts";
import { imageBase } from "../paging.ts";
import { failed } from "../status.ts";
import { dataOffset, dataPlace, dataSize } from "../value.ts";
import { dataPiece, pieceSize, segmentCount, segmentOffset } from "../value-data.ts";
import { mayMatch } from "./scan.ts";
import { longest } from "./table.ts";

// Types whose data is text by their definition: REG_SZ, REG_EXPAND_SZ, REG_LINK, REG_MULTI_SZ
const TEXT_TYPES: u32 = (1 << 1) | (1 << 2) | (1 << 6) | (1 << 7);

/** The window that was opened last: where it lies, how many matches may begin in it, how many bytes it has. */
export let windowAddress: u32 = 0;
export let windowStarts: u32 = 0;
export let windowSize: u32 = 0;

/** Opens the window at a position of the data; false after a fault. */
export function openWindow(record: u32, position: u32): bool {
  const left = dataSize(record) - position;
  const place = dataPlace(record);
  const most = place == PLACE_BIG_DATA ? BIG_DATA_SEGMENT - (position % BIG_DATA_SEGMENT) : OUTPUT_SIZE;
  windowStarts = left < most ? left : most;
  windowSize = left - windowStarts < longest ? left : windowStarts + longest;
  if (place == PLACE_INLINE) windowAddress = record + VALUE_DATA + position;
  else if (place == PLACE_CELL)
    windowAddress = cellPart(dataOffset(record), IN_VALUE_DATA, dataSize(record), position, windowSize);
  else windowAddress = putTogether(record, position);
  return windowAddress != 0;
}

/** Where in the file a byte of the data lies; it has been read. */
export function placeOfData(record: u32, position: u32): u32 {
  const place = dataPlace(record);
  if (place == PLACE_INLINE) return record + VALUE_DATA + position - imageBase;
  if (place == PLACE_CELL) return dataFileOffsetOf(dataOffset(record)) + position;
  const segment = segmentOffset(dataOffset(record), dataSize(record), position / BIG_DATA_SEGMENT);
  return dataFileOffsetOf(segment) + (position % BIG_DATA_SEGMENT);
}

/** What may be searched in the data: in text units begin at even places. */
export function useOfData(record: u32): u32 {
  const type = u32At(record + VALUE_TYPE);
  return type < 32 && ((TEXT_TYPES >> type) & 1) != 0 ? USE_TEXT : USE_DATA;
}

/**
 * Whether a match may begin in the data, as far as a scan has told; meaningless after a fault. Nothing of the data is read
 * but lists of segments.
 */
export function mayHoldMatch(record: u32): bool {
  const size = dataSize(record);
  const place = dataPlace(record);
  if (place == PLACE_INLINE) return mayMatch(record + VALUE_DATA - imageBase, size);
  const offset = dataOffset(record);
  if (place == PLACE_CELL) return cellMayMatch(offset, size);
  // What crosses a border has been noted with the record.
  if (cellMayMatch(offset, BIG_DATA_SIZE)) return true;
  for (let index: u32 = 0; index < segmentCount(size); index++) {
    const segment = segmentOffset(offset, size, index);
    if (failed() || cellMayMatch(segment, BIG_DATA_SEGMENT)) return true;
  }
  return false;
}

/** An offset that leads nowhere is for the search to stumble over. */
function cellMayMatch(offset: u32, size: u32): bool {
  const beyond = offset >= binsEnd() || size > binsEnd() - offset;
  return beyond || mayMatch(fileOffsetOf(offset), cellHeaderSize() + size);
}

/** Copies the window out of the segments; 0 after a fault. */
function putTogether(record: u32, position: u32): u32 {
  for (let done: u32 = 0; done < windowSize; ) {
    const piece = dataPiece(record, position + done);
    if (piece == 0) return 0;
    const size = pieceSize < windowSize - done ? pieceSize : windowSize - done;
    copyBytes(SEARCH_WINDOW + done, piece, size);
    done += size;
  }
  return SEARCH_WINDOW;
}
