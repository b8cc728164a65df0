import { sealBaseBlock } from "../../fixtures/build/checksum.ts";

const BASE_BLOCK = 4096;
const BIN_HEADER = 32;

/** The same hive in one bin, as some tools write it: the headers of the other bins become free cells. */
export function asOneBin(hive: Uint8Array): Uint8Array {
  const bytes = hive.slice();
  const view = new DataView(bytes.buffer);
  const end = view.getUint32(40, true);
  for (let bin = 0; bin < end; ) {
    const next = bin + view.getUint32(BASE_BLOCK + bin + 8, true);
    if (bin > 0) {
      bytes.fill(0, BASE_BLOCK + bin, BASE_BLOCK + bin + BIN_HEADER);
      view.setInt32(BASE_BLOCK + bin, BIN_HEADER, true);
    }
    bin = next;
  }
  view.setUint32(BASE_BLOCK + 8, end, true);
  mergeFreeCells(view, BASE_BLOCK + BIN_HEADER, BASE_BLOCK + end);
  sealBaseBlock(bytes);
  return bytes;
}

function mergeFreeCells(view: DataView, from: number, end: number): void {
  let free = -1;
  for (let at = from; at < end; ) {
    const size = view.getInt32(at, true);
    if (size < 0) free = -1;
    else if (free < 0) free = at;
    else view.setInt32(free, view.getInt32(free, true) + size, true);
    at += Math.abs(size);
  }
}
