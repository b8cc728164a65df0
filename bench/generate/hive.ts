import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseBlock } from "../../fixtures/build/base-block.ts";
import { filetime } from "../../fixtures/build/encoding.ts";
import { CellStream } from "./cell-stream.ts";
import { Tree } from "./tree.ts";

/** Counts up with every change of what is generated, so that no cached hive of an older kind is taken. */
const GENERATION = 3;

export interface GeneratedHive {
  readonly path: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly keyCount: number;
  readonly valueCount: number;
}

/** A hive of about so many bytes, taken from a folder below the system's temporary one, or made there; another one for each seed. */
export function cachedHive(size: number, seed = 0): GeneratedHive {
  const folder = join(tmpdir(), "hivetool-bench-hives");
  const path = join(folder, `${size}-${GENERATION}${seed === 0 ? "" : `-${seed}`}.dat`);
  const facts = `${path}.json`;
  if (existsSync(facts) && existsSync(path)) return JSON.parse(readFileSync(facts, "utf8")) as GeneratedHive;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const hive = { ...generateHive(unfinished, size, seed), path };
  renameSync(unfinished, path);
  writeFileSync(facts, JSON.stringify(hive));
  return hive;
}

/** Writes a sound hive of version 1.5 and about `size` bytes; the same size and seed give the same bytes everywhere. */
export function generateHive(path: string, size: number, seed = 0): GeneratedHive {
  const file = openSync(path, "w");
  try {
    const cells = new CellStream(file);
    const tree = new Tree(cells, size, seed);
    const rootOffset = tree.write();
    cells.finish();
    const time = filetime("2026-11-22T10:00:00Z");
    const header = baseBlock({
      minor: 5,
      sequence: 4711,
      time,
      rootOffset,
      binsSize: cells.size,
      fileName: "\\??\\C:\\Users\\erika\\ntuser.dat",
    });
    writeSync(file, header, 0, header.length, 0);
    const firstBinTime = Buffer.alloc(8);
    firstBinTime.writeBigUInt64LE(time);
    writeSync(file, firstBinTime, 0, 8, 4096 + 20);
    return { path, size: 4096 + cells.size, keyCount: tree.keyCount, valueCount: tree.valueCount };
  } finally {
    closeSync(file);
  }
}
