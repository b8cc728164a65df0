import { SECURITY, sizeOf } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { descriptorIsRight } from "./descriptor.ts";
import { type HiveImage, NIL, PAGE } from "./hive-image.ts";

const DESCRIPTOR = sizeOf(SECURITY);

type Direction = "next" | "previous";

/** I77 to I83: the security cells that keys name or that the ring leads to. */
export class SecurityCells {
  readonly #image: HiveImage;
  /** How many keys name each cell, in the order of a walk. */
  readonly #keyCounts = new Map<number, number>();
  readonly #inRing = new Set<number>();

  constructor(image: HiveImage) {
    this.#image = image;
  }

  /** I77: one more key names a security cell, at this place. */
  refer(place: number): void {
    const { findings } = this.#image;
    const offset = this.#image.dword(place);
    if (offset === NIL) {
      findings.error("I77", place);
      return;
    }
    const cell = this.#image.follow(place);
    if (cell === undefined) return;
    const known = this.#keyCounts.get(offset);
    if (known === undefined && !this.#image.holds(offset, "sk", SECURITY)) findings.error("I77", place);
    else if (known !== undefined || this.#image.take(cell, place)) this.#keyCounts.set(offset, (known ?? 0) + 1);
  }

  /** When all keys have been seen. */
  judge(): void {
    const [entry] = this.#keyCounts.keys();
    if (entry === undefined) return;
    // Where the way forward ends, the way back may still lead to the others.
    if (!this.#followRing(entry, "next", "previous", true)) this.#followRing(entry, "previous", "next", false);
    const { findings } = this.#image;
    const offsets = [...this.#keyCounts.keys()].sort((left, right) => left - right);
    for (const offset of offsets) {
      const cell = this.#at(offset);
      const keyCount = this.#keyCounts.get(offset) ?? 0;
      if (!this.#inRing.has(offset)) findings.error("I78", cell.at("next"));
      if (cell.number("referenceCount") !== keyCount) findings.error("I79", cell.at("referenceCount"));
      if (keyCount === 0) findings.warning("I80", PAGE + offset);
    }
    judgeDescriptors(this.#image, offsets);
  }

  /** I78: from the root's cell around, each cell named by the one behind it and by the one in front. */
  #followRing(entry: number, way: Direction, back: Direction, isTold: boolean): boolean {
    const tell = (place: number): void => {
      if (isTold) this.#image.findings.error("I78", place);
    };
    for (let offset = entry; ; ) {
      this.#inRing.add(offset);
      const cell = this.#at(offset);
      const next = cell.number(way);
      if (!this.#isSecurity(next)) {
        tell(cell.at(way));
        return false;
      }
      if (!this.#keyCounts.has(next)) this.#keyCounts.set(next, 0);
      this.#image.owned.add(next);
      if (this.#at(next).number(back) !== offset) tell(this.#at(next).at(back));
      if (next === entry) return true;
      if (this.#inRing.has(next)) {
        tell(cell.at(way));
        return false;
      }
      offset = next;
    }
  }

  /** A security cell that is not something else's. */
  #isSecurity(offset: number): boolean {
    const isFree = this.#keyCounts.has(offset) || !this.#image.owned.has(offset);
    return isFree && this.#image.holds(offset, "sk", SECURITY);
  }

  #at(offset: number): StructureView {
    return this.#image.view(SECURITY, this.#image.cell(offset).start);
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
    if (!descriptorIsRight(descriptor)) {
      findings.error("I82", start + DESCRIPTOR);
      continue;
    }
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
