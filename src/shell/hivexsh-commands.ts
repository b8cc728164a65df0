import { add } from "./commands/add.ts";
import { cd } from "./commands/cd.ts";
import { commit } from "./commands/commit.ts";
import { del } from "./commands/del.ts";
import { close, load } from "./commands/load.ts";
import { ls } from "./commands/ls.ts";
import { lsval } from "./commands/lsval.ts";
import { setval } from "./commands/setval.ts";
import type { CommandTable } from "./run-shell.ts";
import type { Session } from "./session.ts";

/** The commands of libhivex's shell. */
export const HIVEXSH_COMMANDS: CommandTable = {
  always: { help: (session) => session.print(HELP), load, exit, q: exit, quit: exit },
  withHive: { add, cd, close, unload: close, commit, del, ls, lsval, setval },
};

function exit(session: Session): void {
  session.isOver = true;
}

const HELP = `load FILE          open a hive             ls                 list subkeys
cd PATH            go to a key; alone: where we are      lsval [NAME|@]     show values
add NAME           add a subkey            setval N           set N values, two lines each: name, data
del                delete this key         commit [FILE]      write what has been changed
close, unload      let go of the hive      exit, quit, q      end; what was not committed is gone
Everything behind a command's name is its argument: nothing is quoted. All of it: docs/hivex.md`;
