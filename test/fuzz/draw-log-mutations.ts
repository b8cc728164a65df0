import type { Random } from "../../bench/generate/random.ts";
import { type Change, TEMPTING } from "./draw-mutations.ts";
import type { FileRole, Mutation } from "./mutation.ts";

const SECTOR = 512;
const ENTRY = 0x454c7648; // HvLE
/** What an entry says of itself: size, flags, number, size of the bins, count of references; then the first references. */
const ENTRY_FIELDS = [4, 8, 12, 16, 20, 40, 44, 48, 52, 56, 60];
/** The numbers, the time, the type, the root, the size of the bins; then, in old logs, the bitmap. */
const HEADER_FIELDS = [4, 8, 12, 28, 36, 40, 44, 512, 516, 520, 524];

/** Draws damage to a transaction log, most of it such that its checksums and hashes hold. */
export class LogMutationDrawer {
  readonly #role: FileRole;
  readonly #size: number;
  readonly #entries: readonly number[];

  constructor(role: FileRole, bytes: Uint8Array) {
    this.#role = role;
    this.#size = bytes.length;
    this.#entries = entriesOf(bytes);
  }

  draw(random: Random): Mutation[] {
    if (this.#size < SECTOR) return [];
    const changes: Change[] = [];
    for (let count = random.between(1, 4); count > 0; count--) changes.push(...this.#one(random));
    if (random.below(8) > 0) changes.push({ kind: "seal" });
    return changes.map((change) => ({ in: this.#role, ...change }));
  }

  #one(random: Random): Change[] {
    const choice = random.below(10);
    if (choice < 5 && this.#entries.length > 0) return this.#entry(random, random.pick(this.#entries));
    if (choice < 7) return [{ kind: "dword", at: random.pick(HEADER_FIELDS), value: this.#number(random) }];
    if (choice === 7) return [{ kind: "cut", size: random.below(this.#size) & ~(random.below(2) * (SECTOR - 1)) }];
    if (choice === 8) return [{ kind: "flip", at: random.below(this.#size), bit: random.below(8) }];
    const sectors = Math.floor(this.#size / SECTOR);
    const size = Math.min(random.between(1, 8), sectors) * SECTOR;
    const place = (): number => random.below(sectors) * SECTOR;
    return [{ kind: random.below(2) === 0 ? "copy" : "swap", at: place(), with: place(), size }];
  }

  #entry(random: Random, at: number): Change[] {
    const field = at + random.pick(ENTRY_FIELDS);
    const change: Change = { kind: "dword", at: field, value: this.#number(random) };
    return random.below(8) === 0 ? [change] : [change, { kind: "seal-entry", at }];
  }

  #number(random: Random): number {
    const choice = random.below(3);
    if (choice === 0) return random.pick(TEMPTING);
    return choice === 1 ? random.below(512) * 4096 : random.below(2000);
  }
}

function entriesOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: number[] = [];
  for (let at = SECTOR; at + SECTOR <= bytes.length; at += SECTOR) {
    if (view.getUint32(at, true) === ENTRY) entries.push(at);
  }
  return entries;
}
