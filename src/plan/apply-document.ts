import type { EditTime, PreviewedChange } from "../edit/apply.ts";
import { type Change, operationOf } from "../edit/operations.ts";
import type { Plan } from "../edit/plan.ts";
import { PlanFault } from "../edit/plan-members.ts";
import { verifyPlan } from "../edit/verify.ts";
import type { Hive } from "../hive/hive.ts";
import type { Condition } from "./condition.ts";
import { type BoundChange, bindPlan, type PlanDocument } from "./plan-document.ts";
import { withLines } from "./plan-text.ts";
import type { VariableValues } from "./variables.ts";

/** What is known of the hive that a plan is for, and what the plan is told. */
export interface ApplyDocumentOptions {
  readonly time: EditTime;
  /** Values of the plan's variables. */
  readonly variables?: VariableValues;
  /** Facts of the hive: `user`, `sid`, `profile`, as far as they are known. */
  readonly facts?: VariableValues;
  /** Where the hive lies; its name tells what kind it is where its content does not. */
  readonly path?: string;
}

/** A change of a plan that a hive has nothing for. */
export interface PassedChange {
  /** `changes[3]`; `when` for the whole plan. */
  readonly place: string;
  readonly reason: string;
  /** The plan was not asked for it, by its variables: it is no hive's doing. */
  readonly isUnasked?: true;
}

/** What a plan has done to a hive. */
export interface AppliedDocument {
  /** What has been done, in changes that name one key or value each: the same for nobody but this hive. */
  readonly plan: Plan;
  readonly changes: readonly PreviewedChange[];
  readonly passed: readonly PassedChange[];
}

/**
 * Does in memory what a plan says of a hive, all of it or nothing. Each change sees what those before it have done.
 *
 * @throws HiveError `bad-plan`, `precondition-failed`, and as `previewPlan`; then nothing has been changed
 * @example
 * const { plan, changes } = applyDocument(hive, readPlan(text), { time, variables: { server: "files2" } });
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export function applyDocument(hive: Hive, document: PlanDocument, options: ApplyDocumentOptions): AppliedDocument {
  const kind = kindOf(hive, options.path);
  const bound = bindPlan(document, options.variables ?? {}, { hive: kind, ...options.facts });
  const { editing } = hive.engine;
  editing.time = options.time;
  return withLines(document.text, document.source, () =>
    editing.transaction(() => {
      const run = new Run(hive, kind);
      assertMet(bound.require, "require", hive, kind);
      const failure = bound.when?.failure(hive, kind);
      if (failure !== undefined) run.pass("when", failure);
      else
        for (const change of bound.changes) {
          if (change.unasked === undefined) run.do(change);
          else run.pass(change.place, change.unasked, { isUnasked: true });
        }
      verifyPlan(hive, run.result.plan);
      return run.result;
    }),
  );
}

/** The name of a file may be anybody's choice, so it counts last. */
function kindOf(hive: Hive, path: string | undefined): string {
  const { name } = hive.kind();
  return name === "unknown" ? hive.kind(path).name : name;
}

class Run {
  readonly #hive: Hive;
  readonly #kind: string;
  readonly #changes: PreviewedChange[] = [];
  readonly #passed: PassedChange[] = [];

  constructor(hive: Hive, kind: string) {
    this.#hive = hive;
    this.#kind = kind;
  }

  get result(): AppliedDocument {
    const changes = this.#changes.map(({ change }) => change as Change);
    return { plan: { version: 1, changes }, changes: this.#changes, passed: this.#passed };
  }

  pass(place: string, reason: string, more: Partial<PassedChange> = {}): void {
    this.#passed.push({ place, reason, ...more });
  }

  do({ place, when, require, mustMatch, expand }: BoundChange): void {
    const hive = this.#hive;
    assertMet(require, `${place}.require`, hive, this.#kind);
    const failure = when?.failure(hive, this.#kind);
    const expanded = failure === undefined ? expand(hive) : undefined;
    if (expanded === undefined) this.pass(place, failure ?? "");
    else if (expanded.met === 0 && mustMatch) throw notMet(place, "finds nothing that it is about");
    else if (expanded.met === 0) this.pass(place, "nothing is there that it is about");
    else if (expanded.changes.length === 0) this.pass(place, "it is so already");
    for (const change of expanded?.changes ?? [])
      this.#changes.push({ ...operationOf(change.op).apply(hive, change), change });
  }
}

function assertMet(condition: Condition | undefined, place: string, hive: Hive, kind: string): void {
  const failure = condition?.failure(hive, kind);
  if (failure !== undefined) throw notMet(place, `is not met: ${failure}`);
}

function notMet(place: string, statement: string): Error {
  return new PlanFault(place, statement, {}, "precondition-failed");
}
