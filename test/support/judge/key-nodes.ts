import { KEY_NODE, sizeOf } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { unitsOf } from "./arithmetic.ts";
import { type HiveImage, NIL } from "./hive-image.ts";

const FLAG = { volatile: 0x1, hiveExit: 0x2, hiveEntry: 0x4, compressedName: 0x20, handle: 0x40 } as const;
const KNOWN_FLAGS = 0x3ff;
const LONGEST_NAME = 255;
const NAME = sizeOf(KEY_NODE);
/** FILETIME of 1990-01-01: there was no registry before. */
const FIRST_TIME = filetime(Date.UTC(1990, 0, 1));

/** I34 to I38, I41, I42, I44, I50, I51 and I75. Gives the name, if it can be read; `parent` is undefined for the root. */
export function judgeKeyNode(image: HiveImage, offset: number, parent: number | undefined): string | undefined {
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

function judgeName(image: HiveImage, offset: number, node: StructureView): string | undefined {
  const { findings } = image;
  const size = node.number("nameSize");
  const { start, size: room } = image.cell(offset);
  const hasFlag = (node.number("flags") & FLAG.compressedName) !== 0;
  const isNarrow = hasFlag && !image.isOld;
  if (NAME + size > room) {
    findings.error("I34", node.at("nameSize"));
    return undefined;
  }
  if (size === 0 || (!isNarrow && size % 2 === 1)) {
    findings.error("I35", node.at("nameSize"));
    return undefined;
  }
  const name = image.name(start + NAME, size, hasFlag);
  if (name.length > LONGEST_NAME + 1) findings.error("I36", node.at("nameSize"));
  else if (name.length > LONGEST_NAME) findings.warning("I36", node.at("nameSize"));
  if (name.includes("\\")) findings.error("I37", start + NAME);
  const wouldBeNarrow = !isNarrow && unitsOf(name).every((unit) => unit <= 0xff);
  if (image.isOld ? hasFlag : wouldBeNarrow) findings.warning("I51", start + NAME);
  return name;
}

/** I45: the size of the class name, 0 where there is none that can be read. */
export function judgeClassName(image: HiveImage, node: StructureView): number {
  const { findings } = image;
  const size = node.number("classSize");
  const place = node.at("className");
  const isNamed = node.number("className") !== NIL;
  if (size === 0) {
    if (isNamed) findings.warning("I45", place);
    return 0;
  }
  if (!isNamed) {
    findings.error("I45", place);
    return 0;
  }
  const cell = image.own(place);
  if (cell === undefined) return 0;
  if (size % 2 === 0 && size <= cell.size) return size;
  findings.error("I45", node.at("classSize"));
  return 0;
}

function filetime(milliseconds: number): bigint {
  return BigInt(milliseconds) * 10_000n + 116_444_736_000_000_000n;
}
