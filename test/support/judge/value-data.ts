import { BIG_DATA } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { type CellData, type HiveImage, NIL } from "./hive-image.ts";

const INLINE = 0x80000000;
const SEGMENT_SIZE = 16344;
const TOMBSTONE = 0x2;

/** I68 to I73: where a value's data lies. Gives its size, or 0 where it cannot be read as the value says. */
export function judgeData(image: HiveImage, value: StructureView): number {
  const { findings, minor } = image;
  const field = value.number("dataSize");
  const size = field % INLINE;
  const bytes = field >= INLINE ? inlineData(image, value, size) : dataInCells(image, value, size);
  if (bytes === undefined) return 0;
  const isTombstone = minor >= 6 && (value.number("flags") & TOMBSTONE) !== 0;
  if (!isTombstone && !fitsType(value.number("type"), bytes)) findings.warning("I73", value.at("dataSize"));
  return size;
}

function inlineData({ findings }: HiveImage, value: StructureView, size: number): Uint8Array | undefined {
  if (size <= 4) return value.bytes("data").subarray(0, size);
  findings.error("I68", value.at("dataSize"));
  return undefined;
}

function dataInCells(image: HiveImage, value: StructureView, size: number): Uint8Array | undefined {
  const { findings, minor, bytes } = image;
  const place = value.at("data");
  if (size === 0) {
    const isNamed = value.number("data") !== NIL;
    const isTombstone = minor >= 6 && (value.number("flags") & TOMBSTONE) !== 0;
    if (isNamed) findings.error("I70", place);
    else if (!isTombstone) findings.warning("I70", value.at("dataSize"));
    return isNamed ? undefined : new Uint8Array();
  }
  const cell = image.own(place);
  if (cell === undefined) return undefined;
  if (minor >= 4 && size > SEGMENT_SIZE) return bigData(image, cell, size);
  if (size <= cell.size) return bytes.subarray(cell.start, cell.start + size);
  if (isMisplacedRecord(image, cell, size)) findings.error("I72", place);
  else findings.error("I69", value.at("dataSize"));
  return undefined;
}

/** A big data record in a hive whose version knows none. */
function isMisplacedRecord(image: HiveImage, { offset, start }: CellData, size: number): boolean {
  if (!image.holds(offset, "db", BIG_DATA) || size <= SEGMENT_SIZE) return false;
  return image.word(start + 2) === Math.ceil(size / SEGMENT_SIZE);
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
  return data.length === size ? data : undefined;
}

/** I73: numbers have their size; text is whole letters, and ends with a NUL, lists of text with two. */
function fitsType(type: number, data: Uint8Array): boolean {
  const size = data.length;
  if (type === 4 || type === 5) return size === 4;
  if (type === 11) return size === 8;
  if (size === 0 || ![1, 2, 7].includes(type)) return true;
  const endsWithNul = (at: number): boolean => at >= 2 && data[at - 1] === 0 && data[at - 2] === 0;
  if (size % 2 === 1 || !endsWithNul(size)) return false;
  return type !== 7 || size === 2 || endsWithNul(size - 2);
}
