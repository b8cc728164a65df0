import * as layout from "../../assembly/layout.ts";
import type { Engine } from "../engine.ts";
import { HiveError } from "../hive-error.ts";

/** Throws unless an allocated cell begins there. Reading it as a value looks at the cell first; what it holds is no matter. */
export function mustBeCell(engine: Engine, offset: number): void {
  try {
    engine.memory.call((calls) => calls.readValue(offset));
  } catch (error) {
    if (!(error instanceof HiveError) || !OF_CONTENT.has(error.code)) throw error;
  }
}

const OF_CONTENT = new Set(["bad-signature", "cell-too-small", "bad-name", "bad-value-data"]);

/** Whether the data of an allocated cell begins with this signature. */
export function beginsWith(engine: Engine, offset: number, signature: number): boolean {
  const { bytes, headerSize } = engine.cell(offset);
  return ((bytes[headerSize] ?? 0) | ((bytes[headerSize + 1] ?? 0) << 8)) === signature;
}

/** libhivex's handle of a cell: where it lies in the file. */
export function handleOf(offset: number): number {
  return offset + layout.BASE_BLOCK_SIZE;
}

export function offsetOf(handle: number): number {
  return handle - layout.BASE_BLOCK_SIZE;
}

/** Lower case as libhivex knows it: ASCII alone. */
export function asciiFolded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
