import { told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Adds a key below the present one; it inherits that one's security and time. */
export function add(session: Session, name: string): void {
  const { hive } = session;
  told("hivexsh: add", () => hive.file.addKey(hive.node, name));
}
