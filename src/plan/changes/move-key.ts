import type { PlanChange } from "../plan-change.ts";

/** Puts a key at another place. It is done where it is gone from the old one and something is at the new one. */
export const moveKey: PlanChange = {
  required: ["key", "to"],
  optional: [],
  parse(members) {
    const [key, to] = [members.text("key"), members.text("to")];
    return (hive) => {
      if (hive.findKey(key) !== undefined) return { changes: [{ op: "move-key", key, to }], met: 1 };
      return { changes: [], met: hive.findKey(to) === undefined ? 0 : 1 };
    };
  },
};
