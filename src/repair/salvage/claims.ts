import type { HiveImage } from "./hive-image.ts";

/**
 * Which cells have been taken for one owner already. A second owner gets a copy, as far as all copies together are no
 * larger than the hive: a small file could name one large cell a million times.
 */
export class Claims {
  readonly #taken: Uint8Array;
  #copySizeLeft: number;

  constructor(image: HiveImage) {
    this.#taken = new Uint8Array((image.end >> 6) + 1);
    this.#copySizeLeft = image.end;
  }

  /** "first" for the first owner of a cell, "copy" for another one, "refused" when there are too many of these. */
  take(offset: number, size: number): "first" | "copy" | "refused" {
    const bit = 1 << ((offset >> 3) & 7);
    const bits = this.#taken[offset >> 6] ?? 0;
    if ((bits & bit) === 0) {
      this.#taken[offset >> 6] = bits | bit;
      return "first";
    }
    if (size > this.#copySizeLeft) return "refused";
    this.#copySizeLeft -= size;
    return "copy";
  }

  isTaken(offset: number): boolean {
    return ((this.#taken[offset >> 6] ?? 0) & (1 << ((offset >> 3) & 7))) !== 0;
  }
}
