import { COMPARE_ALL } from "../compare/compare-options.ts";
import { planBetween } from "../compare/plan-between.ts";
import { applyPlan, type PreviewedChange } from "../edit/apply.ts";
import type { Change } from "../edit/operations.ts";
import type { Plan } from "../edit/plan.ts";
import { HiveError, hiveError } from "../errors.ts";
import { filetimeToIso } from "../hive/filetime.ts";
import type { Hive } from "../hive/hive.ts";
import type { JournalEntry } from "./journal-entry.ts";

/** An edit taken back in memory. */
export interface Undone {
  /** What that took. */
  readonly plan: Plan;
  readonly changes: readonly PreviewedChange[];
}

/**
 * Takes an edit back in `hive`, in memory, where everything that it changed is still as it left it; what else was changed
 * meanwhile stays. `now` is the same hive once more, as it lies: it is what the outcome is compared with. Where the edit has been
 * taken back already, or was never written, every change is one that is done.
 *
 * @throws HiveError `changed-since` with an `AggregateError` of all that is in the way as its cause; the hive is as it was
 * @example
 * const { plan } = undoEntry(opened.hive, asItLies.hive, readEntry(nodeFileSystem, path));
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export function undoEntry(hive: Hive, now: Hive, entry: Pick<JournalEntry, "forward" | "reverse">): Undone {
  return hive.engine.editing.transaction(() => {
    const { plan, changes } = reversed(hive, reverseFor(now, entry));
    // What would lead from here to where the hive was must be what the edit did: all else is somebody else's.
    const done = new Set(entry.forward.changes.map(asText));
    const others = planBetween(hive, now, COMPARE_ALL).changes.filter(
      (change) => !isByTheWay(change) && !done.has(asText(change)),
    );
    if (others.length > 0) throw changedSince(others.map((change) => inTheWay(change)));
    return { plan, changes };
  });
}

/** Does the reverse; where values have come to a key since, the others cannot all be put into their order again. */
function reversed(hive: Hive, plan: Plan): Undone {
  try {
    return { plan, changes: applyPlan(hive, plan, { time: "keep" }) };
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    const changes = plan.changes.filter(({ op }) => op !== "order-values");
    if (changes.length < plan.changes.length) return reversed(hive, { version: 1, changes });
    throw changedSince([error]);
  }
}

/** Nothing is lost with it. */
function isByTheWay({ op }: Change): boolean {
  return op === "set-time" || op === "order-values";
}

/** The reverse without what would undo other edits as well: the time of a key that has been written since stays. */
function reverseFor(now: Hive, { forward, reverse }: Pick<JournalEntry, "forward" | "reverse">): Plan {
  const writtenSince = new Set(
    forward.changes.flatMap((change) => {
      if (change.op !== "set-time") return [];
      const key = now.findKey(change.key);
      const isLeft = key === undefined || filetimeToIso(key.lastWritten) === change.time;
      return isLeft ? [] : [now.engine.upcased(change.key)];
    }),
  );
  const isKept = (change: Change): boolean =>
    change.op !== "set-time" || !writtenSince.has(now.engine.upcased(change.key));
  return { version: 1, changes: reverse.changes.filter(isKept) };
}

/** The same text for the same change, in whatever order its members come. */
function asText(change: Change): string {
  return JSON.stringify(Object.entries(change).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** So many are told one by one. */
const MOST_TOLD = 20;

function changedSince(errors: readonly HiveError[]): HiveError {
  const [first] = errors;
  const count = errors.length === 1 ? "one change" : `${errors.length} changes`;
  const told = errors.slice(0, MOST_TOLD);
  const statement = `${count} that somebody made since would be lost: ${told.map((error) => error.statement).join("; ")}`;
  const more = errors.length > told.length ? `; and ${errors.length - told.length} more` : "";
  const keyPath = first?.keyPath;
  const cause = new AggregateError(errors, statement);
  return hiveError("changed-since", statement + more, { cause, ...(keyPath !== undefined && { keyPath }) });
}

/** Says of a change that is needed to come back to where the hive is that it is somebody's. */
function inTheWay(change: Change): HiveError {
  const keyPath = "key" in change ? change.key : "";
  const value = "value" in change && change.value !== undefined ? `value "${change.value}" of ` : "";
  const statement = `${value}key ${keyPath || "(root)"} ${WORDS[change.op] ?? "was changed"}`;
  return hiveError("changed-since", statement, { keyPath });
}

const WORDS: Partial<Record<Change["op"], string>> = {
  "set-value": "was set",
  "rename-value": "was renamed",
  "delete-value": "was deleted, or another one put in its place",
  "create-key": "was created",
  "delete-key": "was deleted",
  "rename-key": "was renamed",
  "set-descriptor": "got another security descriptor",
  "set-flags": "got other flags",
  "order-values": "got its values in another order",
};
