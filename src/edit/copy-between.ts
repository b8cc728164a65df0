import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import type { PreviewedChange } from "./apply.ts";
import { type CopyOptions, copyTree } from "./copy-tree.ts";
import { keyState } from "./key-places.ts";
import { isSameTree } from "./same-tree.ts";
import { touchedTree } from "./touched-keys.ts";

/** A copy from one open hive to another: what it does, and whether it is there. */
export interface CopyBetween {
  /** Copies, and says what was copied; with the paths of the key in both hives. */
  readonly apply: (target: Hive) => readonly PreviewedChange[];
  /** Throws `read-back-differs` where a hive does not hold the copy. */
  readonly verify: (fresh: Hive) => void;
  /** Offsets of the keys that the copy has touched; see `CommitEditOptions`. */
  readonly touched: (edited: Hive) => readonly number[];
}

/**
 * Prepares to copy a key with all below it to another hive, so that it can be rehearsed, done and verified.
 *
 * @example
 * const copy = copyBetween(from, from.key("Software\\Acme"), "Software\\Acme");
 * copy.apply(to);
 * await commitEdit(openedTo, { verify: copy.verify, touched: copy.touched(to) });
 */
export function copyBetween(from: Hive, source: Key, path: string, options: CopyOptions = {}): CopyBetween {
  return {
    apply(target) {
      const { key, created } = copyTree(source, target, path, options);
      const change = { op: "copy-key", key: source.path, to: key.path, ...options } as const;
      const [old, copied] = [keyState(from, source), keyState(target, key)];
      return [{ kind: "key", old, new: copied, isCopy: true, createdKeys: created, isDone: false, change }];
    },
    verify(fresh) {
      const copy = fresh.findKey(path);
      if (copy && isSameTree(source, copy, { classes: options.classes !== false })) return;
      throw hiveError("read-back-differs", "the copy does not read as what was copied", { keyPath: path });
    },
    touched: (edited) => touchedTree(edited, path),
  };
}
