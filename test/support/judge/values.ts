import { sizeOf, VALUE } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { upcasedUnits } from "./arithmetic.ts";
import { type CellData, type HiveImage, NIL, type StoredName } from "./hive-image.ts";
import { isHandle } from "./key-nodes.ts";
import { judgeData } from "./value-data.ts";

/** A value as its key's hints see it. */
export interface JudgedValue {
  readonly name: StoredName;
  /** As the value says; 0 where that is impossible. */
  readonly dataSize: number;
}

const NAME = sizeOf(VALUE);
const COMPRESSED_NAME = 0x1;
const TOMBSTONE = 0x2;
const LONGEST_NAME = 16383;
const SYMBOLIC_LINK = 0x10;
const LINK_TYPE = 6;

/** The list of a key's values (I43, I63). A predefined handle has none. */
export function ownValueList(image: HiveImage, node: StructureView): CellData | undefined {
  if (isHandle(node)) return undefined;
  const { findings } = image;
  const count = node.number("valueCount");
  const place = node.at("valueList");
  const isNamed = node.number("valueList") !== NIL;
  if (count === 0 && isNamed) findings.warning("I43", place);
  if (count > 0 && !isNamed) findings.error("I43", place);
  if (count === 0 || !isNamed) return undefined;
  const list = image.own(place);
  if (list && count * 4 > list.size) findings.error("I63", node.at("valueCount"));
  return list;
}

/** I64 to I74: the values in a list, or as many as its cell holds. */
export function judgeValues(image: HiveImage, count: number, list: CellData): JudgedValue[] {
  const values: JudgedValue[] = [];
  const names = new Set<string>();
  for (let index = 0; index < Math.min(count, Math.floor(list.size / 4)); index++) {
    const element = list.start + index * 4;
    const value = valueAt(image, element);
    if (value === undefined) continue;
    values.push(value);
    const name = upcasedUnits(value.name.text).join();
    if (names.has(name)) image.findings.warning("I67", element);
    names.add(name);
  }
  return values;
}

function valueAt(image: HiveImage, element: number): JudgedValue | undefined {
  const { findings } = image;
  const cell = image.own(element);
  if (cell === undefined) return undefined;
  if (!image.holds(cell.offset, "vk", VALUE)) {
    findings.error("I64", element);
    return undefined;
  }
  const value = image.view(VALUE, cell.start);
  const name = judgeName(image, value, cell.size);
  if (!image.isOld) judgeFlags(image, value);
  return { name, dataSize: judgeData(image, value) };
}

function judgeName(image: HiveImage, value: StructureView, room: number): StoredName {
  const { findings } = image;
  const size = value.number("nameSize");
  const isNarrow = (value.number("flags") & COMPRESSED_NAME) !== 0 && !image.isOld;
  if (NAME + size > room || (!isNarrow && size % 2 === 1)) findings.error("I65", value.at("nameSize"));
  if ((isNarrow ? size : Math.floor(size / 2)) > LONGEST_NAME) findings.warning("I66", value.at("nameSize"));
  return image.name(value.at("signature") + NAME, size, room - NAME, isNarrow);
}

/** I74: a value that a layer deletes has neither type nor data. */
function judgeFlags({ findings, minor }: HiveImage, value: StructureView): void {
  const flags = value.number("flags");
  const known = minor >= 6 ? COMPRESSED_NAME | TOMBSTONE : COMPRESSED_NAME;
  const isUnknown = (flags & ~known) !== 0;
  const isEmpty =
    value.number("type") === 0 && value.number("dataSize") % 0x80000000 === 0 && value.number("data") === NIL;
  if (isUnknown || ((flags & TOMBSTONE) !== 0 && !isEmpty)) findings.warning("I74", value.at("flags"));
}

/** I76: a link has its target, and nothing else. Where the only value cannot be read, other rules say so. */
export function judgeLink(image: HiveImage, node: StructureView): void {
  if ((node.number("flags") & SYMBOLIC_LINK) === 0) return;
  const hasTarget = node.number("valueCount") === 1 && leadsToTarget(image, node.number("valueList"));
  if (!hasTarget || node.number("subkeyCount") !== 0) image.findings.error("I76", node.at("flags"));
}

function leadsToTarget(image: HiveImage, listOffset: number): boolean {
  if ((image.cellSize(listOffset) ?? 0) >= 0) return true;
  const list = image.cell(listOffset);
  const offset = image.dword(list.start);
  if (list.size < 4 || !image.holds(offset, "vk", VALUE)) return true;
  const { start, size } = image.cell(offset);
  const value = image.view(VALUE, start);
  const isNarrow = (value.number("flags") & COMPRESSED_NAME) !== 0 && !image.isOld;
  const { text } = image.name(start + NAME, value.number("nameSize"), size - NAME, isNarrow);
  const isEven = value.number("dataSize") % 2 === 0;
  return text.toLowerCase() === "symboliclinkvalue" && value.number("type") === LINK_TYPE && isEven;
}
