import { told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Writes what has been changed: to the hive itself, safely, or as a new file. */
export function commit(session: Session, path: string): void {
  const { hive } = session;
  const warnings = told("hivexsh: commit", () => hive.hivex.commit(path === "" ? null : path));
  for (const warning of warnings) session.host.complain(`hivexsh: commit: ${warning}`);
  if (path === "") hive.isChanged = false;
}
