import { HIVE_KINDS } from "../../src/hive/hive-kind.ts";
import { CONDITION_KINDS } from "../../src/plan/condition.ts";
import type { PlanChange } from "../../src/plan/plan-change.ts";
import { PLAN_CHANGES } from "../../src/plan/plan-changes.ts";
import { CHANGE_MEMBERS, PLAN_MEMBERS } from "../../src/plan/plan-document.ts";
import { CONTENT } from "../../src/plan/value-words.ts";
import { VARIABLE_MEMBERS } from "../../src/plan/variables.ts";

/** The schema of plans as docs/plan.schema.json has it. */
export function planSchema(): object {
  const plan = pick(["version", "changes", ...PLAN_MEMBERS], PLAN);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A plan for hivetool apply",
    ...object(plan, ["version", "changes"]),
    $defs: {
      change: { type: "object", required: ["op"], oneOf: Object.entries(PLAN_CHANGES).map(changeSchema) },
      condition: {
        anyOf: [{ $ref: "#/$defs/single" }, { type: "array", minItems: 1, items: { $ref: "#/$defs/single" } }],
      },
      single: { ...object(pick(CONDITION_KINDS, CONDITION), []), minProperties: 1 },
      item: {
        ...object({ key: TEXT, keys: TEXT, value: TEXT, values: TEXT }, []),
        allOf: [oneOf(["key", "keys"]), { not: { required: ["value", "values"] } }],
      },
      value: { ...object(pick(["type", ...CONTENT], MEMBERS), ["type"]), ...oneOf(CONTENT) },
    },
  };
}

type Schema = Readonly<Record<string, unknown>>;

function changeSchema([op, { required, optional, oneOf: groups = [] }]: [string, PlanChange]): Schema {
  const names = [...CHANGE_MEMBERS, ...required, ...optional, ...groups.flat()];
  const members = { ...pick(names, { ...MEMBERS, ...OWN[op] }), op: { const: op } };
  return { ...object(members, ["op", ...required]), ...(groups.length > 0 && { allOf: groups.map(oneOf) }) };
}

function object(properties: object, required: readonly string[]): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** Just one of these members. */
function oneOf(names: readonly string[]): Schema {
  return { oneOf: names.map((name) => ({ required: [name] })) };
}

function pick(names: readonly string[], from: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(
    names.map((name) => {
      const schema = from[name];
      if (schema === undefined) throw new Error(`the schema does not know the member "${name}"`);
      return [name, schema];
    }),
  );
}

const TEXT = { type: "string" };
const TEXTS = { anyOf: [TEXT, { type: "array", minItems: 1, items: TEXT }] };
const SWITCH = { type: "boolean" };
const CONDITIONS = { $ref: "#/$defs/condition" };
/** A text that a variable may complete. */
const withVariables = (pattern: string): Schema => ({ type: "string", pattern: `${pattern}|\\$\\{` });
const NUMBER = {
  anyOf: [
    { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    withVariables("^(?:[0-9]{1,20}|0[xX][0-9a-fA-F]{1,16})$"),
  ],
};
const HEX = withVariables("^(?:[0-9a-fA-F]{2})*$");
const ABSENT = { const: "absent" };
const VALUE = { $ref: "#/$defs/value" };

const MEMBERS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(
    "key value holding name to class comment find pattern replace ace sid owner old new connection proxy bypass script sddl domain text time"
      .split(" ")
      .map((name) => [name, TEXT]),
  ),
  ...Object.fromEntries(
    "recursive existing mustMatch security times classes ignoreCase within protected detect evenOfApp"
      .split(" ")
      .map((name) => [name, SWITCH]),
  ),
  keys: TEXTS,
  values: TEXTS,
  given: TEXTS,
  notGiven: TEXTS,
  type: { anyOf: [{ type: "integer", minimum: 0, maximum: 0xffff_ffff }, TEXT] },
  texts: { type: "array", items: TEXT },
  data: withVariables("^[0-9a-fA-F\\s,:-]*$"),
  number: NUMBER,
  dword: NUMBER,
  bits: NUMBER,
  offset: NUMBER,
  mask: HEX,
  descriptor: HEX,
  flags: { type: "integer", minimum: 0, maximum: 0xffff },
  userFlags: { type: "integer", minimum: 0, maximum: 0xff },
  expect: VALUE,
  when: CONDITIONS,
  require: CONDITIONS,
};

/** Members that are other than usual for a kind of change. */
const OWN: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  "set-value": { expect: { anyOf: [ABSENT, VALUE] } },
  "create-key": { expect: ABSENT },
  "order-values": { values: { type: "array", items: TEXT } },
};

const CONDITION: Readonly<Record<string, Schema>> = {
  hive: {
    anyOf: [{ enum: HIVE_KINDS }, { type: "array", minItems: 1, items: { enum: HIVE_KINDS } }],
  },
  exists: { anyOf: [TEXT, { $ref: "#/$defs/item" }] },
  absent: { anyOf: [TEXT, { $ref: "#/$defs/item" }] },
  holds: {
    ...object(pick(["key", "value", "type", ...CONTENT], MEMBERS), ["key", "value"]),
    anyOf: ["type", ...CONTENT].map((name) => ({ required: [name] })),
  },
  any: { type: "array", minItems: 1, items: CONDITIONS },
  not: CONDITIONS,
};

const PLAN: Readonly<Record<string, Schema>> = {
  version: { const: 1 },
  name: TEXT,
  description: TEXT,
  variables: {
    type: "object",
    propertyNames: { pattern: "^[A-Za-z][A-Za-z0-9_-]*$" },
    additionalProperties: {
      anyOf: [{ type: "null" }, object(Object.fromEntries(VARIABLE_MEMBERS.map((name) => [name, TEXT])), [])],
    },
  },
  when: CONDITIONS,
  require: CONDITIONS,
  changes: { type: "array", items: { $ref: "#/$defs/change" } },
};
