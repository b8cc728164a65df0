import { bytesSource, HiveError, type PageSource } from "hivex-wasm";
import { checkHive } from "../check/check-hive.ts";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { compactHive } from "./compact-hive.ts";

/** How large a hive is, in bytes. */
export interface HiveSize {
  /** The whole file, and what may lie behind the bins. */
  readonly file: number;
  /** The hive bins data: all keys and values, and what is free among them. */
  readonly bins: number;
}

/** What writing a hive anew would come to. */
export interface Compaction {
  readonly before: HiveSize;
  readonly after: HiveSize;
  /** False where the hive is as compact as it can get: its file would stay as it is, or become larger. */
  readonly isNeeded: boolean;
  /** Pages of the new bins, 4,096 bytes each, that differ from what lies in their place. */
  readonly changedPages: number;
  /** Whether the root key gets another place, which no transaction log can tell. */
  readonly movesRoot: boolean;
  /** The file of the compacted hive. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const PAGE = 4096;
const PIECE = 256 * PAGE;
/** Behind the header of the first hive bin: there a compacted hive has its root. */
const FIRST_CELL = 32;

/**
 * Finds out what writing a hive anew would come to, and changes nothing. The hive must have no changes of its own that
 * wait for a commit. It is checked before, and so is what has come of it.
 *
 * @throws HiveError `unsound-hive` where a check finds errors: what is wrong would be written anew as it is, or be lost;
 * `usage` for a hive with changes; and as `compactHive`
 * @example
 * const { before, after } = planCompaction(hive);
 * console.log(`${before.file - after.file} bytes less`);
 */
export function planCompaction(hive: Hive): Compaction {
  const { engine, baseBlock } = hive;
  if (engine.isChanged) throw new HiveError("usage", "the hive has changes that have yet to be committed");
  const old = engine.committed();
  assertSound(old, "unsound-hive", "the hive is not sound");
  const bytes = compactHive(hive);
  assertSound(bytesSource(bytes), "engine-bug", "the compacted hive would not be sound");
  const before = { file: old.size, bins: baseBlock.binsSize };
  const after = { file: bytes.length, bins: bytes.length - PAGE };
  const changedPages = countChangedPages(old, bytes);
  return {
    before,
    after,
    isNeeded: after.file < before.file || (after.file === before.file && changedPages > 0),
    changedPages,
    movesRoot: baseBlock.rootOffset !== FIRST_CELL,
    bytes,
  };
}

function assertSound(source: PageSource, code: "unsound-hive" | "engine-bug", statement: string): void {
  const { isSound, findings } = checkHive(source, { limit: 1 });
  if (isSound) return;
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const which = errors.map((finding) => finding.code).join(", ");
  throw hiveError(code, `${statement}: ${first?.message ?? "it has errors"} (${which})`, {
    ...(first && { structure: first.structure }),
    ...(typeof first?.offset === "number" && { fileOffset: first.offset }),
    ...(typeof first?.keyPath === "string" && { keyPath: first.keyPath }),
  });
}

function countChangedPages(old: PageSource, bytes: Uint8Array<ArrayBuffer>): number {
  const piece = new Uint8Array(PIECE);
  const found = new Uint32Array(piece.buffer);
  const meant = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
  let count = 0;
  for (let start = PAGE; start < bytes.length; start += PIECE) {
    const size = Math.max(0, Math.min(start + PIECE, bytes.length, old.size) - start);
    old.read(start, piece.subarray(0, size));
    const end = Math.min(start + PIECE, bytes.length);
    for (let at = start; at < end; at += PAGE)
      if (at - start >= size || !isSamePage(found, (at - start) / 4, meant, at / 4)) count++;
  }
  return count;
}

function isSamePage(found: Uint32Array, foundAt: number, meant: Uint32Array, meantAt: number): boolean {
  for (let index = 0; index < PAGE / 4; index++) if (found[foundAt + index] !== meant[meantAt + index]) return false;
  return true;
}
