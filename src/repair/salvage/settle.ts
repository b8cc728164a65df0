import { layout } from "hivex-wasm";
import type { HiveImage } from "./hive-image.ts";
import { type Names, Siblings } from "./names.ts";
import { isNew } from "./new-node.ts";
import type { SalvagedKey } from "./salvaged-key.ts";
import { NO_CELL, type SecurityReader } from "./security.ts";
import { storedText } from "./stored-text.ts";
import type { TreeReader } from "./tree.ts";

/** All keys of a tree, each before its subkeys, these in the order of a sorted list. */
export function settledKeys(root: SalvagedKey, names: Names, tree: TreeReader): SalvagedKey[] {
  const keys: SalvagedKey[] = [];
  const open = [root];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    key.index = keys.push(key) - 1;
    sortSubkeys(key, names, tree);
    for (let at = key.subkeys.length - 1; at >= 0; at--) open.push(key.subkeys[at] as SalvagedKey);
  }
  return keys;
}

/** Sorts a key's subkeys as lists are sorted; one whose name a sibling has already gets another. */
function sortSubkeys(key: SalvagedKey, names: Names, tree: TreeReader): void {
  const { subkeys } = key;
  const upcased = subkeys.map(({ name }) => names.upcased(name));
  if (upcased.every((name, at) => at === 0 || (upcased[at - 1] as string) < name)) return;
  const siblings = new Siblings(names);
  for (const subkey of subkeys) {
    const name = siblings.take(subkey.name);
    if (name === subkey.name) continue;
    const message = `another subkey had the name ${JSON.stringify(subkey.name)}, so this one has a new one`;
    subkey.name = name;
    subkey.newName = storedText(name);
    tree.note("changed", "I57", "key node", subkey.node.offset, subkey, message);
  }
  const order = subkeys.map((subkey) => ({ subkey, upcased: names.upcased(subkey.name) }));
  order.sort((one, other) => (one.upcased < other.upcased ? -1 : one.upcased > other.upcased ? 1 : 0));
  key.subkeys = order.map(({ subkey }) => subkey);
}

/** Gives every key the security cell that it shares: its own, or its parent's where that cannot be read. */
export function settleSecurity(
  keys: readonly SalvagedKey[],
  image: HiveImage,
  securities: SecurityReader,
  tree: TreeReader,
): void {
  const own = (key: SalvagedKey): number =>
    isNew(key.node) ? NO_CELL : image.u32(key.node.data + layout.KEY_NODE_SECURITY);
  for (const key of keys) {
    const security = own(key);
    if (securities.isReadable(security)) {
      key.security = security;
      continue;
    }
    const inherited = key.parent?.security ?? keys.map(own).find((offset) => securities.isReadable(offset)) ?? NO_CELL;
    key.security = inherited;
    if (isNew(key.node)) continue;
    const why = securities.read(security);
    const { code, message } = why instanceof Uint8Array ? { code: "I77", message: "it has no security cell" } : why;
    const whose =
      key.parent !== undefined
        ? "its parent's"
        : inherited === NO_CELL
          ? "one for administrators and the system"
          : "the first that is left";
    tree.note(
      "lost",
      code,
      "security cell",
      key.node.data + layout.KEY_NODE_SECURITY,
      key,
      `${message}; it has ${whose} now`,
    );
  }
}
