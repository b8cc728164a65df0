import { FINGERPRINT_WORDS, type FingerprintOptions, fingerprints } from "hivex-wasm";
import { Key } from "../hive/key.ts";

const [LEVEL, OFFSET, HASH] = [0, 1, 2];

/** The keys from one on, told by fingerprints, in the order of a walk. A Key is made only when it is asked for. */
export class FingerprintWalk {
  /** Where the walk stands: a place among the records. */
  at = 0;
  readonly #words: Uint32Array;
  /** By level, of the keys above the one that it stands at: their offsets, and those made last. */
  readonly #offsets: number[] = [];
  readonly #keys: Key[];

  constructor(first: Key, secret: string, options: FingerprintOptions) {
    this.#words = fingerprints(first.engine, first.offset, secret, options);
    this.#keys = [first];
  }

  /** Behind the last key. */
  get end(): number {
    return this.#words.length;
  }

  /** The level of the key at a place, that of the first one being 0; -1 behind the last one. */
  level(at: number = this.at): number {
    return this.#words[at + LEVEL] ?? -1;
  }

  /** Passes over all that is alike in both walks from where they stand, until one of them has come to its end. */
  passAlike(other: FingerprintWalk, end: number, otherEnd: number): void {
    const [words, others] = [this.#words, other.#words];
    let [at, otherAt] = [this.at, other.at];
    while (at < end && otherAt < otherEnd && isAlike(words, at, others, otherAt)) {
      const level = words[at + LEVEL] as number;
      this.#offsets[level] = words[at + OFFSET] as number;
      other.#offsets[level] = others[otherAt + OFFSET] as number;
      at += FINGERPRINT_WORDS;
      otherAt += FINGERPRINT_WORDS;
    }
    [this.at, other.at] = [at, otherAt];
  }

  /** To the next key, the first one below this where there are any. */
  enter(): void {
    this.#offsets[this.level()] = this.#words[this.at + OFFSET] as number;
    this.at += FINGERPRINT_WORDS;
  }

  /** The place of the next key that is not below the one at a place. */
  behind(at: number = this.at): number {
    const level = this.level(at);
    let next = at + FINGERPRINT_WORDS;
    while (this.level(next) > level) next += FINGERPRINT_WORDS;
    return next;
  }

  /** The name of the key at a place, upcased. */
  upcasedName(at: number = this.at): string {
    const { engine } = this.#keys[0] as Key;
    return engine.upcased(engine.key(this.#words[at + OFFSET] as number).name);
  }

  /** The key where it stands. */
  key(): Key {
    return this.#keyAt(this.level(), this.#words[this.at + OFFSET] as number);
  }

  /** The key above those of a level, where the walk stands. */
  above(level: number): Key {
    return this.#keyAt(level - 1, this.#offsets[level - 1] as number);
  }

  #keyAt(level: number, offset: number): Key {
    const known = this.#keys[level] as Key;
    if (level === 0) return known;
    const parent = this.above(level);
    if (known?.offset === offset && known.parent === parent) return known;
    const key = Key.below(parent, offset);
    this.#keys[level] = key;
    return key;
  }
}

function isAlike(words: Uint32Array, at: number, others: Uint32Array, otherAt: number): boolean {
  if (words[at + LEVEL] !== others[otherAt + LEVEL]) return false;
  for (let word = HASH; word < FINGERPRINT_WORDS; word++) if (words[at + word] !== others[otherAt + word]) return false;
  return true;
}
