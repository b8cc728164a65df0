import { SECURITY, sizeOf } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { descriptorIsRight } from "./descriptor.ts";
import { type HiveImage, NIL, PAGE } from "./hive-image.ts";

const DESCRIPTOR = sizeOf(SECURITY);

/** I77 to I83. `references`: the places at which keys name their security cell, in the order of a walk. */
export function judgeSecurity(image: HiveImage, references: readonly number[]): void {
  const keyCounts = countKeys(image, references);
  const [entry] = keyCounts.keys();
  if (entry === undefined) return;
  const ring = judgeRing(image, entry);
  const cells = new Set([...ring, ...keyCounts.keys()]);
  for (const offset of cells) {
    image.owned.add(offset);
    const cell = image.view(SECURITY, image.cell(offset).start);
    const keyCount = keyCounts.get(offset) ?? 0;
    if (!ring.has(offset)) image.findings.error("I78", cell.at("next"));
    if (cell.number("referenceCount") !== keyCount) image.findings.error("I79", cell.at("referenceCount"));
    if (keyCount === 0) image.findings.warning("I80", PAGE + offset);
  }
  judgeDescriptors(
    image,
    [...cells].sort((left, right) => left - right),
  );
}

/** I77: how many keys name each security cell. */
function countKeys(image: HiveImage, references: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const place of references) {
    const offset = image.dword(place);
    const cell = offset === NIL ? undefined : image.follow(place);
    if (offset === NIL || (cell && !image.holds(offset, "sk", SECURITY))) image.findings.error("I77", place);
    else if (cell) counts.set(offset, (counts.get(offset) ?? 0) + 1);
  }
  return counts;
}

/** I78: from the root's cell around, each cell named by the one behind it and by the one in front. */
function judgeRing(image: HiveImage, entry: number): Set<number> {
  const { findings } = image;
  const ring = new Set<number>();
  for (let offset = entry; ; ) {
    ring.add(offset);
    const cell = image.view(SECURITY, image.cell(offset).start);
    const next = cell.number("next");
    const isCell = image.holds(next, "sk", SECURITY);
    if (!isCell || (ring.has(next) && next !== entry)) {
      findings.error("I78", cell.at("next"));
      return ring;
    }
    const behind: StructureView = image.view(SECURITY, image.cell(next).start);
    if (behind.number("previous") !== offset) findings.error("I78", behind.at("previous"));
    if (next === entry) return ring;
    offset = next;
  }
}

/** I81 to I83, in the order of the file. */
function judgeDescriptors(image: HiveImage, offsets: readonly number[]): void {
  const { findings, bytes } = image;
  const seen = new Set<string>();
  for (const offset of offsets) {
    const { start, size } = image.cell(offset);
    const cell = image.view(SECURITY, start);
    const length = cell.number("descriptorSize");
    if (length === 0 || DESCRIPTOR + length > size) {
      findings.error("I82", cell.at("descriptorSize"));
      continue;
    }
    const descriptor = Buffer.from(bytes.subarray(start + DESCRIPTOR, start + DESCRIPTOR + length));
    if (!descriptorIsRight(descriptor)) findings.error("I82", start + DESCRIPTOR);
    const text = descriptor.toString("latin1");
    if (seen.has(text)) findings.warning("I81", PAGE + offset);
    seen.add(text);
  }
  const second = offsets[1];
  if (second !== undefined && isAppHive(image)) findings.warning("I83", PAGE + second);
}

/** The hive of an app, by its name: settings.dat, or those that appx packages keep beside it. */
function isAppHive(image: HiveImage): boolean {
  const path = Buffer.from(image.baseBlock.bytes("fileName")).toString("utf16le").split("\0")[0] ?? "";
  return /(?:^|\\)settings\.dat$/i.test(path);
}
