import { hiveError } from "../errors.ts";
import type { Key } from "./key.ts";

/** A key met on a walk, and how far below the first one it lies. */
export interface WalkedKey {
  readonly key: Key;
  readonly depth: number;
  /** The last subkey of its parent. */
  readonly isLast: boolean;
}

/** Levels of keys that Windows allows. */
const DEEPEST = 512;
/** Bytes of the smallest key node with its cell: no hive has more keys than that allows. */
const SMALLEST_KEY = 80;

/**
 * A key and all keys below it, each before its subkeys, in stored order. Lists that lead back to where the walk has been
 * are met in damaged hives: the walk throws `tree-too-deep` or `tree-loops` rather than go on for ever.
 *
 * @example
 * for (const { key, depth } of walkKeys(hive.root)) console.log(" ".repeat(depth) + key.name);
 */
export function* walkKeys(start: Key): Generator<WalkedKey> {
  const most = start.engine.baseBlock.binsSize / SMALLEST_KEY;
  const open: Iterator<WalkedKey>[] = [[{ key: start, depth: 0, isLast: true }].values()];
  let count = 0;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { value: walked, done } = top.next();
    if (done) {
      open.pop();
      continue;
    }
    if (++count > most) return refuse(start, "tree-loops", "keys are listed again and again");
    if (isOwnAncestor(walked.key)) refuse(walked.key, "tree-loops", "a key is its own descendant");
    else if (walked.depth > DEEPEST) refuse(start, "tree-too-deep", "keys are nested too deep");
    else {
      yield walked;
      open.push(subkeys(walked));
    }
  }
}

/** Throws, but in a tolerant hive only notes the fault. */
function refuse({ engine, path }: Key, code: "tree-loops" | "tree-too-deep", statement: string): void {
  engine.attempt(() => {
    throw hiveError(code, statement, { structure: "key node", keyPath: path });
  });
}

function isOwnAncestor(key: Key): boolean {
  for (let above = key.parent; above !== undefined; above = above.parent) {
    if (above.offset === key.offset) return true;
  }
  return false;
}

/** One ahead, to know the last. */
function* subkeys({ key, depth }: WalkedKey): Generator<WalkedKey> {
  let previous: Key | undefined;
  for (const subkey of key.subkeys()) {
    if (previous !== undefined) yield { key: previous, depth: depth + 1, isLast: false };
    previous = subkey;
  }
  if (previous !== undefined) yield { key: previous, depth: depth + 1, isLast: true };
}
