import {
  type CommitReport,
  EntryWriter,
  HiveError,
  type OpenedHive,
  openHive,
  type Plan,
  VERSION,
} from "../../index.ts";
import type { CommandRun } from "../command-run.ts";

/** Writes an edited hive, and notes before in a journal's entry how to take the edit back. */
export async function writeJournalled(
  opened: OpenedHive,
  { folder, plan }: { readonly folder: string; readonly plan?: Plan },
  run: CommandRun,
  write: () => Promise<CommitReport>,
): Promise<{ readonly commit: CommitReport; readonly journal: string }> {
  const entry = beginEntry(opened, folder, plan, run);
  let commit: CommitReport;
  try {
    commit = await write();
  } catch (error) {
    throw entry.fail(error);
  }
  try {
    entry.finish(commit.sequence);
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    run.warn(opened.path, `the edit is done, and the journal does not say so: ${error.statement}`);
  }
  return { commit, journal: entry.path };
}

function beginEntry(opened: OpenedHive, folder: string, plan: Plan | undefined, { context }: CommandRun): EntryWriter {
  const { fs, env, processFacts, words = [] } = context;
  const before = openHive(opened.path, { fs });
  try {
    const user = env.SUDO_USER ?? env.USER ?? env.LOGNAME ?? env.USERNAME ?? "unknown";
    const who = { time: processFacts.now(), user, host: processFacts.host, tool: VERSION, command: words };
    return EntryWriter.begin(
      fs,
      folder,
      { ...who, hive: opened.realPath },
      { before: before.hive, after: opened.hive, ...(plan && { plan }) },
    );
  } finally {
    before.close();
  }
}
