import { KEY_NODE, sizeOf } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { unitsOf } from "./arithmetic.ts";
import { type HiveImage, NIL, type StoredName } from "./hive-image.ts";

const FLAG = { volatile: 0x1, hiveExit: 0x2, hiveEntry: 0x4, compressedName: 0x20, handle: 0x40 } as const;
const KNOWN_FLAGS = 0x3ff;
const LONGEST_NAME = 255;
const NAME = sizeOf(KEY_NODE);
/** FILETIME of 1990-01-01: there was no registry before. */
const FIRST_TIME = filetime(Date.UTC(1990, 0, 1));

/** I34 to I38, I41, I42, I44, I50, I51 and I75. Gives the name; `parent` is undefined for the root. */
export function judgeKeyNode(image: HiveImage, offset: number, parent: number | undefined): StoredName {
  const { findings } = image;
  const node = image.view(KEY_NODE, image.cell(offset).start);
  const flags = node.number("flags");
  const name = judgeName(image, offset, node);
  if (parent !== undefined && node.number("parent") !== parent) findings.error("I38", node.at("parent"));
  const forbidden = FLAG.volatile | FLAG.hiveExit | (parent === undefined ? 0 : FLAG.hiveEntry);
  if ((flags & forbidden) !== 0) findings.error("I41", node.at("flags"));
  if ((flags & ~KNOWN_FLAGS) !== 0) findings.warning("I42", node.at("flags"));
  if (node.number("volatileSubkeyCount") !== 0) findings.warning("I44", node.at("volatileSubkeyCount"));
  const time = node.time("lastWritten");
  if (time < FIRST_TIME || time > filetime(Date.now())) findings.warning("I50", node.at("lastWritten"));
  if (isHandle(node)) findings.warning("I75", node.at("flags"));
  return name;
}

/** A predefined handle: the count of values is none. */
export function isHandle(node: StructureView): boolean {
  return (node.number("flags") & FLAG.handle) !== 0;
}

function judgeName(image: HiveImage, offset: number, node: StructureView): StoredName {
  const { findings } = image;
  const size = node.number("nameSize");
  const { start, size: room } = image.cell(offset);
  const hasFlag = (node.number("flags") & FLAG.compressedName) !== 0;
  const isNarrow = hasFlag && !image.isOld;
  if (NAME + size > room) findings.error("I34", node.at("nameSize"));
  const name = image.name(start + NAME, size, room - NAME, isNarrow);
  if (name.size === 0 || name.size % 2 === 1) findings.error("I35", node.at("nameSize"));
  const { length } = name.text;
  if (length > LONGEST_NAME + 1) findings.error("I36", node.at("nameSize"));
  else if (length > LONGEST_NAME) findings.warning("I36", node.at("nameSize"));
  if (name.text.includes("\\")) findings.error("I37", start + NAME);
  const wouldBeNarrow = !isNarrow && length > 0 && unitsOf(name.text).every((unit) => unit <= 0xff);
  if (image.isOld ? hasFlag : wouldBeNarrow) findings.warning("I51", start + NAME);
  return name;
}

/** I45. Gives the size that the class name is said to have. */
export function judgeClassName(image: HiveImage, node: StructureView): number {
  const { findings } = image;
  const size = node.number("classSize");
  const place = node.at("className");
  const isNamed = node.number("className") !== NIL;
  if (size === 0 && isNamed) findings.warning("I45", place);
  if (size > 0 && !isNamed) findings.error("I45", place);
  if (size === 0 || !isNamed) return size;
  const cell = image.own(place);
  if (cell && (size > cell.size || size % 2 === 1)) findings.error("I45", node.at("classSize"));
  return size;
}

function filetime(milliseconds: number): bigint {
  return BigInt(milliseconds) * 10_000n + 116_444_736_000_000_000n;
}
