import type { CliContext } from "../cli/context.ts";
import { ShellHost } from "../cli/shell-host.ts";
import { cd } from "../shell/commands/cd.ts";
import { load } from "../shell/commands/load.ts";
import { lsval } from "../shell/commands/lsval.ts";
import { attempt } from "../shell/run-shell.ts";
import { Session } from "../shell/session.ts";
import { openedHive } from "./opened-hive.ts";
import { shellHive } from "./shell-hive.ts";

/** `hivexget hive path [name]`: the values of a key, or one of them. */
export async function hivexget(words: readonly string[], context: CliContext): Promise<number> {
  const [file, path, name] = words;
  if (file === undefined || path === undefined || words.length > 3) {
    context.stdout.write("hivexget hivefile path [key]\n");
    return 1;
  }
  const host = new ShellHost(
    context,
    (hive) => shellHive(openedHive(context, hive, {})),
    async () => undefined,
  );
  const session = new Session(host);
  const show = name === undefined ? "" : name || "@";
  const failed =
    (await attempt(session, "load", load, file)) ??
    (await attempt(session, "cd", cd, path)) ??
    (await attempt(session, "lsval", lsval, show));
  await host.flush();
  session.close();
  return failed === undefined ? 0 : 1;
}
