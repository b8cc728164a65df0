import { layout } from "hivex-wasm";
import { sealedBaseBlock } from "../salvage/base-block.ts";
import type { Mending } from "./mending.ts";

/** The base block as it should be; only what differs is written, and the name and reserved fields stay. */
export function mendBaseBlock(mending: Mending): boolean {
  const { baseBlock, keys, image } = mending.salvaged;
  const root = keys[0]?.node.offset ?? layout.NIL;
  if (image.end % layout.PAGE_SIZE !== 0) return false;
  mending.bytes.set(sealedBaseBlock(baseBlock, root, image.end));
  return true;
}
