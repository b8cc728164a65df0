import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import type { BaseBlock } from "./base-block.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";
import type { PageSource } from "./page-source.ts";

/**
 * The hive's file as a commit would leave it: changed pages in their place, new hive bins behind the old ones, both sequence
 * numbers one higher, a new checksum. What lies behind the bins stays, as far as no new bin takes its place; where all
 * bins have been replaced, the file ends with them.
 * Where nothing has been changed, it is the file that was opened. Good until the next change.
 */
export function committedImage(memory: EngineMemory, baseBlock: BaseBlock): PageSource {
  const { source } = memory;
  memory.call((engine) => engine.changed());
  if (memory.result(abi.RESULT) === 0) return source;
  if (baseBlock.isDirty) throw new HiveError("hive-is-dirty", "a dirty hive must be recovered before it is changed");
  const next = (baseBlock.primarySequence + 1) >>> 0;
  memory.call((engine) => engine.stageHeader(next, next, 1));
  const header = memory.resultBytes();
  const binsEnd = layout.BASE_BLOCK_SIZE + new DataView(header.buffer).getUint32(layout.BASE_BLOCK_BINS_SIZE, true);
  const size = memory.endsWithBins ? binsEnd : Math.max(source.size, binsEnd);
  const dirty = memory.bytesAt(abi.DIRTY, abi.PAGE_BITS_SIZE);
  const isDirty = (page: number): boolean => ((dirty[page >> 3] as number) & (1 << (page & 7))) !== 0;
  return {
    size,
    read(fileOffset, target) {
      const old = target.subarray(0, Math.max(0, Math.min(target.length, source.size - fileOffset)));
      if (old.length > 0 && source.read(fileOffset, old) !== old.length) return 0;
      target.fill(0, old.length);
      const end = Math.min(fileOffset + target.length, binsEnd);
      for (let page = Math.floor(fileOffset / layout.PAGE_SIZE); page * layout.PAGE_SIZE < end; page++) {
        const start = page * layout.PAGE_SIZE;
        if (isDirty(page)) lay(memory.imageBytes(start, layout.PAGE_SIZE), start, target, fileOffset);
      }
      lay(header, 0, target, fileOffset);
      return target.length;
    },
  };
}

/** Copies what the bytes at `start` of the file have in common with the `target` at its place in it. */
function lay(bytes: Uint8Array, start: number, target: Uint8Array, fileOffset: number): void {
  const from = Math.max(start, fileOffset);
  const to = Math.min(start + bytes.length, fileOffset + target.length);
  if (from < to) target.set(bytes.subarray(from - start, to - start), from - fileOffset);
}
