import type { Key } from "../hive/key.ts";
import { type Twins, twins } from "./twins.ts";

/** A key of one hive beside the key of the same path in the other; where one is missing, nothing below the other follows. */
export interface KeyPair extends Twins<Key> {
  /** The parents of both; undefined for the keys that the comparison begins with. */
  readonly parent?: { readonly a: Key; readonly b: Key };
}

/** All pairs of keys from these two on, each before those below it, in the order of their names. */
export function* keyPairs(start: Twins<Key>): Generator<KeyPair> {
  const waiting: KeyPair[] = [start];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    yield pair;
    const { a, b } = pair;
    if (a === undefined || b === undefined) continue;
    const below = twins(a.engine, a.subkeys(), b.subkeys());
    for (const each of below.reverse()) waiting.push({ ...each, parent: { a, b } });
  }
}
