import { layout } from "hivex-wasm";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";
import type { FoundNode, KeyNodeReader } from "./key-node.ts";
import { newNode } from "./new-node.ts";
import type { TreeReader } from "./tree.ts";

/** A root, and how it was found where the base block does not tell. */
export interface FoundRoot {
  readonly node: FoundNode;
  readonly fault: { readonly kind: "found" | "lost"; readonly message: string } | undefined;
}

const ROOT_FLAGS = layout.KEY_FLAG_HIVE_ENTRY | layout.KEY_FLAG_NO_DELETE;

/**
 * The root of the tree: the key that the base block names; else the one that is marked as a root; else one that keys name
 * as their parent and that is no key any more. undefined where the hive has no key at all.
 */
export function findRoot(
  image: HiveImage,
  cells: CellMap,
  nodes: KeyNodeReader,
  tree: TreeReader,
  named: number,
  lastWritten: bigint,
): FoundRoot | undefined {
  const parent = image.u32(named + layout.CELL_HEADER_SIZE + layout.KEY_NODE_PARENT);
  const node = nodes.read(named, { parent });
  if (node !== undefined && !isSubkey(image, nodes, node)) return { node, fault: undefined };
  const marked = markedRoot(image, cells, nodes, tree);
  if (marked === undefined && node !== undefined) return { node, fault: undefined };
  if (marked !== undefined) {
    const message = "the base block does not lead to it; it is marked as the root";
    return { node: marked, fault: { kind: "found", message } };
  }
  const place = lostRoot(nodes, tree, named);
  if (place === undefined) return undefined;
  const isKey = nodes.read(place);
  if (isKey !== undefined) {
    return { node: isKey, fault: { kind: "found", message: "the base block does not lead to it; no key is above it" } };
  }
  const message = "the root's own name, times, values and security; the keys below it name it as their parent";
  return { node: newNode("ROOT", place, ROOT_FLAGS, lastWritten), fault: { kind: "lost", message } };
}

/** A key without the mark of a root, below another key: the base block's offset was damaged into that of some key. */
function isSubkey(image: HiveImage, nodes: KeyNodeReader, node: FoundNode): boolean {
  const isMarked = (image.u16(node.data + layout.KEY_NODE_FLAGS) & layout.KEY_FLAG_HIVE_ENTRY) !== 0;
  return !isMarked && nodes.read(node.parent) !== undefined;
}

/** Of several marked keys the one with most keys below it: another may be a remnant. */
function markedRoot(image: HiveImage, cells: CellMap, nodes: KeyNodeReader, tree: TreeReader): FoundNode | undefined {
  let best: FoundNode | undefined;
  let most = -1;
  for (const offset of cells.starts()) {
    const flags = image.u16(offset + layout.CELL_HEADER_SIZE + layout.KEY_NODE_FLAGS);
    const isSigned = image.u16(offset + layout.CELL_HEADER_SIZE) === layout.SIGNATURE_NK;
    if (!isSigned || (flags & layout.KEY_FLAG_HIVE_ENTRY) === 0) continue;
    const node = nodes.read(offset);
    const count = tree.nodesOfParents.get(offset)?.length ?? 0;
    if (node === undefined || count <= most) continue;
    [best, most] = [node, count];
  }
  return best;
}

/** The parent that most keys name and that has none itself; the place that the base block names where any key names it. */
function lostRoot(nodes: KeyNodeReader, tree: TreeReader, named: number): number | undefined {
  const parents = tree.nodesOfParents;
  if (parents.has(named)) return named;
  let best: number | undefined;
  let most = 0;
  for (const [parent, { length }] of parents) {
    if (length <= most) continue;
    const node = nodes.read(parent);
    if (node !== undefined && nodes.read(node.parent) !== undefined) continue;
    [best, most] = [parent, length];
  }
  return best;
}
