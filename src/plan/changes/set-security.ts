import type { Change } from "../../edit/operations.ts";
import { setSecurity as operation } from "../../edit/ops/set-security.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";

/** Gives keys those parts of a security descriptor that the SDDL names. */
export const setSecurity: PlanChange = {
  required: ["sddl"],
  optional: ["domain", "recursive"],
  oneOf: [["key", "keys"]],
  parse(members) {
    const target = keysIn(members);
    const { key: _, ...rest } = operation.parse(members.with({ key: "" }));
    return (hive) => {
      const keys = target.keys(hive);
      const changes = keys.map((key): Change => ({ ...rest, key: target.path ?? key.path }));
      return { changes, met: keys.length };
    };
  },
};
