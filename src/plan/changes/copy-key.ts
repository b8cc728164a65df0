import { isSameTree } from "../../edit/same-tree.ts";
import type { PlanChange } from "../plan-change.ts";

/** Copies a key. It is done where the copy reads as the key does. */
export const copyKey: PlanChange = {
  required: ["key", "to"],
  optional: ["security", "times", "classes"],
  parse(members) {
    const [key, to] = [members.text("key"), members.text("to")];
    const options = members.switches("security", "times", "classes");
    return (hive) => {
      const [source, copy] = [hive.findKey(key), hive.findKey(to)];
      if (source === undefined) return { changes: [], met: 0 };
      const { classes = true } = options;
      if (copy !== undefined && copy.offset !== source.offset && isSameTree(source, copy, { classes }))
        return { changes: [], met: 1 };
      return { changes: [{ op: "copy-key", key, to, ...options }], met: 1 };
    };
  },
};
