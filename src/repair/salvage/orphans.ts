import { layout } from "hivex-wasm";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";
import type { FoundNode, KeyNodeReader } from "./key-node.ts";
import type { SalvagedKey } from "./salvaged-key.ts";
import type { TreeReader } from "./tree.ts";

/**
 * Reads what no key leads to: keys in allocated cells that are in no list, each with what is below it. They go below
 * `place`, or to nowhere, and then are only told of. Data that looks like a key is none. Returns the topmost ones.
 */
export function readOrphans(
  image: HiveImage,
  cells: CellMap,
  nodes: KeyNodeReader,
  tree: TreeReader,
  place: SalvagedKey | undefined,
  holdsData: (offset: number) => boolean,
): SalvagedKey[] {
  const left: FoundNode[] = [];
  for (const offset of cells.starts()) {
    if (image.u16(offset + layout.CELL_HEADER_SIZE) !== layout.SIGNATURE_NK || tree.keys.has(offset)) continue;
    const node = nodes.read(offset);
    if (node !== undefined && !holdsData(offset)) left.push(node);
  }
  const offsets = new Set(left.map(({ offset }) => offset));
  const orphans: SalvagedKey[] = [];
  const read = (node: FoundNode): void => {
    if (!tree.keys.has(node.offset)) orphans.push(tree.read(node, place));
  };
  // Those below another orphan come with it, unless none of its lists names them; or they are each other's parents.
  left.filter(({ parent }) => !offsets.has(parent)).forEach(read);
  left.forEach(read);
  return orphans;
}
