import type { CopyOptions } from "../copy-tree.ts";
import { copyTree } from "../copy-tree.ts";
import { keyState } from "../key-places.ts";
import type { Operation } from "../operation.ts";
import { isSameTree } from "../same-tree.ts";

/** Copies a key, with all below it, to a new place of the hive; keys that are missing on the way are created. */
export interface CopyKey extends CopyOptions {
  readonly op: "copy-key";
  readonly key: string;
  /** The path of the copy, its own name included; nothing may be there yet. */
  readonly to: string;
}

export const copyKey: Operation<CopyKey> = {
  required: ["key", "to"],
  optional: ["security", "times", "classes"],
  parse: (members) => ({
    op: "copy-key",
    key: members.text("key"),
    to: members.text("to"),
    ...members.switches("security", "times", "classes"),
  }),
  apply(hive, { key: path, to, ...options }) {
    const source = hive.key(path);
    const old = keyState(hive, source);
    const { key, created } = copyTree(source, hive, to, options);
    return { kind: "key", old, new: keyState(hive, key), isCopy: true, createdKeys: created, isDone: false };
  },
  expect(state, { key, to, classes = true }) {
    state.wantKey(to);
    state.wantTrees([to, key], "the copy does not read as what was copied", (hive) => {
      const [one, other] = [hive.findKey(key), hive.findKey(to)];
      return one !== undefined && other !== undefined && isSameTree(one, other, { classes });
    });
  },
  reverse: ({ to }) => ({ op: "delete-key", key: to, recursive: true }),
};
