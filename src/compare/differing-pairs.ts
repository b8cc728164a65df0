import type { Key } from "../hive/key.ts";
import type { CompareOptions } from "./compare-options.ts";
import { FingerprintWalk } from "./fingerprint-walk.ts";
import type { KeyPair } from "./key-pair.ts";
import { type Twins, twins } from "./twins.ts";

/**
 * The pairs of keys from these two on that may differ, each before those below it, in the order of their names; what is left
 * out is alike. Two walks within the engines come to hashes, and only where these differ are keys looked at.
 */
export function* differingPairs({ a, b }: Twins<Key>, options: CompareOptions): Generator<KeyPair> {
  if (a !== undefined && b !== undefined) {
    const secret = String.fromCharCode(...crypto.getRandomValues(new Uint16Array(8)));
    const join = new Join(new FingerprintWalk(a, secret, options), new FingerprintWalk(b, secret, options));
    yield* join.pairs(join.a.end, join.b.end);
  } else if (a !== undefined) yield { a };
  else if (b !== undefined) yield { b };
}

/** Two walks, side by side: the keys above both are always pairs. */
class Join {
  readonly a: FingerprintWalk;
  readonly b: FingerprintWalk;
  /** Below which pair names were last looked over, and whether they are in order. */
  #sorted: { readonly parent: Key; readonly isSorted: boolean } | undefined;

  constructor(a: FingerprintWalk, b: FingerprintWalk) {
    this.a = a;
    this.b = b;
  }

  *pairs(endOfA: number, endOfB: number): Generator<KeyPair> {
    const { a, b } = this;
    while (true) {
      a.passAlike(b, endOfA, endOfB);
      const [inA, inB] = [a.at < endOfA, b.at < endOfB];
      if (!inA && !inB) return;
      const [level, other] = [inA ? a.level() : -1, inB ? b.level() : -1];
      const order = level === other ? this.#order(level) : other - level;
      if (order === 0) {
        yield this.#pair(level);
        a.enter();
        b.enter();
      } else if (this.#isSorted(Math.max(level, other))) {
        yield order < 0 ? this.#onlyA(level) : this.#onlyB(other);
      } else yield* this.#byName(Math.max(level, other), endOfA, endOfB);
    }
  }

  #order(level: number): number {
    if (level === 0) return 0;
    const [one, other] = [this.a.upcasedName(), this.b.upcasedName()];
    return one === other ? 0 : one < other ? -1 : 1;
  }

  #pair(level: number): KeyPair {
    return { a: this.a.key(), b: this.b.key(), ...(level > 0 && { parent: this.#above(level) }) };
  }

  #onlyA(level: number): KeyPair {
    const pair = { a: this.a.key(), parent: this.#above(level) };
    this.a.at = this.a.behind();
    return pair;
  }

  #onlyB(level: number): KeyPair {
    const pair = { b: this.b.key(), parent: this.#above(level) };
    this.b.at = this.b.behind();
    return pair;
  }

  #above(level: number): { a: Key; b: Key } {
    return { a: this.a.above(level), b: this.b.above(level) };
  }

  /** Whether subkeys are in order, below both keys where a key seems to have no twin: in a damaged list it may stand elsewhere. */
  #isSorted(level: number): boolean {
    const { a, b } = this.#above(level);
    if (this.#sorted?.parent !== b) this.#sorted = { parent: b, isSorted: hasSortedSubkeys(a) && hasSortedSubkeys(b) };
    return this.#sorted.isSorted;
  }

  /** What is left of two lists, of which one is not in order. */
  *#byName(level: number, endOfA: number, endOfB: number): Generator<KeyPair> {
    const { a, b } = this;
    const [ours, theirs] = [placesOf(a, level, endOfA), placesOf(b, level, endOfB)];
    for (const { a: one, b: other } of twins(({ name }) => name, ours.places, theirs.places)) {
      if (one !== undefined) a.at = one.at;
      if (other !== undefined) b.at = other.at;
      if (one === undefined) yield this.#onlyB(level);
      else if (other === undefined) yield this.#onlyA(level);
      else yield* this.pairs(a.behind(), b.behind());
    }
    [a.at, b.at] = [ours.end, theirs.end];
  }
}

interface Place {
  readonly name: string;
  readonly at: number;
}

/** The keys of a level from where a walk stands on, and where they end. */
function placesOf(
  walk: FingerprintWalk,
  level: number,
  end: number,
): { readonly places: Place[]; readonly end: number } {
  const places: Place[] = [];
  let { at } = walk;
  for (; at < end && walk.level(at) === level; at = walk.behind(at)) places.push({ name: walk.upcasedName(at), at });
  return { places, end: at };
}

function hasSortedSubkeys({ engine, offset }: Key): boolean {
  let before = "";
  for (const subkey of engine.subkeys(offset)) {
    const name = engine.upcased(engine.key(subkey).name);
    if (name < before) return false;
    before = name;
  }
  return true;
}
