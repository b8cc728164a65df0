import type { Change } from "../../edit/operations.ts";
import { joinKeyPath } from "../../hive/key-path.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";

/** Gives keys another name. It is done where the old name is gone and the new one is there. */
export const renameKey: PlanChange = {
  required: ["name"],
  optional: [],
  oneOf: [["key", "keys"]],
  parse(members) {
    const target = keysIn(members);
    const name = members.text("name");
    return (hive) => {
      const keys = target.keys(hive);
      if (keys.length === 0 && target.path !== undefined) {
        const sibling = joinKeyPath([...hive.pathNames(target.path).slice(0, -1), name]);
        return { changes: [], met: hive.findKey(sibling) === undefined ? 0 : 1 };
      }
      // A key's path is good as long as none above it has another name.
      const changes = keys
        .toReversed()
        .map((key): Change => ({ op: "rename-key", key: target.path ?? key.path, name }));
      return { changes, met: keys.length };
    };
  },
};
