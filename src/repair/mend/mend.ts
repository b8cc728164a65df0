import type { Salvaged } from "../salvage/salvage.ts";
import { mendBaseBlock } from "./base-block.ts";
import { mendFreeCells } from "./free-cells.ts";
import { mendHiveBins } from "./hive-bins.ts";
import { mendKeyNode } from "./key-nodes.ts";
import { Mending } from "./mending.ts";
import { mendSecurity } from "./security-ring.ts";
import { mendSizeHints } from "./size-hints.ts";
import { SubkeyListMender } from "./subkey-lists.ts";
import { ValueMender } from "./values.ts";

/**
 * Mends a hive where it lies, so that it says what the salvaged tree does: every cell keeps its place, and what is right
 * stays as it is. undefined where something would have to be moved or made. Whether the result is sound, and the same tree,
 * is for the caller to look at.
 */
export function mendInPlace(file: Uint8Array, salvaged: Salvaged): Uint8Array<ArrayBuffer> | undefined {
  const mending = new Mending(file, salvaged);
  if (!mendBaseBlock(mending) || !mendHiveBins(mending)) return undefined;
  const lists = new SubkeyListMender(mending);
  const values = new ValueMender(mending);
  for (const key of salvaged.keys) if (!mendKeyNode(mending, key)) return undefined;
  for (const key of salvaged.keys) {
    const kept = values.mend(key);
    if (kept === undefined || !lists.mend(key)) return undefined;
    mendSizeHints(mending, key, kept);
  }
  if (!mendSecurity(mending)) return undefined;
  mendFreeCells(mending);
  return mending.bytes;
}
