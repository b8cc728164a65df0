import { badPlan, PlanFault, PlanMembers } from "../edit/plan-members.ts";
import { literalPattern } from "./name-pattern.ts";

/** What a plan says of one of its variables. */
export interface PlanVariable {
  readonly description?: string;
  readonly default?: string;
  /** A regular expression that the whole value must fit. */
  readonly pattern?: string;
  /** A value as it may be given. */
  readonly example?: string;
}

/** Values of variables by name. */
export type VariableValues = Readonly<Record<string, string>>;

/** Facts of the hive at work that a plan may use; a variable that is given has precedence. */
export const FACT_NAMES = ["user", "sid", "profile", "hive"] as const;

/** Members of a variable. */
export const VARIABLE_MEMBERS = ["description", "default", "pattern", "example"] as const;

const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;
const USE = /\$\$\{|\$\{([^}]*)\}?/g;

/** Reads what a plan declares. */
export function variablesIn(content: unknown): Readonly<Record<string, PlanVariable>> {
  const declared = PlanMembers.of(content, "variables", [], Object.keys(Object(content)));
  const names = Object.keys(content as object);
  return Object.fromEntries(names.map((name) => [name, variableIn(declared, name)]));
}

function variableIn(declared: PlanMembers, name: string): PlanVariable {
  const place = declared.placeOf(name);
  if (!NAME.test(name)) throw badPlan(place, "must have a name of letters, digits, _ and -, beginning with a letter");
  if (declared.raw(name) === null) return {};
  const members = PlanMembers.of(declared.raw(name), place, [], VARIABLE_MEMBERS);
  const given = VARIABLE_MEMBERS.filter((each) => members.has(each));
  const variable = Object.fromEntries(given.map((each) => [each, members.text(each)])) as PlanVariable;
  if (variable.pattern !== undefined) regularExpression(variable.pattern, members.placeOf("pattern"));
  return variable;
}

/** A regular expression of a plan, with the flags that all have. */
function regularExpression(source: string, place: string, flags = "u"): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    throw badPlan(place, `must be a regular expression: ${cause instanceof Error ? cause.message : cause}`);
  }
}

/** What the plan's own variables are: as given, else as the plan says. Those that it does not say are left out. */
export function ownValues(declared: Readonly<Record<string, PlanVariable>>, given: VariableValues): VariableValues {
  const facts: readonly string[] = FACT_NAMES;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name) || facts.includes(name)) continue;
    const known = [...Object.keys(declared), ...facts].join(", ");
    throw new PlanFault(`the variable ${name}`, "is none of this plan's", { expected: known });
  }
  const values: Record<string, string> = { ...given };
  for (const [name, { default: usual, pattern }] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : usual;
    if (value === undefined) continue;
    values[name] = value;
    // A plan may leave a variable empty that must not be given empty.
    if (value === "" && !Object.hasOwn(given, name)) continue;
    if (pattern !== undefined && !regularExpression(`^(?:${pattern})$`, `variables.${name}.pattern`).test(value))
      throw new PlanFault(`variables.${name}`, "does not fit its pattern", { expected: pattern, found: value });
  }
  return values;
}

/**
 * Puts values for `${name}` into all texts of a part of a plan; `$${` is a `${` that stays. In patterns the characters of a
 * value mean themselves.
 *
 * @throws HiveError `bad-plan` for a variable that has no value
 */
export function substituted(content: unknown, values: VariableValues, place: string, encode?: Encode): unknown {
  if (typeof content === "string") return substitutedText(content, values, place, encode);
  if (Array.isArray(content))
    return content.map((each, index) => substituted(each, values, `${place}[${index}]`, encode));
  if (typeof content !== "object" || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([name, each]) => [
      name,
      substituted(each, values, `${place}.${name}`, encodingIn(content, name)),
    ]),
  );
}

function substitutedText(
  text: string,
  values: VariableValues,
  place: string,
  encode: Encode = (value) => value,
): string {
  return text.replace(USE, (sign, name: string | undefined) => {
    if (name === undefined) return "${";
    if (!NAME.test(name) || !sign.endsWith("}"))
      throw badPlan(place, `must name a variable in \${}, or have $\${ for the characters themselves`);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return encode(value);
    const isFact = (FACT_NAMES as readonly string[]).includes(name);
    const why = isFact ? "and nothing tells it of this hive" : "which has no value";
    const advice = `Give it: --var ${name}=VALUE.`;
    throw new PlanFault(place, `needs the variable ${name}, ${why}`, { advice });
  });
}

/** How a value is written where it would mean something else. */
type Encode = (value: string) => string;

/** How it is written in a member of an object. */
function encodingIn(object: object, member: string): Encode | undefined {
  // Its list is one of names.
  if ("op" in object && object.op === "order-values") return undefined;
  if (member === "replace") return "pattern" in object ? (value) => value.replaceAll("$", "$$$$") : undefined;
  return ENCODE[member];
}

const ENCODE: Readonly<Record<string, Encode>> = {
  keys: literalPattern,
  values: literalPattern,
  holding: literalPattern,
  pattern: (value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
};

/** Writes texts so that reading them as a plan gives them back. */
export function withoutVariables<Content>(content: Content): Content {
  if (typeof content === "string") return content.replaceAll("${", () => "$${") as Content;
  if (Array.isArray(content)) return content.map(withoutVariables) as Content;
  if (typeof content !== "object" || content === null) return content;
  return Object.fromEntries(Object.entries(content).map(([name, each]) => [name, withoutVariables(each)])) as Content;
}
