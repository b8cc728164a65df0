import { told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Writes what has been changed: to the hive itself, safely, or as a new file. */
export async function commit(session: Session, path: string): Promise<void> {
  const { hive } = session;
  const warnings = await told("hivexsh: commit", () => hive.file.commit(path === "" ? undefined : path));
  for (const warning of warnings) session.host.complain(`hivexsh: commit: ${warning}`);
}
