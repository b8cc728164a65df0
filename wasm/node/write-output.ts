import { basename, dirname } from "node:path";
import { fileError, type HiveError, type PageSource } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { joinedError } from "./joined-error.ts";
import { alreadyThere, folderMissing } from "./new-file.ts";
import { PartialFile } from "./partial-file.ts";
import { type ReadCounter, ReadOnlyFile } from "./read-only-file.ts";
import { syncFolder } from "./sync-folder.ts";
import { systemCode, systemError } from "./system-error.ts";
import type { WritableFile } from "./writable-file.ts";

/** The error with which the output would be refused now, if so. */
export function outputObstacle(fs: FileSystem, path: string): HiveError[] {
  try {
    fs.lstatSync(path, { bigint: true }); // a symbolic link that leads nowhere is something, too
    return [alreadyThere(path)];
  } catch (error) {
    if (systemCode(error) !== "ENOENT") return [systemError(error, path, `looking whether ${path} is there`)];
  }
  try {
    fs.statSync(dirname(path), { bigint: true });
    return [];
  } catch (error) {
    return [
      systemCode(error) === "ENOENT"
        ? folderMissing(path)
        : systemError(error, path, `looking for the folder of ${path}`),
    ];
  }
}

/** The hive that is written as another file. */
export interface OutputOrigin {
  readonly fs: FileSystem;
  readonly counter: ReadCounter;
  /** Throws when what has been read from it may be mixed. */
  assertUnchanged(): void;
}

/**
 * Writes a whole hive as a new file, piece by piece, and reads it back. Nothing is ever overwritten, and what could
 * not be finished is removed again. Returns the bytes written: pieces that are all zeros become holes.
 *
 * `mode`: who may read the file, where that is not for the process to decide.
 */
export function writeOutput(origin: OutputOrigin, content: PageSource, path: string, mode?: number): number {
  const { fs } = origin;
  const partial = PartialFile.create(fs, path);
  const { file, partialPath } = partial;
  try {
    if (mode !== undefined) fs.chmodSync(partialPath, mode);
    const bytesWritten = fill(file, content);
    origin.assertUnchanged();
    file.sync();
    file.close();
    compareContent(origin, content, partialPath);
    partial.complete();
    syncFolder(fs, dirname(path));
    return bytesWritten;
  } catch (error) {
    throw joinedError(systemError(error, path, `writing ${basename(path)}`), partial.takeBack());
  }
}

const PIECE = 1024 * 1024;

/** Writes content to a new file: pieces that are all zeros become holes. Returns the bytes written. */
export function fill(file: WritableFile, content: PageSource): number {
  let bytesWritten = 0;
  for (const { at, bytes } of pieces(content)) {
    if (bytes.some((byte) => byte !== 0)) bytesWritten += file.writeWhole(bytes, at);
  }
  file.truncate(content.size);
  return bytesWritten;
}

/** The whole file in order; each piece is good until the next is asked for. */
function* pieces(content: PageSource): Generator<{ at: number; bytes: Uint8Array }> {
  const { size } = content;
  const buffer = new Uint8Array(Math.min(PIECE, size));
  for (let at = 0; at < size; at += buffer.length) {
    const bytes = buffer.subarray(0, Math.min(buffer.length, size - at));
    content.read(at, bytes);
    yield { at, bytes };
  }
}

/** Throws `read-back-differs` when a file does not hold this content. */
export function compareContent(
  { fs, counter }: Pick<OutputOrigin, "fs" | "counter">,
  content: PageSource,
  path: string,
): void {
  const file = ReadOnlyFile.open(fs, path, "the output to read it back", counter);
  try {
    const found = new Uint8Array(Math.min(PIECE, content.size));
    for (const { at, bytes } of pieces(content)) {
      const count = file.read(at, found.subarray(0, bytes.length));
      const isSame = count === bytes.length && Buffer.compare(bytes, found.subarray(0, count)) === 0;
      if (!isSame)
        throw fileError("read-back-differs", `${basename(path)} does not hold what was written to it`, { path });
    }
  } finally {
    file.close();
  }
}
