import type { Hive } from "../hive/hive.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import { walkKeys } from "../hive/walk-keys.ts";
import { FinalState } from "./final-state.ts";
import { operationOf } from "./operations.ts";
import type { Plan } from "./plan.ts";

/**
 * Offsets of the keys that a plan has created or changed, and of those from which it has taken something, in the hive to
 * which it has been applied.
 *
 * @example
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan), touched: touchedKeys(opened.hive, plan) });
 */
export function touchedKeys(hive: Hive, plan: Plan): number[] {
  const state = new FinalState(hive);
  for (const change of plan.changes) operationOf(change.op).expect(state, change);
  return keysAt(hive, state.paths());
}

/** Offsets of a key, of all keys below it, and of the one that it is in. */
export function touchedTree(hive: Hive, path: string): number[] {
  const offsets = new Set(keysAt(hive, [path]));
  const root = hive.findKey(path);
  if (root !== undefined) for (const { key } of walkKeys(root)) offsets.add(key.offset);
  return [...offsets];
}

function keysAt(hive: Hive, paths: readonly string[]): number[] {
  const offsets = new Set<number>();
  for (const path of paths) {
    // Of a key that is gone, the one that it was in; it may be gone as well.
    for (let names = hive.pathNames(path); ; names = names.slice(0, -1)) {
      const key = hive.findKey(joinKeyPath(names));
      if (key === undefined) continue;
      offsets.add(key.offset);
      if (key.parent !== undefined) offsets.add(key.parent.offset);
      break;
    }
  }
  return [...offsets];
}
