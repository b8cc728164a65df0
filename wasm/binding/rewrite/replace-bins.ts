import * as abi from "../../assembly/abi.ts";
import * as layout from "../../assembly/layout.ts";
import type { EngineMemory } from "../engine-memory.ts";

/** Puts the bins of a hive's file, and its root, in the place of those in memory. What fails leaves no engine to go on with. */
export function replaceBins(memory: EngineMemory, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = view.getUint32(layout.BASE_BLOCK_BINS_SIZE, true);
  const bins = bytes.subarray(layout.BASE_BLOCK_SIZE, layout.BASE_BLOCK_SIZE + size);
  const root = view.getUint32(layout.BASE_BLOCK_ROOT, true);
  const resizesFile = layout.BASE_BLOCK_SIZE + size !== memory.source.size;
  memory.endsWithBins = true;
  memory.change(() => {
    memory.call((engine) => engine.resizeBins(size, root, resizesFile ? 1 : 0));
    for (let offset = 0; offset < size; offset += abi.OUTPUT_SIZE) {
      const part = bins.subarray(offset, offset + abi.OUTPUT_SIZE);
      memory.viewAt(abi.OUTPUT, part.length).set(part);
      memory.call((engine) => engine.putBins(offset, part.length));
    }
  });
}
