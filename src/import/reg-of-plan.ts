import { planBytes } from "../edit/found-value.ts";
import type { Change } from "../edit/operations.ts";
import type { CreateKey } from "../edit/ops/create-key.ts";
import type { DeleteKey } from "../edit/ops/delete-key.ts";
import type { DeleteValue } from "../edit/ops/delete-value.ts";
import type { SetValue } from "../edit/ops/set-value.ts";
import type { Plan } from "../edit/plan.ts";
import { badPlan } from "../edit/plan-members.ts";
import { splitKeyPath } from "../hive/key-path.ts";
import type { RegStatement } from "../reg-file/write-reg-file.ts";

/**
 * A plan as statements of a .reg file; `root` is what Windows calls the hive's root, such as `HKEY_CURRENT_USER`. A section
 * creates its key where it is missing, also to delete a value of it: only there the file does more than the plan.
 *
 * @throws HiveError `bad-plan`, with the change's place, for one that no .reg file can say: any but setting and deleting
 * values, creating keys and deleting them with all below; and any with a precondition
 * @example
 * for (const bytes of writeRegFile(regOfPlan(plan, "HKEY_CURRENT_USER"))) writeSync(file, bytes);
 */
export function* regOfPlan(plan: Plan, root: string): Generator<RegStatement> {
  let open: string | undefined;
  for (const [index, change] of plan.changes.entries()) {
    assertSayable(change, `changes[${index}]`);
    const path = [root, ...splitKeyPath(change.key)].join("\\");
    if (change.op === "delete-key") {
      yield { kind: "key", path, isDeleted: true };
      open = undefined;
      continue;
    }
    if (change.op === "create-key" || path !== open) yield { kind: "key", path, isDeleted: false };
    open = path;
    if (change.op === "set-value") {
      const { value: name, type, data } = change;
      yield { kind: "value", name, data: { type, data: planBytes(data, change.key) } };
    } else if (change.op === "delete-value") yield { kind: "value", name: change.value, data: "delete" };
  }
}

/** The changes that a .reg file knows. */
type SayableChange = SetValue | DeleteValue | CreateKey | DeleteKey;

function assertSayable(change: Change, place: string): asserts change is SayableChange {
  const reason = reasonAgainst(change);
  if (reason !== undefined) throw badPlan(place, `cannot be said in a .reg file: ${reason}`);
}

function reasonAgainst(change: Change): string | undefined {
  switch (change.op) {
    case "set-value":
      if (change.existing) return "a section creates its key";
      return change.expect === undefined ? undefined : "it has a precondition";
    case "create-key":
      if (change.class !== undefined) return "it knows no class names";
      return change.expect === undefined ? undefined : "it has a precondition";
    case "delete-value":
      return change.expect === undefined ? undefined : "it has a precondition";
    case "delete-key":
      return change.recursive ? undefined : "it deletes keys with all that is in them";
    default:
      return `it knows no ${change.op}`;
  }
}
