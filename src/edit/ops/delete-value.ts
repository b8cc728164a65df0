import { assertExpected, type ExpectedValue, parseExpectedValue } from "../expectation.ts";
import { foundValue } from "../found-value.ts";
import type { Operation } from "../operation.ts";

/** Deletes a value. Where there is none, there is nothing to do, unless one is expected. */
export interface DeleteValue {
  readonly op: "delete-value";
  readonly key: string;
  /** The value's name; empty for the key's default value. */
  readonly value: string;
  readonly expect?: ExpectedValue;
}

export const deleteValue: Operation<DeleteValue> = {
  required: ["key", "value"],
  optional: ["expect"],
  parse: (members) => ({
    op: "delete-value",
    key: members.text("key"),
    value: members.text("value"),
    ...(members.has("expect") && { expect: parseExpectedValue(members) }),
  }),
  apply(hive, { key: path, value: name, expect }) {
    const key = hive.findKey(path);
    const found = foundValue(key, name);
    assertExpected(expect, found, name, key?.path ?? path);
    const facts = { kind: "value", key: key?.path ?? path, createdKeys: [] } as const;
    if (key === undefined || found === undefined) return { ...facts, isDone: true };
    const { value, ...old } = found;
    hive.engine.editing.deleteValue(key.offset, value.offset);
    return { ...facts, old, isDone: false };
  },
  expect: (state, { key, value }) => state.wantValue(key, value, undefined),
  reverse: ({ key, value, expect }) =>
    expect && { op: "set-value", key, value, ...expect, existing: true, expect: "absent" },
};
