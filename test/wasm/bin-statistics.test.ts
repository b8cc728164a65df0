import { binStatistics, bytesSource, Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";

/** Bins and cells once more, by a plain walk over the bytes. */
function counted(hive: Uint8Array): {
  bins: number;
  freeCells: number;
  freeSize: number;
  usedCells: number;
  usedSize: number;
} {
  const view = new DataView(hive.buffer, hive.byteOffset);
  const found = { bins: 0, freeCells: 0, freeSize: 0, usedCells: 0, usedSize: 0 };
  const end = 4096 + view.getUint32(40, true);
  for (let bin = 4096; bin < end; bin += view.getUint32(bin + 8, true)) {
    found.bins++;
    for (let cell = bin + 32; cell < bin + view.getUint32(bin + 8, true); ) {
      const size = view.getInt32(cell, true);
      if (size > 0) found.freeCells++;
      else found.usedCells++;
      if (size > 0) found.freeSize += size;
      else found.usedSize -= size;
      cell += Math.abs(size);
    }
  }
  return found;
}

describeCorpus("the bins of every clean hive are counted", () => {
  for (const { file } of cleanHives()) {
    it(file, () => {
      const hive = corpusFile(file);
      using engine = Engine.open(bytesSource(hive));
      expect(binStatistics(engine)).toMatchObject(counted(hive));
    });
  }
});
