import type { Random } from "../../bench/generate/random.ts";
import { type Record, recordsOf } from "./cell-map.ts";
import type { Mutation } from "./mutation.ts";

/** Fields that say where something lies, how large it is or how many there are: in bytes from the signature, with their sizes. */
const FIELDS: Readonly<globalThis.Record<string, readonly (readonly [at: number, size: 2 | 4])[]>> = {
  nk: [
    [2, 2],
    [12, 4],
    [16, 4],
    [20, 4],
    [24, 4],
    [28, 4],
    [32, 4],
    [36, 4],
    [40, 4],
    [44, 4],
    [48, 4],
    [72, 2],
    [74, 2],
  ],
  vk: [
    [2, 2],
    [4, 4],
    [8, 4],
    [12, 4],
    [16, 2],
  ],
  sk: [
    [4, 4],
    [8, 4],
    [12, 4],
    [16, 4],
    [20, 4],
    [24, 4],
    [28, 4],
    [32, 4],
    [36, 4],
  ],
  li: [
    [2, 2],
    [4, 4],
    [8, 4],
  ],
  lf: [
    [2, 2],
    [4, 4],
    [8, 4],
    [12, 4],
  ],
  lh: [
    [2, 2],
    [4, 4],
    [8, 4],
    [12, 4],
  ],
  ri: [
    [2, 2],
    [4, 4],
    [8, 4],
  ],
  db: [
    [2, 2],
    [4, 4],
  ],
  "": [
    [0, 4],
    [4, 4],
  ],
};
export const TEMPTING = [
  0, 1, 2, 3, 4, 8, 0x20, 0x7f, 0x80, 0xff, 0x1000, 0x3fd8, 0x3fd9, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
  0x80000000, 0x80000004, 0x80000005, 0x80000020, 0xfffffff0, 0xfffffff8, 0xfffffffc, 0xfffffffe, 0xffffffff,
];

/** A mutation that does not say in which file. */
export type Change = Mutation extends infer One ? (One extends Mutation ? Omit<One, "in"> : never) : never;

/** Draws damage to a hive's own file: knows its records once, and aims most of the damage at what they say about each other. */
export class MutationDrawer {
  readonly #size: number;
  readonly #records: readonly Record[];
  readonly #lists: readonly Record[];

  constructor(bytes: Uint8Array) {
    this.#size = bytes.length;
    this.#records = recordsOf(bytes);
    this.#lists = this.#records.filter(({ signature }) => /^(?:l.|ri)$/.test(signature));
  }

  draw(random: Random): Mutation[] {
    const count = random.below(5) < 2 ? 1 : random.between(1, 8);
    const mutations: Change[] = Array.from({ length: count }, () => this.#one(random));
    if (random.below(8) > 0) mutations.push({ kind: "seal" });
    return mutations.map((mutation) => ({ in: "hive", ...mutation }));
  }

  #one(random: Random): Change {
    const choice = random.below(100);
    if (choice < 50 && this.#records.length > 0) return this.#field(random, random.pick(this.#records));
    if (choice < 60 && this.#lists.length > 0) return this.#elements(random, random.pick(this.#lists));
    if (choice < 68 && this.#records.length > 0) return this.#recordOverRecord(random);
    if (choice < 74) return this.#block(random);
    if (choice < 77)
      return {
        kind: "cut",
        size: random.below(4) === 0 ? random.below(this.#size) : random.below(this.#size) & ~0xfff,
      };
    const at = this.#place(random);
    if (choice < 85) return { kind: "flip", at, bit: random.below(8) };
    if (choice < 92) return { kind: "byte", at, value: random.below(256) };
    if (choice < 95) return { kind: "word", at: at & ~1, value: random.pick(TEMPTING) & 0xffff };
    return { kind: "dword", at: at & ~3, value: this.#number(random) };
  }

  /** Now and then in the part of the base block that means something, else anywhere. */
  #place(random: Random): number {
    return random.below(10) === 0 ? random.below(Math.min(512, this.#size)) : random.below(this.#size);
  }

  #field(random: Random, record: Record): Change {
    if (random.below(12) === 0) return { kind: "dword", at: record.fileOffset, value: this.#number(random) };
    const [at, size] = random.pick(FIELDS[record.signature] ?? [[0, 4]]);
    const place = record.fileOffset + 4 + at;
    if (size === 2)
      return {
        kind: "word",
        at: place,
        value: random.below(3) === 0 ? random.below(0x10000) : random.pick(TEMPTING) & 0xffff,
      };
    return { kind: "dword", at: place, value: this.#number(random) };
  }

  /** A tempting number, the offset of some record, or anything. */
  #number(random: Random): number {
    const choice = random.below(10);
    if (choice < 4 || this.#records.length === 0) return random.pick(TEMPTING);
    if (choice < 8) return random.pick(this.#records).fileOffset - 4096;
    return choice === 8 ? random.below(this.#size) & ~7 : random.next();
  }

  /** Swaps two elements, of one list or of two. */
  #elements(random: Random, list: Record): Change {
    const other = random.below(2) === 0 ? list : random.pick(this.#lists);
    const size = /^l[fh]$/.test(list.signature) ? 8 : 4;
    const element = ({ fileOffset, size: cell }: Record): number =>
      fileOffset + 8 + random.below(Math.max(1, Math.floor((cell - 8) / size))) * size;
    return { kind: random.below(3) === 0 ? "copy" : "swap", at: element(list), with: element(other), size };
  }

  #recordOverRecord(random: Random): Change {
    const [target, source] = [random.pick(this.#records), random.pick(this.#records)];
    const size = random.below(4) === 0 ? source.size : Math.min(target.size, source.size) - 4;
    return {
      kind: random.below(3) === 0 ? "swap" : "copy",
      at: target.fileOffset + 4,
      with: source.fileOffset + 4,
      size,
    };
  }

  #block(random: Random): Change {
    const size = Math.min(this.#size, 1 << random.between(2, 12));
    const place = (): number => random.below(this.#size - size + 1) & ~3;
    return { kind: "copy", at: place(), with: place(), size };
  }
}
