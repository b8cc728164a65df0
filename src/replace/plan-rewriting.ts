import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { chosenKeys } from "./chosen-keys.ts";
import { keyRenames, type WantedKeyName } from "./key-renames.ts";
import { nameFault } from "./name-fault.ts";
import type { LeftText, RewriteChange, Rewriter, Rewriting, RewritingOptions, RewrittenText } from "./rewriting.ts";
import { rewrittenValues } from "./rewritten-values.ts";

/**
 * Plans to give texts of a hive other words: in values' data, in their names, and in names of keys. Values come in the
 * order of the hive; keys are renamed after them, the deepest first, so that each path is right when its turn comes.
 * Nothing is changed yet.
 *
 * @throws HiveError `name-taken` where a new name is there already, unless such are to be left; `key-not-found` for a key
 * to begin at
 */
export function planRewriting(hive: Hive, rewriter: Rewriter, options: RewritingOptions = {}): Rewriting {
  const changes: RewriteChange[] = [];
  const texts: RewrittenText[] = [];
  const left: LeftText[] = [];
  const wantedNames: WantedKeyName[] = [];
  for (const chosen of chosenKeys(hive, rewriter, options)) {
    const { key } = chosen;
    const inKey = rewrittenValues(hive, chosen, rewriter, options);
    if (inKey.changes.length > 0 && !isFoundByName(hive, key)) {
      left.push(
        ...inKey.texts.map((each) => ({ ...each, text: each.old, reason: NOT_FOUND_BY_NAME, isExpected: false })),
      );
    } else {
      changes.push(...inKey.changes);
      texts.push(...inKey.texts);
    }
    left.push(...inKey.left);
    const wanted = wantedName(hive, key, rewriter, options);
    if (wanted === undefined) continue;
    if ("reason" in wanted) left.push(wanted);
    else wantedNames.push(wanted);
  }
  const renames = keyRenames(hive, wantedNames, options);
  return {
    plan: { version: 1, changes: [...changes, ...renames.changes] },
    texts: [...texts, ...renames.texts],
    left: [...left, ...renames.left],
  };
}

/** In a list that is out of order a key can be met that nobody finds by its name, as plans name keys. */
const NOT_FOUND_BY_NAME = "its key is listed but not found by its name: the hive is damaged here";

function wantedName(
  hive: Hive,
  key: Key,
  rewriter: Rewriter,
  { parts }: RewritingOptions,
): WantedKeyName | LeftText | undefined {
  if (key.isRoot || (parts !== undefined && !parts.includes("keys"))) return undefined;
  const { name } = key;
  const wanted = rewriter.keyName(name, key.path);
  if (wanted === undefined || wanted === name) return undefined;
  const reason = isFoundByName(hive, key) ? nameFault("keys", wanted) : NOT_FOUND_BY_NAME;
  if (reason !== undefined) return { part: "keys", keyPath: key.path, text: name, reason, isExpected: false };
  return { key, from: name, to: wanted };
}

function isFoundByName(hive: Hive, key: Key): boolean {
  return hive.findKey(key.path)?.offset === key.offset;
}
