import { type LogInput, type PageSource, type Recovered, type Recovery, recoverHive, withoutLogs } from "hivex-wasm";
import {
  type Companions,
  type FileSystem,
  type FoundLog,
  filePageSource,
  type ReadCounter,
  ReadOnlyFile,
  systemError,
} from "hivex-wasm/node";

/** A dirty hive with its logs, open for as long as the hive is. */
export interface RecoveredFiles {
  readonly recovery: Recovery;
  readonly image: Recovered["image"];
  close(): void;
}

/** Whether a dirty hive is shown as its logs complete it, or as it lies. */
export type LogsOption = "apply" | "ignore";

/** Looks whether the hive is dirty, and if so at its logs. Undefined for a clean hive, whose logs are not even opened. */
export function recoverOpened(
  fs: FileSystem,
  primary: PageSource,
  option: LogsOption,
  companions: () => Companions,
  counter: ReadCounter,
): RecoveredFiles | undefined {
  const ignored = withoutLogs(primary);
  if (ignored === undefined) return undefined;
  if (option === "ignore") return { recovery: ignored, image: undefined, close: () => undefined };
  const files: ReadOnlyFile[] = [];
  const close = (): void => {
    for (const file of files.splice(0)) file.close();
  };
  try {
    const recovered = recoverHive(primary, logInputs(fs, companions(), files, counter));
    return recovered && { ...recovered, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Opens the logs for reading; those that are open go to `files`, for the caller to close. */
export function logInputs(
  fs: FileSystem,
  { logs, namesakes }: Companions,
  files: ReadOnlyFile[],
  counter: ReadCounter,
): LogInput[] {
  return logs.map((log): LogInput => {
    const { role } = log;
    // Nobody can tell which of two spellings is meant; with a guess the pages of another hive might come in.
    const double = logs.filter((other) => other.role === role).length > 1 || namesakes.length > 0;
    if (double) return { role, fault: "the hive or its log lies here in two spellings" };
    if (log.fault !== undefined) return { role, fault: log.fault.statement };
    const file = open(fs, log, counter);
    if ("fault" in file) return { role, ...file };
    files.push(file.opened);
    return { role, source: filePageSource(file.opened) };
  });
}

function open(fs: FileSystem, { path }: FoundLog, counter: ReadCounter): { opened: ReadOnlyFile } | { fault: string } {
  try {
    return { opened: ReadOnlyFile.open(fs, path, "the log", counter) };
  } catch (error) {
    return { fault: systemError(error, path, "opening the log").statement };
  }
}
