import * as layout from "../../assembly/layout.ts";
import { Engine } from "../engine.ts";
import { HiveError } from "../hive-error.ts";
import { bytesSource } from "../page-source.ts";
import { BinWriter } from "./bin-writer.ts";
import { KeyWriter, type OpenKey } from "./key-writer.ts";
import type { TreeSource } from "./tree-source.ts";

/**
 * Lays a tree out as a new hive, as Windows does when it saves one: each key with its values, then its subkeys, bin by
 * bin, and nothing free but what is left at the end of a bin. Lists and big data are in the style of the base block's
 * version; hashes, hints, counts and the ring of security cells are made anew, keys with equal descriptors share one.
 * The same tree gives the same bytes. Both sequence numbers and all times stay as they are.
 *
 * Throws `hive-full` beyond 2 GiB, `tree-too-deep` beyond 512 levels, `limit-exceeded` for a value that no hive can hold, and what the source throws.
 *
 * @example
 * using engine = Engine.open(bytesSource(bytes));
 * const compacted = writeTree(engineTree(engine));
 */
export function writeTree(source: TreeSource): Uint8Array<ArrayBuffer> {
  const bins = new BinWriter(source.sizeHint);
  bins.bytes.set(source.baseBlock.subarray(0, layout.BASE_BLOCK_SIZE));
  const minorVersion = bins.view.getUint32(layout.BASE_BLOCK_MINOR, true);
  const keys = new KeyWriter(bins, source, minorVersion);
  const root = keys.open(source.root, undefined);
  const path: OpenKey[] = [root];
  for (let key = path.at(-1); key !== undefined; key = path.at(-1)) {
    if (key.next === key.subkeys.length) {
      keys.close(key);
      path.pop();
      continue;
    }
    const subkey = keys.open(key.subkeys[key.next++] as number, key);
    if (subkey.subkeys.length === 0) continue;
    if (path.push(subkey) >= layout.MAXIMUM_DEPTH) throw tooDeep();
  }
  return finish(bins, root.offset);
}

function tooDeep(): HiveError {
  return new HiveError("tree-too-deep", "keys are nested too deep", {
    expected: `${layout.MAXIMUM_DEPTH} levels at most`,
  });
}

function finish(bins: BinWriter, root: number): Uint8Array<ArrayBuffer> {
  const { binsSize } = bins;
  const bytes = bins.finish();
  const view = new DataView(bytes.buffer);
  view.setUint32(layout.BASE_BLOCK_ROOT, root, true);
  view.setUint32(layout.BASE_BLOCK_BINS_SIZE, binsSize, true);
  // The first bin repeats when the hive was written last.
  const time = view.getBigUint64(layout.BASE_BLOCK_LAST_WRITTEN, true);
  view.setBigUint64(layout.BASE_BLOCK_SIZE + layout.HIVE_BIN_TIMESTAMP, time, true);
  using engine = Engine.open(bytesSource(bytes), { ignoreChecksum: true });
  view.setUint32(layout.BASE_BLOCK_CHECKSUM, engine.baseBlock.checksumComputed, true);
  return bytes;
}
