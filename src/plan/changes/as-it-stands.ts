import type { Operation } from "../../edit/operation.ts";
import type { Change } from "../../edit/operations.ts";
import type { PlanChange } from "../plan-change.ts";

/** A kind of change that people write as the engine does it. */
export function asItStands({ required, optional, parse }: Operation<Change>): PlanChange {
  return {
    required,
    optional,
    parse(members) {
      const change = parse(members);
      return () => ({ changes: [change], met: 1 });
    },
  };
}
