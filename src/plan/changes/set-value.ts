import type { Change } from "../../edit/operations.ts";
import type { PlanMembers } from "../../edit/plan-members.ts";
import { expectationIn } from "../expectation-words.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";
import { CONTENT, typedContentIn } from "../value-words.ts";

const SHAPE = {
  required: ["value", "type"],
  oneOf: [["key", "keys"], CONTENT],
} as const;

/** Gives keys a value, or changes it. A key that is named is created; a pattern is about those that are there. */
export const setValue: PlanChange = {
  ...SHAPE,
  optional: ["existing", "expect", "holding"],
  parse(members) {
    const { keys, wanted } = read(members);
    const expect = expectationIn(members);
    return (hive) => {
      const paths = keys.paths(hive);
      const changes = paths.map((key): Change => ({ op: "set-value", key, ...wanted, ...expect }));
      return { changes, met: paths.length };
    };
  },
};

/** Gives keys a value where they have none of that name. */
export const setIfAbsent: PlanChange = {
  ...SHAPE,
  optional: ["existing", "holding"],
  parse(members) {
    const { keys, wanted } = read(members);
    return (hive) => {
      const paths = keys.paths(hive);
      const without = paths.filter((path) => hive.findKey(path)?.findValue(wanted.value) === undefined);
      const changes = without.map((key): Change => ({ op: "set-value", key, ...wanted, expect: "absent" }));
      return { changes, met: paths.length };
    };
  },
};

function read(members: PlanMembers) {
  const keys = keysIn(members);
  const wanted = { value: members.text("value"), ...typedContentIn(members), ...members.switches("existing") };
  return { keys, wanted };
}
