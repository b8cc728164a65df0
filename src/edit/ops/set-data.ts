import { assertExpected, type ExpectedValue, parseExpectedValue } from "../expectation.ts";
import { isSameData, planBytes } from "../found-value.ts";
import type { Operation } from "../operation.ts";

/** Replaces the data of a value that is there; its type stays. */
export interface SetData {
  readonly op: "set-data";
  /** Key path from the hive's root, with backslashes. */
  readonly key: string;
  /** The value's name; empty for the key's default value. */
  readonly value: string;
  /** The new data as hexadecimal digits. */
  readonly data: string;
  /** What must stand there: anything else, and nothing of the plan is applied. */
  readonly expect: ExpectedValue;
}

export const setData: Operation<SetData> = {
  required: ["key", "value", "data", "expect"],
  optional: [],
  parse: (members) => ({
    op: "set-data",
    key: members.text("key"),
    value: members.text("value"),
    data: members.hex("data"),
    expect: parseExpectedValue(members),
  }),
  apply(hive, { key: path, value: name, data, expect }) {
    const key = hive.key(path);
    const bytes = planBytes(data, path);
    const value = key.value(name);
    const old = { name: value.name, type: value.type, data: value.data() };
    const isDone = isSameData(old.data, bytes);
    // What is done already was done by somebody, whatever stood there before; its type still has to be right.
    assertExpected(isDone ? { ...expect, data } : expect, old, name, path);
    if (!isDone) key.engine.editing.setValue(key.offset, value.name, value.type, bytes);
    return { kind: "value", key: key.path, old, new: { ...old, data: bytes }, createdKeys: [], isDone };
  },
  expect: (state, { key, value, data, expect }) =>
    state.wantValue(key, value, { type: expect.type, data: planBytes(data, key) }),
  reverse: (change) => ({
    ...change,
    data: change.expect.data,
    expect: { type: change.expect.type, data: change.data },
  }),
};
