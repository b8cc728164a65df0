import { nothingBehind } from "../command.ts";
import { told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Lists the subkeys of the present key, sorted without regard to the case of ASCII letters. */
export function ls(session: Session, rest: string): void {
  nothingBehind("ls", rest);
  const { hivex, node } = session.hive;
  const names = told("ls", () => hivex.nodeChildren(node).map((child) => hivex.nodeName(child)));
  const sorted = names.map((name) => ({ name, folded: foldedBytes(name) }));
  sorted.sort((a, b) => Buffer.compare(a.folded, b.folded));
  for (const { name } of sorted) session.print(name);
}

/** As strcasecmp(3) compares UTF-8. */
function foldedBytes(name: string): Buffer {
  return Buffer.from(name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
}
