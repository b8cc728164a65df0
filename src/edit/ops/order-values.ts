import { hiveError } from "../../errors.ts";
import type { Key } from "../../hive/key.ts";
import type { Operation } from "../operation.ts";

/** Puts the values of a key into an order: that of a list is the one in which programs see them. */
export interface OrderValues {
  readonly op: "order-values";
  readonly key: string;
  /** The names of all of the key's values. */
  readonly values: readonly string[];
}

export const orderValues: Operation<OrderValues> = {
  required: ["key", "values"],
  optional: [],
  parse: (members) => ({ op: "order-values", key: members.text("key"), values: members.texts("values") }),
  apply(hive, { key: path, values }) {
    const key = hive.key(path);
    const names = Array.from(key.values(), ({ name }) => name);
    const isDone = sort(key, values);
    return { kind: "key-fact", key: key.path, fact: "value-order", old: listed(names), new: listed(values), isDone };
  },
  expect: (state, { key, values }) => state.wantKey(key, { valueOrder: values }),
};

/** Swaps values until each is in its place; whether they all have been there. */
function sort(key: Key, wanted: readonly string[]): boolean {
  const { engine } = key;
  const present = Array.from(key.values(), ({ name }) => engine.upcased(name));
  const positions = new Map(present.map((name, position) => [name, position]));
  if (present.length !== wanted.length || positions.size !== present.length) throw notThese(key);
  let isDone = true;
  for (const [target, name] of wanted.map((each) => engine.upcased(each)).entries()) {
    const position = positions.get(name);
    if (position === undefined || position < target) throw notThese(key);
    if (position === target) continue;
    engine.editing.swapValues(key.offset, target, position);
    const displaced = present[target] as string;
    [present[target], present[position]] = [name, displaced];
    positions.set(displaced, position).set(name, target);
    isDone = false;
  }
  return isDone;
}

function notThese(key: Key): Error {
  return hiveError("precondition-failed", "the key has other values than those that are to be put in order", {
    keyPath: key.path,
  });
}

function listed(names: readonly string[]): string {
  return names.map((name) => (name === "" ? "(default)" : name)).join(", ");
}
