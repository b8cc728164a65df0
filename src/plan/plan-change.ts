import type { Change } from "../edit/operations.ts";
import type { PlanMembers } from "../edit/plan-members.ts";
import type { Hive } from "../hive/hive.ts";

/** What a change of a plan comes to in a hive as it is at that moment. */
export interface Expanded {
  readonly changes: readonly Change[];
  /** How many of the keys or values that the change is about are there. */
  readonly met: number;
}

/** One kind of change as people write it. */
export interface PlanChange {
  /** Members besides `op` that must be there, and those that may be. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** One of each group must be there, and no other of it. */
  readonly oneOf?: readonly (readonly string[])[];
  /** Reads it; what it gives says what is to be done in a hive, in changes that name one key or value each. */
  readonly parse: (members: PlanMembers) => (hive: Hive) => Expanded;
}
