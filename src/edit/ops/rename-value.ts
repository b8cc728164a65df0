import { hiveError } from "../../errors.ts";
import { assertExpected, type ExpectedValue, nameOfValue, parseExpectedValue } from "../expectation.ts";
import { foundValue, planBytes } from "../found-value.ts";
import type { Operation } from "../operation.ts";

/** Gives a value another name, or another spelling of its name; its place in the key's list stays. */
export interface RenameValue {
  readonly op: "rename-value";
  readonly key: string;
  /** The name it has. */
  readonly value: string;
  /** The name it gets; the empty one makes it the default value. */
  readonly name: string;
  readonly expect?: ExpectedValue;
}

export const renameValue: Operation<RenameValue> = {
  required: ["key", "value", "name"],
  optional: ["expect"],
  parse: (members) => ({
    op: "rename-value",
    key: members.text("key"),
    value: members.text("value"),
    name: members.text("name"),
    ...(members.has("expect") && { expect: parseExpectedValue(members) }),
  }),
  apply(hive, { key: path, value: oldName, name, expect }) {
    const key = hive.key(path);
    const value = key.value(oldName);
    const old = { name: value.name, type: value.type, data: value.data() };
    assertExpected(expect, old, oldName, key.path);
    const facts = { kind: "value", key: key.path, old, new: { ...old, name }, createdKeys: [] } as const;
    if (old.name === name) return { ...facts, isDone: true };
    const namesake = foundValue(key, name)?.value;
    if (namesake !== undefined && namesake.offset !== value.offset)
      throw hiveError("name-taken", `${nameOfValue(namesake.name)} is there already`, { keyPath: key.path });
    hive.engine.editing.renameValue(key.offset, value.offset, name);
    return { ...facts, isDone: false };
  },
  expect(state, { key, value, name, expect }) {
    const wanted = expect && { type: expect.type, data: planBytes(expect.data, key) };
    state.wantRenamed(key, value, name, wanted);
  },
  reverse: ({ value, name, ...change }) => ({ ...change, value: name, name: value }),
};
