import { nothingBehind } from "../command.ts";
import { CommandError, told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Deletes the present key with all below it, and goes to its parent. */
export function del(session: Session, rest: string): void {
  nothingBehind("del", rest);
  const { hive } = session;
  const { hivex, node } = hive;
  if (node === hivex.root()) throw new CommandError("hivexsh: del: the root node cannot be deleted");
  hive.node = told("hivexsh: del", () => {
    const parent = hivex.nodeParent(node);
    hive.file.deleteKey(node);
    return parent;
  });
}
