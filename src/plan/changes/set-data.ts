import type { Change } from "../../edit/operations.ts";
import { bytesToHex } from "../../hive/hex.ts";
import { expectedValueIn } from "../expectation-words.ts";
import type { PlanChange } from "../plan-change.ts";
import { type FoundTarget, valuesIn } from "../targets.ts";
import { CONTENT, contentIn } from "../value-words.ts";

/** Changes the data of values that are there; each keeps its type. */
export const setData: PlanChange = {
  required: [],
  optional: ["expect"],
  oneOf: [["key", "keys"], ["value", "values"], CONTENT],
  parse(members) {
    const target = valuesIn(members);
    const content = contentIn(members);
    const { expect } = expectedValueIn(members);
    if (expect) content(expect.type);
    const { name, keys } = target;
    return (hive) => {
      const found = target.found(hive);
      // What is expected is missed where it is not there.
      if (expect && found.length === 0 && keys.path !== undefined && name !== undefined) {
        const data = content(expect.type);
        return { changes: [{ op: "set-data", key: keys.path, value: name, data, expect }], met: 1 };
      }
      const changes = found.map((value) => dataChange(value, content(value.type), expect));
      return { changes, met: found.length };
    };
  },
};

/** The change that gives a value other data, and is refused where it is no longer what it was. */
export function dataChange(
  { key, value, type, data: old }: FoundTarget,
  data: string,
  expect = { type, data: bytesToHex(old) },
): Change {
  return { op: "set-data", key, value, data, expect };
}
