import { layout } from "hivex-wasm";
import { NO_CELL } from "../salvage/security.ts";
import type { Mending } from "./mending.ts";

/**
 * Security cells: each key's, equal descriptors in one cell, the counts, and the ring. False where a descriptor has no
 * cell yet.
 */
export function mendSecurity(mending: Mending): boolean {
  const { keys } = mending.salvaged;
  const cellOf = sharedCells(mending);
  const counts = new Map<number, number>();
  for (const key of keys) {
    const cell = cellOf(key.security);
    if (cell === undefined) return false;
    mending.put32(key.node.data + layout.KEY_NODE_SECURITY, cell);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  for (const [cell, count] of counts) {
    mending.use(cell);
    const data = cell + layout.CELL_HEADER_SIZE;
    mending.put16(data + layout.SECURITY_SIGNATURE, layout.SIGNATURE_SK);
    mending.put32(data + layout.SECURITY_REFERENCES, count);
  }
  const root = cellOf(keys[0]?.security ?? NO_CELL) ?? NO_CELL;
  if (!isRing(mending, root, counts))
    link(
      mending,
      [...counts.keys()].sort((one, other) => one - other),
    );
  return true;
}

/** The first cell in the file of each descriptor. */
function sharedCells(mending: Mending): (security: number) => number | undefined {
  const { keys, cells } = mending.salvaged;
  const source = mending.salvaged.source();
  const decoder = new TextDecoder("latin1"); // tells any two bytes apart
  const first = new Map<string, number>();
  const known = new Map<number, number>();
  const all = new Set<number>();
  for (const { security } of keys) all.add(security);
  for (const security of [...all].sort((one, other) => one - other)) {
    const cell = security === NO_CELL ? undefined : cells.cell(security);
    if (cell === undefined || !cell.isStart || !cell.isAllocated || cell.room !== cell.reach) continue;
    const text = decoder.decode(source.descriptor(security));
    const shared = first.get(text) ?? security;
    first.set(text, shared);
    known.set(security, shared);
  }
  return (security) => known.get(security);
}

/** Whether the cells in use, and no others, follow each other both ways. */
function isRing(mending: Mending, start: number, cells: ReadonlyMap<number, number>): boolean {
  let at = start;
  for (let count = 0; count < cells.size; count++) {
    const next = mending.u32(at + layout.CELL_HEADER_SIZE + layout.SECURITY_FORWARD);
    if (!cells.has(next) || (next === start) !== (count === cells.size - 1)) return false;
    if (mending.u32(next + layout.CELL_HEADER_SIZE + layout.SECURITY_BACKWARD) !== at) return false;
    at = next;
  }
  return true;
}

function link(mending: Mending, cells: readonly number[]): void {
  for (const [index, cell] of cells.entries()) {
    const next = cells[(index + 1) % cells.length] as number;
    mending.put32(cell + layout.CELL_HEADER_SIZE + layout.SECURITY_FORWARD, next);
    mending.put32(next + layout.CELL_HEADER_SIZE + layout.SECURITY_BACKWARD, cell);
  }
}
