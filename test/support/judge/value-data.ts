import { BIG_DATA } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { type CellData, type HiveImage, NIL } from "./hive-image.ts";

const INLINE = 0x80000000;
const SEGMENT_SIZE = 16344;
const TOMBSTONE = 0x2;

/** I68 to I73: where a value's data lies. Gives the size that the value says, or 0 where that is impossible. */
export function judgeData(image: HiveImage, value: StructureView): number {
  const field = value.number("dataSize");
  const size = field % INLINE;
  if (field >= INLINE && size > 4) {
    image.findings.error("I68", value.at("dataSize"));
    return 0;
  }
  const bytes = field >= INLINE ? value.bytes("data").subarray(0, size) : dataInCells(image, value, size);
  if (bytes && !fitsType(value.number("type"), bytes)) image.findings.warning("I73", value.at("dataSize"));
  return size;
}

function dataInCells(image: HiveImage, value: StructureView, size: number): Uint8Array | undefined {
  const { findings, minor, bytes } = image;
  const place = value.at("data");
  if (size === 0) {
    const isDeleted = !image.isOld && (value.number("flags") & TOMBSTONE) !== 0;
    if (isDeleted) return undefined;
    if (value.number("data") !== NIL) findings.error("I70", place);
    else findings.warning("I70", value.at("dataSize"));
    return undefined;
  }
  const cell = image.own(place);
  if (cell === undefined) return undefined;
  if (minor >= 4 && size > SEGMENT_SIZE) return bigData(image, cell, size);
  if (size <= cell.size) return bytes.subarray(cell.start, cell.start + size);
  // A big data record where the version knows none.
  if (size > SEGMENT_SIZE && image.holds(cell.offset, "db", BIG_DATA)) findings.error("I72", place);
  else findings.error("I69", value.at("dataSize"));
  return undefined;
}

/** I71: the record, its list, and its segments. */
function bigData(image: HiveImage, { offset, start }: CellData, size: number): Uint8Array | undefined {
  const { findings, bytes } = image;
  if (!image.holds(offset, "db", BIG_DATA)) {
    findings.error("I71", start);
    return undefined;
  }
  const record = image.view(BIG_DATA, start);
  const count = record.number("segmentCount");
  const needed = Math.ceil(size / SEGMENT_SIZE);
  if (count !== needed) findings.error("I71", record.at("segmentCount"));
  const list = image.own(record.at("segmentList"));
  if (list === undefined) return undefined;
  if (list.size < count * 4) findings.error("I71", record.at("segmentList"));
  const parts: Uint8Array[] = [];
  for (let index = 0; index < Math.min(count, Math.floor(list.size / 4)); index++) {
    const element = list.start + index * 4;
    const segment = image.own(element);
    if (segment === undefined) continue;
    const wanted = Math.max(0, Math.min(SEGMENT_SIZE, size - index * SEGMENT_SIZE));
    if (segment.size < wanted) findings.error("I71", element);
    else parts.push(bytes.subarray(segment.start, segment.start + wanted));
  }
  const data = Buffer.concat(parts);
  return count === needed && data.length === size ? data : undefined;
}

/** I73: numbers have their size; text is whole letters, and ends with a NUL, lists of text with two. */
function fitsType(type: number, data: Uint8Array): boolean {
  const size = data.length;
  // Nothing at all is what programs use for no text, no list and no number.
  if (size === 0) return true;
  if (type === 4 || type === 5) return size === 4;
  if (type === 11) return size === 8;
  if (![1, 2, 7].includes(type)) return true;
  const endsWithNul = (at: number): boolean => at >= 2 && data[at - 1] === 0 && data[at - 2] === 0;
  if (size % 2 === 1 || !endsWithNul(size)) return false;
  return type !== 7 || size === 2 || endsWithNul(size - 2);
}
