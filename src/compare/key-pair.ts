import type { Key } from "../hive/key.ts";
import type { Twins } from "./twins.ts";

/** A key of one hive beside the key of the same path in the other; where one is missing, nothing below the other follows. */
export interface KeyPair extends Twins<Key> {
  /** The parents of both; undefined for the keys that the comparison begins with. */
  readonly parent?: { readonly a: Key; readonly b: Key };
}
