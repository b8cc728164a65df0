import type { Hive } from "../hive/hive.ts";
import type { Effect } from "./effect.ts";
import type { FinalState } from "./final-state.ts";
import type { PlanMembers } from "./plan-members.ts";

/** All that one kind of change knows how to do. */
export interface Operation<Change> {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  parse(members: PlanMembers): Change;
  /** Does the change in memory, as far as it is not done already. */
  apply(hive: Hive, change: Change): Effect;
  /** Adds what the hive must look like afterwards, over what the changes before it have added. */
  expect(state: FinalState, change: Change): void;
  /** The change that takes it back; undefined where the change alone does not tell what was there before. */
  reverse?(change: Change): object | undefined;
}
