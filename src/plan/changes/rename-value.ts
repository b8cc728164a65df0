import type { Change } from "../../edit/operations.ts";
import { expectedValueIn } from "../expectation-words.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";

/** Gives a value another name. It is done where the old name is gone and the new one is there. */
export const renameValue: PlanChange = {
  required: ["value", "name"],
  optional: ["expect"],
  oneOf: [["key", "keys"]],
  parse(members) {
    const keys = keysIn(members);
    const [value, name] = [members.text("value"), members.text("name")];
    const expect = expectedValueIn(members);
    return (hive) => {
      const changes: Change[] = [];
      let met = 0;
      for (const key of keys.keys(hive)) {
        if (key.findValue(value) !== undefined)
          changes.push({ op: "rename-value", key: keys.path ?? key.path, value, name, ...expect });
        else if (key.findValue(name) === undefined) continue;
        met += 1;
      }
      return { changes, met };
    };
  },
};
