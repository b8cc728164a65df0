import { HiveError } from "hivex-wasm";
import { badPlan, PlanFault, PlanMembers } from "../edit/plan-members.ts";
import type { Hive } from "../hive/hive.ts";
import { type Condition, conditionIn } from "./condition.ts";
import type { Expanded, PlanChange } from "./plan-change.ts";
import { PLAN_CHANGES } from "./plan-changes.ts";
import type { PlanSource } from "./plan-source.ts";
import { readPlanText, withLines } from "./plan-text.ts";
import {
  FACT_NAMES,
  ownValues,
  type PlanVariable,
  substituted,
  type VariableValues,
  variablesIn,
} from "./variables.ts";

/** A plan as people write it: it may speak of keys by patterns, of values in words, and ask what hive it is. */
export interface PlanDocument {
  readonly name?: string;
  readonly description?: string;
  /** What it may be told, by name. */
  readonly variables: Readonly<Record<string, PlanVariable>>;
  /** The text, and what it holds. */
  readonly text: string;
  readonly source: PlanSource;
}

/** What a plan says once its variables have values. */
export interface BoundPlan {
  readonly when?: Condition;
  readonly require?: Condition;
  readonly changes: readonly BoundChange[];
}

/** One change of it. */
export interface BoundChange {
  /** `changes[3]`. */
  readonly place: string;
  readonly when?: Condition;
  readonly require?: Condition;
  /** Something must be there that it is about. */
  readonly mustMatch: boolean;
  /** Why it is passed over in every hive: for variables that have a value, or none. */
  readonly unasked?: string;
  readonly expand: (hive: Hive) => Expanded;
}

/** Members that every change may have, besides those of its kind. */
export const CHANGE_MEMBERS = ["comment", "given", "notGiven", "when", "require", "mustMatch"] as const;
/** Members of a plan. */
export const PLAN_MEMBERS = ["name", "description", "variables", "when", "require"] as const;

/**
 * Reads a plan from text in YAML or JSON, strictly: members that it does not know are refused, and what is wrong is told with
 * its line. What variables stand for is looked at by `checkPlan`.
 *
 * @throws HiveError `bad-plan`
 * @example
 * const plan = readPlan("version: 1\nchanges:\n  - { op: delete-key, keys: 'Software\\*\\Cache', recursive: true }\n");
 */
export function readPlan(text: string): PlanDocument {
  const source = readPlanText(text);
  return withLines(text, source, () => {
    const members = PlanMembers.of(source.content, "the plan", ["version", "changes"], PLAN_MEMBERS);
    if (members.raw("version") !== 1) throw badPlan("version", "must be the number 1");
    if (!Array.isArray(members.raw("changes"))) throw badPlan("changes", "must be a list");
    return {
      ...(members.has("name") && { name: members.text("name") }),
      ...(members.has("description") && { description: members.text("description") }),
      variables: members.has("variables") ? variablesIn(members.raw("variables")) : {},
      text,
      source,
    };
  });
}

/**
 * Looks over all that a plan says, with these values of its variables, before any hive is opened.
 *
 * @throws HiveError `bad-plan`
 */
export function checkPlan(document: PlanDocument, given: VariableValues = {}): void {
  bindPlan(document, given, SAMPLE_FACTS);
}

/** What the facts of a hive may be like. */
const SAMPLE_FACTS: VariableValues = {
  user: "user",
  sid: "S-1-5-21-1-2-3-1000",
  profile: "C:\\Users\\user",
  hive: "user",
};

/** Puts the values of variables into a plan: those that were given, then the plan's own, then the facts of the hive. */
export function bindPlan(document: PlanDocument, given: VariableValues, facts: VariableValues): BoundPlan {
  return withLines(document.text, document.source, () => {
    const own = ownValues(document.variables, given);
    const known = Object.fromEntries(
      FACT_NAMES.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])),
    );
    const values = { ...known, ...own };
    const { changes, when, require } = document.source.content as Record<string, unknown>;
    return {
      ...conditionsIn({ when, require }, "", values),
      changes: (changes as unknown[]).map((change, index) =>
        boundChange(change, `changes[${index}]`, values, document.variables),
      ),
    };
  });
}

function boundChange(
  written: unknown,
  place: string,
  values: VariableValues,
  declared: PlanDocument["variables"],
): BoundChange {
  if (typeof written !== "object" || written === null || Array.isArray(written))
    throw badPlan(place, "must be an object");
  const { op } = written as { op?: unknown };
  if (op === undefined) throw badPlan(place, 'lacks the member "op"');
  const kind = typeof op === "string" && Object.hasOwn(PLAN_CHANGES, op) ? PLAN_CHANGES[op] : undefined;
  if (kind === undefined)
    throw badPlan(
      `${place}.op`,
      `must be one of ${Object.keys(PLAN_CHANGES)
        .map((known) => `"${known}"`)
        .join(", ")}`,
    );
  const unasked = unaskedIn(
    PlanMembers.of(written, place, ["op", ...kind.required], membersOf(kind)),
    values,
    declared,
  );
  if (unasked !== undefined) return { place, unasked, mustMatch: false, expand: () => ({ changes: [], met: 0 }) };
  const { when, require, ...rest } = written as Record<string, unknown>;
  const content = substituted(rest, values, place);
  const members = PlanMembers.of(content, place, ["op", ...kind.required], membersOf(kind));
  if (members.has("comment")) members.text("comment");
  return {
    place,
    ...conditionsIn({ when, require }, `${place}.`, values),
    mustMatch: members.switches("mustMatch").mustMatch ?? false,
    expand: placed(place, () => kind.parse(members)),
  };
}

/** Why a change is not asked for: a variable of `given` has no value or an empty one, or one of `notGiven` has another. */
function unaskedIn(
  members: PlanMembers,
  values: VariableValues,
  declared: PlanDocument["variables"],
): string | undefined {
  const known = [...Object.keys(declared), ...FACT_NAMES];
  const names = (member: string): readonly string[] => {
    const named = members.has(member) ? members.textOrTexts(member) : [];
    if (named.every((name) => known.includes(name))) return named;
    throw badPlan(members.placeOf(member), "must name variables of this plan");
  };
  const isGiven = (name: string) => Object.hasOwn(values, name) && values[name] !== "";
  const missing = names("given").find((name) => !isGiven(name));
  const present = names("notGiven").find(isGiven);
  if (missing !== undefined) return `the variable ${missing} has no value`;
  return present === undefined ? undefined : `the variable ${present} has a value`;
}

function membersOf({ optional, oneOf = [] }: PlanChange): readonly string[] {
  return [...CHANGE_MEMBERS, ...optional, ...oneOf.flat()];
}

function conditionsIn(
  written: { readonly when?: unknown; readonly require?: unknown },
  prefix: string,
  values: VariableValues,
): { readonly when?: Condition; readonly require?: Condition } {
  const read = (name: "when" | "require"): Condition | undefined => {
    const place = `${prefix}${name}`;
    return written[name] === undefined ? undefined : conditionIn(substituted(written[name], values, place), place);
  };
  const [when, require] = [read("when"), read("require")];
  return { ...(when && { when }), ...(require && { require }) };
}

/** Gives errors that know no place of the plan, of SDDL for example, the one that they are about. */
function placed<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HiveError) || error instanceof PlanFault) throw error;
    const { statement, expected, found, advice } = error;
    const facts = { ...(expected && { expected }), ...(found && { found }), ...(advice && { advice }) };
    throw new PlanFault(place, `is refused: ${statement}`, facts);
  }
}
