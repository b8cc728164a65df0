import { displaySafe } from "hivex-wasm";
import type { RenameKey } from "../edit/ops/rename-key.ts";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { type Rename, renamesInOrder } from "./renames-in-order.ts";
import type { LeftText, RewritingOptions, RewrittenText } from "./rewriting.ts";

/** A key that is to get another name. */
export interface WantedKeyName extends Rename {
  readonly key: Key;
}

interface KeyRenames {
  readonly changes: readonly RenameKey[];
  readonly texts: readonly RewrittenText[];
  readonly left: readonly LeftText[];
}

/** The renames of keys, the deepest first: the path of each holds old names of those above it, which have them still. */
export function keyRenames(hive: Hive, wanted: readonly WantedKeyName[], options: RewritingOptions): KeyRenames {
  const bySiblings = new Map<number, WantedKeyName[]>();
  for (const each of wanted) {
    const parent = each.key.parent?.offset ?? 0;
    const group = bySiblings.get(parent);
    if (group === undefined) bySiblings.set(parent, [each]);
    else group.push(each);
  }
  const renames: WantedKeyName[] = [];
  const left: LeftText[] = [];
  for (const group of bySiblings.values()) {
    const siblings = Array.from(group[0]?.key.parent?.subkeys() ?? [], ({ name }) => name);
    const { inOrder, taken } = renamesInOrder(siblings, group, (name) => hive.engine.upcased(name));
    renames.push(...inOrder);
    left.push(...taken.map((each) => leftBecauseTaken(each, options)));
  }
  renames.sort((one, other) => depthOf(other.key) - depthOf(one.key));
  return {
    changes: renames.map(({ key, to }) => ({ op: "rename-key", key: key.path, name: to })),
    texts: renames.map(({ key, from, to }) => ({ part: "keys", keyPath: key.path, old: from, new: to })),
    left,
  };
}

function depthOf(key: Key): number {
  return key.path.split("\\").length;
}

function leftBecauseTaken({ key, from, to }: WantedKeyName, { ifTaken = "refuse" }: RewritingOptions): LeftText {
  if (ifTaken === "leave") {
    const reason = `a key ${displaySafe(to)} is there already`;
    return { part: "keys", keyPath: key.path, text: from, reason, isExpected: false };
  }
  const what = `the key ${displaySafe(key.path)} would be named ${displaySafe(to)}`;
  throw hiveError("name-taken", `${what}, and a key of that name is there already`, {
    keyPath: key.path,
    advice: "Delete or rename one of them first, leave such names with --if-taken leave, or all keys' names with --in.",
  });
}
