import { basename, dirname } from "node:path";
import type { HiveError, PageSource } from "hivex-wasm";
import { type AttributeTools, copyAttributes } from "./extended-attributes.ts";
import { filePageSource } from "./file-page-source.ts";
import type { FileSystem } from "./file-system.ts";
import { assertSameLogs } from "./find-logs.ts";
import { Guard } from "./guard.ts";
import { guardedHive } from "./guard-record.ts";
import type { HiveFile } from "./hive-file.ts";
import { assertIdentity, identityOf } from "./hive-identity.ts";
import { joinedError } from "./joined-error.ts";
import { createNewFile, takeBack } from "./new-file.ts";
import { ReadOnlyFile } from "./read-only-file.ts";
import { syncFolder } from "./sync-folder.ts";
import { systemCode, systemError } from "./system-error.ts";
import { WritableFile } from "./writable-file.ts";
import type { Written } from "./write-guarded.ts";
import { compareContent, fill } from "./write-output.ts";

/** What takes the hive's place. */
export interface Replacement {
  readonly content: PageSource;
  /** Looks at the new hive before it gets the name, and throws a HiveError when it is not as it should be. */
  readonly verify: (fresh: PageSource) => void;
  readonly breakLock: boolean;
  readonly tools: AttributeTools;
}

/**
 * Puts a new file in the hive's place. It lies beside it until it is whole, durable, read back, and has the old one's owner,
 * permissions, time of access and extended attributes. The old logs are emptied before it gets the name: a clean hive does
 * not need them, and the new one must never meet them. Cut anywhere, the name leads to the old hive or to the new one.
 */
export function replaceHive(file: HiveFile, replacement: Replacement): Written {
  const { fs, realPath, processFacts, counter } = file;
  if (processFacts === undefined) throw new TypeError("nobody has said who writes: open the hive with processFacts");
  const guard = Guard.take(fs, realPath, guardedHive(file), processFacts, replacement.breakLock, counter);
  try {
    const written = replaceGuarded(file, replacement, guard);
    const left = guard.release();
    const warned = { ...written, warnings: [...guard.warnings, ...written.warnings] };
    return left === undefined ? warned : withWarning(warned, left);
  } catch (error) {
    const left = guard.release();
    throw joinedError(systemError(error, realPath, "replacing the hive"), left === undefined ? [] : [left]);
  }
}

function replaceGuarded(file: HiveFile, { content, verify, tools }: Replacement, guard: Guard): Written {
  const { fs, realPath, logs, identity, counter } = file;
  const assertUnchanged = (): void => {
    assertIdentity(fs, realPath, identity, counter);
    guard.assertStillOurs();
  };
  assertUnchanged();
  assertSameLogs(fs, realPath, logs, counter);
  const newPath = `${realPath}.hivetool-new`;
  removeRemains(fs, newPath);
  const created = createNewFile(fs, newPath);
  let bytesWritten: number;
  try {
    fs.chmodSync(newPath, 0o600); // hives hold secrets; who else may read this one is told when it is whole
    bytesWritten = fill(created, content);
    copyMetadata(fs, tools, realPath, newPath);
    created.sync();
    created.close();
    compareContent(file, content, newPath);
    lookAt(file, newPath, verify);
    assertUnchanged();
    assertSameLogs(fs, realPath, logs, counter);
    for (const log of logs) if (log.size > 0) emptyLog(fs, log.path);
    assertUnchanged();
    fs.renameSync(newPath, realPath);
  } catch (error) {
    const failure = systemError(error, realPath, `replacing ${basename(realPath)}`);
    throw joinedError(failure, takeBack(fs, created, newPath));
  }
  file.identity = lookAt(file, realPath, () => undefined);
  const written = { bytesWritten, warnings: [] };
  try {
    syncFolder(fs, dirname(realPath));
    return written;
  } catch (error) {
    return withWarning(written, systemError(error, realPath, "making its name durable"));
  }
}

/** Under our guard a file of this name was left by a process that was killed. */
function removeRemains(fs: FileSystem, path: string): void {
  try {
    fs.unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw systemError(error, path, `removing ${basename(path)}`);
  }
}

/** Owner before permissions, since a change of owner takes some of them away. The time of change is now: profiles are chosen by it. */
function copyMetadata(fs: FileSystem, tools: AttributeTools, from: string, to: string): void {
  const { uid, gid, mode, atimeNs } = fs.statSync(from, { bigint: true });
  const fresh = fs.statSync(to, { bigint: true });
  if (fresh.uid !== uid || fresh.gid !== gid) fs.chownSync(to, Number(uid), Number(gid));
  fs.chmodSync(to, Number(mode) & 0o7777);
  copyAttributes(tools, from, to);
  fs.utimesSync(to, Number(atimeNs) / 1e9, Number(fs.statSync(to, { bigint: true }).mtimeNs) / 1e9);
}

function emptyLog(fs: FileSystem, path: string): void {
  const log = WritableFile.open(fs, path, "r+");
  try {
    log.truncate(0);
    log.sync();
  } finally {
    log.close();
  }
}

function lookAt({ fs, counter }: HiveFile, path: string, verify: (fresh: PageSource) => void): HiveFile["identity"] {
  const file = ReadOnlyFile.open(fs, path, "the new hive", counter);
  try {
    const start = file.start(4096);
    verify(filePageSource(file, start));
    return identityOf(file, start);
  } finally {
    file.close();
  }
}

function withWarning(written: Written, failure: HiveError): Written {
  return { ...written, warnings: [...written.warnings, `the edit is done, but ${failure.statement}`] };
}
