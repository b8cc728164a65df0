import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import type { BaseBlock } from "./base-block.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";

/**
 * The hive's file as a commit would leave it: changed pages in their place, new hive bins behind the old ones, both sequence
 * numbers one higher, a new checksum. What lies behind the bins stays, as far as no new bin takes its place.
 * Where nothing has been changed, the bytes are those that were opened.
 */
export function toBytes(memory: EngineMemory, baseBlock: BaseBlock): Uint8Array<ArrayBuffer> {
  memory.call((engine) => engine.changed());
  if (memory.result(abi.RESULT) === 0) return memory.fileBytes(0);
  if (baseBlock.isDirty) throw new HiveError("hive-is-dirty", "a dirty hive must be recovered before it is changed");
  const next = (baseBlock.primarySequence + 1) >>> 0;
  memory.call((engine) => engine.stageHeader(next, next, 1));
  const header = memory.resultBytes();
  const end = layout.BASE_BLOCK_SIZE + new DataView(header.buffer).getUint32(layout.BASE_BLOCK_BINS_SIZE, true);
  const bytes = memory.fileBytes(end);
  const dirty = memory.bytesAt(abi.DIRTY, abi.PAGE_BITS_SIZE);
  for (let page = 0; page < end / layout.PAGE_SIZE; page++) {
    if (((dirty[page >> 3] as number) & (1 << (page & 7))) === 0) continue;
    bytes.set(memory.imageBytes(page * layout.PAGE_SIZE, layout.PAGE_SIZE), page * layout.PAGE_SIZE);
  }
  bytes.set(header);
  return bytes;
}
