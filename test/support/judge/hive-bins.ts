import { HIVE_BIN } from "../layout-transcription.ts";
import { type HiveImage, PAGE } from "./hive-image.ts";

const HEADER = 32;

/** I20 to I26 and I32: bins fill the hive, cells fill the bins. Notes each cell. */
export function judgeBins(image: HiveImage): void {
  const { findings, binsEnd } = image;
  for (let bin = 0; bin < binsEnd; ) {
    const header = image.view(HIVE_BIN, PAGE + bin);
    const signed = header.text("signature") === "hbin";
    const placed = header.number("offset") === bin;
    if (!signed && !placed) {
      findings.error("I23", PAGE + bin);
      const next = nextHeader(image, bin);
      image.unknown.push({ from: bin, to: next });
      bin = next;
      continue;
    }
    if (!signed) findings.error("I20", header.at("signature"));
    if (!placed) findings.error("I21", header.at("offset"));
    const end = endOfBin(image, bin, header.number("size"));
    if (end !== bin + header.number("size")) findings.error("I22", header.at("size"));
    const unused = [12, 16, 28].find((at) => image.dword(PAGE + bin + at) !== 0);
    if (unused !== undefined) findings.warning("I32", PAGE + bin + unused);
    judgeCells(image, bin, end);
    bin = end;
  }
}

/**
 * The size field, unless it cannot be right. Where it leads to no header, and a cell leads over that place without leading
 * over the next header, or where the cells end at a header before, the bin ends there.
 */
function endOfBin(image: HiveImage, bin: number, size: number): number {
  const isPossible = size >= PAGE && size % PAGE === 0 && bin + size <= image.binsEnd;
  const claimed = bin + size;
  if (!isPossible) return nextHeader(image, bin);
  let at = bin + HEADER;
  while (at < claimed) {
    if (at % PAGE === 0 && isHeader(image, at, (signed, placed) => signed && placed)) return at;
    const cell = sizeOfCell(image, at);
    if (!isCellSize(image, cell)) return claimed;
    at += cell;
  }
  const isMet = claimed === image.binsEnd || isHeader(image, claimed, (signed, placed) => signed || placed);
  if (at === claimed || isMet) return claimed;
  const next = nextHeader(image, claimed - PAGE);
  return at <= next ? next : claimed;
}

function nextHeader(image: HiveImage, bin: number): number {
  for (let at = bin + PAGE; at < image.binsEnd; at += PAGE)
    if (isHeader(image, at, (signed, placed) => signed && placed)) return at;
  return image.binsEnd;
}

function isHeader(image: HiveImage, at: number, rule: (signed: boolean, placed: boolean) => boolean): boolean {
  const header = image.view(HIVE_BIN, PAGE + at);
  return rule(header.text("signature") === "hbin", header.number("offset") === at);
}

function judgeCells(image: HiveImage, bin: number, end: number): void {
  const { findings, cells } = image;
  let previousIsFree = false;
  for (let at = bin + HEADER; at < end; ) {
    const place = PAGE + at;
    const size = sizeOfCell(image, at);
    const isFree = image.dword(place) < 0x80000000;
    if (!isCellSize(image, size) || at + size > end) {
      findings.error(isCellSize(image, size) ? "I25" : "I24", place);
      image.unknown.push({ from: at, to: end });
      return;
    }
    if (isFree && previousIsFree) findings.warning("I26", place);
    cells.set(at, isFree ? size : -size);
    previousIsFree = isFree;
    at += size;
  }
}

function isCellSize(image: HiveImage, size: number): boolean {
  return size > 0 && size % (image.isOld ? 16 : 8) === 0;
}

function sizeOfCell(image: HiveImage, at: number): number {
  const field = image.dword(PAGE + at);
  return field < 0x80000000 ? field : 0x100000000 - field;
}

/** I27: allocated cells that belong to nothing. */
export function judgeLeaks({ cells, owned, findings }: HiveImage): void {
  for (const [offset, size] of cells) if (size < 0 && !owned.has(offset)) findings.warning("I27", PAGE + offset);
}
