import type { Change } from "../edit/operations.ts";
import type { Plan } from "../edit/plan.ts";
import { badPlan } from "../edit/plan-members.ts";
import { bytesToHex } from "../hive/hex.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import type { ImportItem } from "./import-item.ts";

/**
 * What a .reg file says of a hive, as a plan that does the same. A section creates its key; where its first value does so
 * anyhow, that is not said twice. Lines that Windows passes over are in no plan.
 *
 * @throws HiveError `bad-plan` for what only a Registry.pol file says; what `regItems` throws
 * @example
 * const plan = planOfReg(regItems(hive, [bytes]));
 * applyPlan(hive, plan, { time: "keep" });
 */
export function planOfReg(items: Iterable<ImportItem>): Plan {
  return { version: 1, changes: [...changesOf(items)] };
}

function* changesOf(items: Iterable<ImportItem>): Generator<Change> {
  let key = "";
  let isToCreate = false;
  const creation = (): Change[] => (isToCreate ? [{ op: "create-key", key }] : []);
  for (const item of items) {
    if (item.kind === "ignored") continue;
    if (item.kind === "key" && !item.existing) {
      yield* creation();
      key = joinKeyPath(item.names);
      isToCreate = !item.isDeleted;
      if (item.isDeleted) yield { op: "delete-key", key, recursive: true };
    } else if (item.kind === "value" && !item.ifAbsent) {
      const { name: value, data } = item;
      if (data === "delete") yield* creation();
      isToCreate = false;
      if (data === "delete") yield { op: "delete-value", key, value };
      else yield { op: "set-value", key, value, type: data.type, data: bytesToHex(data.data) };
    } else throw badPlan(`record ${item.line}`, "says what no plan of keys and values can");
  }
  yield* creation();
}
