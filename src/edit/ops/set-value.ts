import { assertExpected, type Expectation, parseExpectation } from "../expectation.ts";
import { foundValue, isSameData, planBytes } from "../found-value.ts";
import { madeKey } from "../key-places.ts";
import type { Operation } from "../operation.ts";
import type { PlanMembers } from "../plan-members.ts";

/** Gives a key a value, or changes the one that is there; keys that are missing on the way are created. */
export interface SetValue {
  readonly op: "set-value";
  /** Key path from the hive's root, with backslashes. */
  readonly key: string;
  /** The value's name; empty for the key's default value. */
  readonly value: string;
  /** The type's number. */
  readonly type: number;
  /** The data as hexadecimal digits. */
  readonly data: string;
  /** The key must be there: nothing on the way to the value is created. */
  readonly existing?: boolean;
  /** What must stand there before, unless it already reads as wanted. */
  readonly expect?: Expectation;
}

export const setValue: Operation<SetValue> = {
  required: ["key", "value", "type", "data"],
  optional: ["existing", "expect"],
  parse: (members: PlanMembers) => ({
    op: "set-value",
    key: members.text("key"),
    value: members.text("value"),
    type: members.type("type"),
    data: members.hex("data"),
    ...members.switches("existing"),
    ...parseExpectation(members),
  }),
  apply(hive, { key: path, value: name, type, data, existing = false, expect }) {
    const bytes = planBytes(data, path);
    const { key, created } = existing ? { key: hive.key(path), created: [] } : madeKey(hive, path);
    const found = foundValue(key, name);
    const isDone = found !== undefined && found.type === type && isSameData(found.data, bytes);
    if (!isDone) {
      assertExpected(expect, found, name, key.path);
      hive.engine.editing.setValue(key.offset, name, type, bytes);
    }
    const facts = { kind: "value", key: key.path, createdKeys: created, isDone } as const;
    const wanted = { name: found?.name ?? name, type, data: bytes };
    if (found === undefined) return { ...facts, new: wanted };
    return { ...facts, old: { name: found.name, type: found.type, data: found.data }, new: wanted };
  },
  expect: (state, { key, value, type, data }) => state.wantValue(key, value, { type, data: planBytes(data, key) }),
  reverse({ key, value, type, data, expect }) {
    if (expect === undefined) return undefined;
    const now = { type, data };
    if (expect === "absent") return { op: "delete-value", key, value, expect: now };
    return { op: "set-value", key, value, ...expect, existing: true, expect: now };
  },
};
