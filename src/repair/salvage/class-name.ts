import { layout } from "hivex-wasm";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";
import type { Say } from "./values.ts";

const NONE = new Uint8Array(0);

/** The class name of the key whose node's data begins at `node`, UTF-16LE; empty where there is none. */
export function readClassName(image: HiveImage, cells: CellMap, node: number, say: Say): Uint8Array {
  const size = image.u16(node + layout.KEY_NODE_CLASS_SIZE);
  if (size === 0) return NONE;
  const field = node + layout.KEY_NODE_CLASS;
  const about = { structure: "class name", offset: field, code: "I45" };
  const cell = cells.cell(image.u32(field));
  if (cell === undefined) {
    say({ ...about, kind: "lost", message: `the class name of ${size} bytes: its place leads nowhere` });
    return NONE;
  }
  const room = size <= cell.room ? cell.room : cell.reach;
  const kept = Math.min(size, room) & -2;
  if (!cell.isAllocated)
    say({ ...about, kind: "found", code: "I29", message: "the cell of its class name was marked as free" });
  if (kept < size) say({ ...about, kind: "lost", message: `${size - kept} of the ${size} bytes of its class name` });
  return image.slice(cell.data, kept);
}
