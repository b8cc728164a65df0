import type { Change } from "../../edit/operations.ts";
import { expectedValueIn } from "../expectation-words.ts";
import type { PlanChange } from "../plan-change.ts";
import { valuesIn } from "../targets.ts";

/** Deletes values. Where there is none, it is as wanted, whatever is expected. */
export const deleteValue: PlanChange = {
  required: [],
  optional: ["expect"],
  oneOf: [
    ["key", "keys"],
    ["value", "values"],
  ],
  parse(members) {
    const target = valuesIn(members);
    const expect = expectedValueIn(members);
    return (hive) => {
      const found = target.found(hive);
      const changes = found.map(({ key, value }): Change => ({ op: "delete-value", key, value, ...expect }));
      return { changes, met: found.length };
    };
  },
};
