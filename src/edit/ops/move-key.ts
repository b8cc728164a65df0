import { hiveError } from "../../errors.ts";
import { joinKeyPath } from "../../hive/key-path.ts";
import { madeKey } from "../key-places.ts";
import type { Operation } from "../operation.ts";
import { movedKey } from "./moved-key.ts";

/** Puts a key, with all below it, at another place of the hive; keys that are missing on the way are created. */
export interface MoveKey {
  readonly op: "move-key";
  readonly key: string;
  /** Its new path, its own name included. */
  readonly to: string;
}

export const moveKey: Operation<MoveKey> = {
  required: ["key", "to"],
  optional: [],
  parse: (members) => ({ op: "move-key", key: members.text("key"), to: members.text("to") }),
  apply(hive, { key: path, to }) {
    const key = hive.key(path);
    const names = hive.pathNames(to);
    const name = names.at(-1);
    if (name === undefined) throw hiveError("root-stays", "the root's place is taken by the root");
    const { key: parent, created } = madeKey(hive, joinKeyPath(names.slice(0, -1)));
    return movedKey(hive, key, { parent, name, createdKeys: created });
  },
  expect: (state, { key, to }) => state.wantMoved(key, to),
  reverse: ({ key, to }) => ({ op: "move-key", key: to, to: key }),
};
