import { parseExpectedAbsence } from "../expectation.ts";
import { keyState, madeKey, nameTaken } from "../key-places.ts";
import type { Operation } from "../operation.ts";

/** Creates a key, and those that are missing on the way to it; where it is already, only its class name may change. */
export interface CreateKey {
  readonly op: "create-key";
  readonly key: string;
  /** The class name; the empty one takes a class name away. A key that is there keeps its own without this. */
  readonly class?: string;
  /** It must not be there yet. */
  readonly expect?: "absent";
}

export const createKey: Operation<CreateKey> = {
  required: ["key"],
  optional: ["class", "expect"],
  parse: (members) => ({
    op: "create-key",
    key: members.text("key"),
    ...(members.has("class") && { class: members.text("class") }),
    ...parseExpectedAbsence(members),
  }),
  apply(hive, { key: path, class: className, expect }) {
    const before = hive.findKey(path);
    if (before !== undefined && expect === "absent") throw nameTaken(before);
    const old = before && keyState(hive, before);
    const { key, created } = madeKey(hive, path);
    const isDone = old !== undefined && (className === undefined || className === (old.className ?? ""));
    if (className !== undefined && !isDone && className !== (key.className ?? ""))
      hive.engine.editing.setClassName(key.offset, className);
    const { className: oldClass, ...counts } = old ?? { path: key.path, keys: 0, values: 0 };
    const newClass = className ?? oldClass;
    const state = { ...counts, ...(newClass && { className: newClass }) };
    return { kind: "key", ...(old && { old }), new: state, isCopy: false, createdKeys: created.slice(0, -1), isDone };
  },
  expect: (state, { key, class: className }) => state.wantKey(key, className === undefined ? {} : { className }),
  reverse: ({ key, expect }) => expect && { op: "delete-key", key },
};
