import type { Change } from "../../edit/operations.ts";
import type { Key } from "../../hive/key.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";

/** Deletes keys. */
export const deleteKey: PlanChange = {
  required: [],
  optional: ["recursive"],
  oneOf: [["key", "keys"]],
  parse(members) {
    const target = keysIn(members);
    const recursive = members.switches("recursive");
    return (hive) => {
      const keys = target.keys(hive);
      // Those below go first: without "recursive" the one above them is empty only then.
      const all = recursive.recursive ? withoutThoseBelow(keys) : keys.toReversed();
      const changes = all.map((key): Change => ({ op: "delete-key", key: target.path ?? key.path, ...recursive }));
      return { changes, met: keys.length };
    };
  },
};

function withoutThoseBelow(keys: readonly Key[]): readonly Key[] {
  const offsets = new Set(keys.map(({ offset }) => offset));
  return keys.filter((key) => {
    for (let above = key.parent; above !== undefined; above = above.parent) if (offsets.has(above.offset)) return false;
    return true;
  });
}
