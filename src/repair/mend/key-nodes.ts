import { layout } from "hivex-wasm";
import { readClassName } from "../salvage/class-name.ts";
import { isNew } from "../salvage/new-node.ts";
import type { SalvagedKey } from "../salvage/salvaged-key.ts";
import type { Mending } from "./mending.ts";

/** A key's own record: signature, flags, parent, name, class name, and what means something in memory only. */
export function mendKeyNode(mending: Mending, key: SalvagedKey): boolean {
  const { node, parent } = key;
  if (isNew(node) || !mending.use(node.offset)) return false;
  const { data } = node;
  const cell = mending.salvaged.cells.cell(node.offset);
  if (cell === undefined || !cell.isAllocated || !cell.isStart) return false;
  mending.put16(data + layout.KEY_NODE_SIGNATURE, layout.SIGNATURE_NK);
  if (parent !== undefined) mending.put32(data + layout.KEY_NODE_PARENT, parent.node.offset);
  mendFlags(mending, key);
  mendVolatile(mending, data);
  return mendName(mending, key, cell.room) && mendClassName(mending, data);
}

function mendFlags(mending: Mending, { node, parent }: SalvagedKey): void {
  const at = node.data + layout.KEY_NODE_FLAGS;
  const never = layout.KEY_FLAG_VOLATILE | layout.KEY_FLAG_HIVE_EXIT;
  const flags = mending.u16(at) & ~never;
  const isRoot = parent === undefined;
  mending.put16(at, isRoot ? flags | layout.KEY_FLAG_HIVE_ENTRY : flags & ~layout.KEY_FLAG_HIVE_ENTRY);
}

/** Subkeys that were never stored are none; a count of 0 needs no list. */
function mendVolatile(mending: Mending, data: number): void {
  if (mending.u32(data + layout.KEY_NODE_VOLATILE_SUBKEY_COUNT) === 0) return;
  mending.put32(data + layout.KEY_NODE_VOLATILE_SUBKEY_COUNT, 0);
  mending.put32(data + layout.KEY_NODE_VOLATILE_SUBKEY_LIST, layout.NIL);
}

function mendName(mending: Mending, { node, newName }: SalvagedKey, room: number): boolean {
  if (newName === undefined) return true;
  const { bytes, isCompressed } = newName;
  if (layout.KEY_NODE_SIZE + bytes.length > room) return false;
  const at = node.data + layout.KEY_NODE_FLAGS;
  const flags = mending.u16(at) & ~layout.KEY_FLAG_COMPRESSED_NAME;
  mending.put16(at, isCompressed ? flags | layout.KEY_FLAG_COMPRESSED_NAME : flags);
  mending.put16(node.data + layout.KEY_NODE_NAME_SIZE, bytes.length);
  mending.put(node.data + layout.KEY_NODE_SIZE, bytes);
  return true;
}

function mendClassName(mending: Mending, data: number): boolean {
  const { image, cells } = mending.salvaged;
  const { length } = readClassName(image, cells, data, () => undefined);
  const place = mending.u32(data + layout.KEY_NODE_CLASS);
  mending.put16(data + layout.KEY_NODE_CLASS_SIZE, length);
  if (length === 0) mending.put32(data + layout.KEY_NODE_CLASS, layout.NIL);
  return length === 0 || (mending.roomAt(place) >= length && mending.use(place));
}
