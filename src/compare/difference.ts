import type { ValueState } from "../edit/effect.ts";
import type { FactDifference } from "./key-facts.ts";

/** A key that is in one hive alone, or that says other things of itself in either. */
export interface KeyDifference {
  readonly kind: "key";
  readonly change: "added" | "removed" | "changed";
  /** Its path, as the hive spells it that has it; the second one where both do. */
  readonly path: string;
  /** Of a key that is in both: what it says otherwise. */
  readonly facts: readonly FactDifference[];
}

/** A value that is in one hive alone (without `old` in the second, without `new` in the first), or is another in either. */
export interface ValueDifference {
  readonly kind: "value";
  readonly change: "added" | "removed" | "changed";
  /** Path of its key; see `KeyDifference`. */
  readonly path: string;
  readonly old?: ValueState;
  readonly new?: ValueState;
}

/** Something in which the second of two hives differs from the first. */
export type Difference = KeyDifference | ValueDifference;
