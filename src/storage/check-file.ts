import {
  assertIdentity,
  assertSameLogs,
  type FileSystem,
  filePageSource,
  findCompanions,
  identityOf,
  nodeFileSystem,
  ReadCounter,
  ReadOnlyFile,
  type ReadStatistics,
  realPathOf,
} from "hivex-wasm/node";
import { type CheckOptions, checkHive } from "../check/check-hive.ts";
import type { CheckReport } from "../check/finding.ts";
import { HiveError } from "../errors.ts";
import { assertNoLog } from "./assert-no-log.ts";
import { BASE_BLOCK_SIZE } from "./open-hive.ts";
import { type LogsOption, logInputs } from "./recover-opened.ts";

/** How to check a hive's file. */
export interface CheckFileOptions extends Pick<CheckOptions, "limit" | "now" | "onStep"> {
  /** The machine's own without it. */
  readonly fs?: FileSystem;
  /** "apply" judges a dirty hive as its logs complete it, and the logs too; "ignore" the hive's file alone, as it lies. */
  readonly logs?: LogsOption;
}

/** What a check of a file has found, and what it has cost. */
export interface CheckedFile {
  readonly report: CheckReport;
  readonly statistics: ReadStatistics;
}

/**
 * Checks the hive in a file, whatever state it is in, and the logs beside it. Nothing is written, and no trace is left.
 *
 * @throws HiveError `file-not-found`, `not-a-file`, `permission-denied`, `io-error`, `not-a-hive`, `bad-base-block` for a
 * transaction log, and `file-changed` when somebody wrote to it meanwhile
 * @example
 * const { report } = checkFile("NTUSER.DAT");
 * if (!report.isSound) console.error(report.findings);
 */
export function checkFile(path: string, options: CheckFileOptions = {}): CheckedFile {
  const { fs = nodeFileSystem, logs = "apply", limit, now, onStep } = options;
  const counter = new ReadCounter();
  const realPath = realPathOf(fs, path);
  const files = [ReadOnlyFile.open(fs, realPath, "the hive", counter)];
  try {
    const [file] = files as [ReadOnlyFile];
    const start = file.start(BASE_BLOCK_SIZE);
    assertNoLog(start, path);
    const identity = identityOf(file, start);
    const companions = logs === "apply" ? findCompanions(fs, realPath, counter) : undefined;
    const report = checkHive(filePageSource(file, start), {
      ...(companions && { logs: logInputs(fs, companions, files, counter) }),
      ...(limit !== undefined && { limit }),
      ...(now !== undefined && { now }),
      ...(onStep && { onStep }),
      fileName: path,
    });
    assertIdentity(fs, realPath, identity, counter);
    if (companions) assertSameLogs(fs, realPath, companions.logs, counter);
    return { report, statistics: counter };
  } catch (error) {
    throw error instanceof HiveError ? error.with({ path }) : error;
  } finally {
    for (const file of files) file.close();
  }
}
