import { displaySafe } from "hivex-wasm";
import { hiveError } from "../../errors.ts";
import { keyState } from "../key-places.ts";
import type { Operation } from "../operation.ts";

/** Deletes a key. Where there is none, there is nothing to do. */
export interface DeleteKey {
  readonly op: "delete-key";
  readonly key: string;
  /** With all that is in it: without this a key that holds subkeys or values is refused. */
  readonly recursive?: boolean;
}

export const deleteKey: Operation<DeleteKey> = {
  required: ["key"],
  optional: ["recursive"],
  parse: (members) => ({ op: "delete-key", key: members.text("key"), ...members.switches("recursive") }),
  apply(hive, { key: path, recursive = false }) {
    const key = hive.findKey(path);
    const facts = { kind: "key", isCopy: false, createdKeys: [] } as const;
    if (key === undefined) return { ...facts, isDone: true };
    if (key.isRoot) throw hiveError("root-stays", "the root key cannot be deleted");
    const old = keyState(hive, key);
    if (!recursive && old.keys + old.values > 0) {
      const found = `${old.keys} ${old.keys === 1 ? "key" : "keys"} below it, ${old.values} ${old.values === 1 ? "value" : "values"}`;
      throw hiveError("key-not-empty", `the key ${displaySafe(key.path)} is not empty`, { keyPath: key.path, found });
    }
    hive.engine.editing.deleteKey(key.offset);
    return { ...facts, old, isDone: false };
  },
  expect: (state, { key }) => state.wantNoKey(key),
};
