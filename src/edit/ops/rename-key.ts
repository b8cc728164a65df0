import { joinKeyPath, splitKeyPath } from "../../hive/key-path.ts";
import type { Operation } from "../operation.ts";
import { movedKey } from "./moved-key.ts";

/** Gives a key another name below the same parent, or another spelling of its name. */
export interface RenameKey {
  readonly op: "rename-key";
  readonly key: string;
  /** The new name: one name, no path. */
  readonly name: string;
}

export const renameKey: Operation<RenameKey> = {
  required: ["key", "name"],
  optional: [],
  parse: (members) => ({ op: "rename-key", key: members.text("key"), name: members.text("name") }),
  apply(hive, { key: path, name }) {
    const key = hive.key(path);
    return movedKey(hive, key, { parent: key.parent ?? key, name, createdKeys: [] });
  },
  expect: (state, { key, name }) => state.wantMoved(key, siblingPath(key, name)),
  reverse: ({ key, name }) => ({ op: "rename-key", key: siblingPath(key, name), name: splitKeyPath(key).at(-1) ?? "" }),
};

function siblingPath(path: string, name: string): string {
  return joinKeyPath([...splitKeyPath(path).slice(0, -1), name]);
}
