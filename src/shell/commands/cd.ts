import { CommandError, told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Goes to a key: from the root with a backslash first, else from the present one; `..` is the parent. Alone it tells where we are. */
export function cd(session: Session, path: string): void {
  if (path === "") session.print(session.path());
  else session.hive.node = nodeAt(session, path);
}

/** The key at a path. Throws where there is none. */
function nodeAt(session: Session, path: string): number {
  const { hivex, node } = session.hive;
  // Who doubles the first backslash doubles all of them, and means a path where they are single.
  if (path.startsWith("\\\\"))
    throw new CommandError(`hivexsh: ${path}: \\ characters in path are doubled; a path is written with single ones`);
  const root = hivex.root();
  let at = path.startsWith("\\") ? root : node;
  for (const name of path.split("\\")) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (at !== root) at = told("hivexsh: cd", () => hivex.nodeParent(at));
      continue;
    }
    const child = told("hivexsh: cd", () => hivex.nodeGetChild(at, name));
    if (child === undefined) throw new CommandError(`hivexsh: cd: subkey '${name}' not found`);
    at = child;
  }
  return at;
}
