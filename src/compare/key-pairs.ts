import type { Key } from "../hive/key.ts";
import { type Twins, twins } from "./twins.ts";

/** A key of one hive beside the key of the same path in the other; where one is missing, nothing below the other follows. */
export interface KeyPair extends Twins<Key> {
  /** The parents of both; undefined for the keys that the comparison begins with. */
  readonly parent?: { readonly a: Key; readonly b: Key };
}

/** All pairs of keys from these two on, each before those below it, in the order of their names. */
export function* keyPairs(a: Key, b: Key): Generator<KeyPair> {
  const waiting: KeyPair[] = [{ a, b }];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    yield pair;
    const { a: one, b: other } = pair;
    if (one === undefined || other === undefined) continue;
    const parent = { a: one, b: other };
    const below = twins(one.engine, one.subkeys(), other.subkeys());
    for (const each of below.reverse()) waiting.push({ ...each, parent });
  }
}
