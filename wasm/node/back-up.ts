import { basename } from "node:path";
import { HiveError } from "hivex-wasm";
import { filePageSource } from "./file-page-source.ts";
import { assertSameLogs } from "./find-logs.ts";
import type { HiveFile } from "./hive-file.ts";
import { assertIdentity } from "./hive-identity.ts";
import { joinedError } from "./joined-error.ts";
import { ReadOnlyFile } from "./read-only-file.ts";
import { systemError } from "./system-error.ts";
import { writeOutput } from "./write-output.ts";

/**
 * Copies a hive and its logs, as they lie, to files beside them, compared after they are written, with the hive's own
 * permissions. Returns their paths, the hive's first. It is named with the time, and its logs are named after it, so that it
 * can be opened, and recovered, where it lies: `NTUSER.DAT.20260131T120000Z.bak` and `NTUSER.DAT.20260131T120000Z.bak.LOG1`.
 *
 * @throws {@link HiveError} `file-exists`, `file-changed`, `io-error`; nothing is left behind then
 */
export function backUp(file: HiveFile): string[] {
  const { fs, realPath, logs, processFacts, identity, counter } = file;
  if (processFacts === undefined)
    throw new TypeError("nobody has said what time it is: open the hive with processFacts");
  const backup = `${realPath}.${processFacts.now().replace(/\.\d+|[-:]/g, "")}.bak`;
  const copies = [
    { from: realPath, to: backup },
    ...logs.map(({ path, role }) => ({ from: path, to: `${backup}.${role}` })),
  ];
  const assertUnchanged = (): void => {
    assertIdentity(fs, realPath, identity, counter);
    assertSameLogs(fs, realPath, logs, counter);
  };
  const done: string[] = [];
  try {
    for (const { from, to } of copies) {
      const source = ReadOnlyFile.open(fs, from, "what is to be backed up", counter);
      try {
        writeOutput({ fs, counter, assertUnchanged }, filePageSource(source), to, Number(source.status.mode) & 0o777);
        done.push(to);
      } finally {
        source.close();
      }
    }
    return done;
  } catch (error) {
    const failure = systemError(error, realPath, `backing ${basename(realPath)} up`);
    throw joinedError(
      failure,
      done.flatMap((path) => removed(file, path)),
    );
  }
}

function removed({ fs }: HiveFile, path: string): HiveError[] {
  try {
    fs.unlinkSync(path);
    return [];
  } catch (error) {
    return [error instanceof HiveError ? error : systemError(error, path, `removing ${basename(path)}`)];
  }
}
