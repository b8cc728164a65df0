import type { PreviewedChange } from "../index.ts";
import type { Command } from "./command.ts";
import { nothingBehind } from "./command.ts";
import { CommandError } from "./command-error.ts";
import { commit } from "./commands/commit.ts";
import { close, load } from "./commands/load.ts";
import type { EditedHive } from "./edited-hive.ts";
import { HIVEXSH_COMMANDS } from "./hivexsh-commands.ts";
import { nodeAt } from "./node-at.ts";
import type { CommandTable } from "./run-shell.ts";
import { noHive, type Session } from "./session.ts";

/** What the shell of hivetool has besides the commands of libhivex's. */
export interface HivetoolShell {
  /** The hive that is loaded. */
  edited(): EditedHive | undefined;
  /** Asks whether unsaved changes may be dropped; undefined where nobody can be asked. */
  mayDrop(): Promise<boolean | undefined>;
  /** Lines that tell what has not been written. */
  changesText(): string;
  /** Commands of the command line, by name. */
  readonly commands: Readonly<Record<string, Command>>;
}

/** The commands of hivetool's shell. */
export function hivetoolCommands(shell: HivetoolShell): CommandTable {
  const { always, withHive } = HIVEXSH_COMMANDS;
  const leave: Command = async (session) => {
    await assertMayDrop(shell);
    session.isOver = true;
  };
  const closeAsked: Command = async (session, rest) => {
    await assertMayDrop(shell);
    await close(session, rest);
  };
  const loadAsked: Command = async (session, rest) => {
    await assertMayDrop(shell);
    await load(session, rest);
  };
  const undo: Command = (session, rest) => {
    nothingBehind("undo", rest);
    if (!editedIn(shell).undo()) throw new CommandError("undo: nothing has been changed since the last commit");
    session.print("taken back");
  };
  const discard: Command = (_, rest) => {
    nothingBehind("discard", rest);
    editedIn(shell).discard();
  };
  const changes: Command = (session, rest) => {
    nothingBehind("changes", rest);
    session.host.print(shell.changesText());
  };
  const commitAll: Command = async (session, rest) => {
    if (rest === "" && !editedIn(shell).isUnsaved) session.print("nothing to write");
    else await commit(session, rest);
  };
  const edits = { ...shell.commands, add: withHive.add, del: withHive.del, setval: withHive.setval };
  return {
    always: {
      ...always,
      help: (session) => session.print(HELP),
      load: loadAsked,
      exit: leave,
      quit: leave,
      q: leave,
    },
    withHive: {
      ...withHive,
      close: closeAsked,
      unload: closeAsked,
      changes,
      diff: changes,
      ...Object.fromEntries(
        Object.entries({ ...edits, commit: commitAll, undo, discard }).map(([name, command]) => [
          name,
          keepingPlace(shell, command as Command),
        ]),
      ),
    },
  };
}

/** Throws where unsaved changes are to be kept. */
async function assertMayDrop({ edited, mayDrop }: HivetoolShell): Promise<void> {
  if (!edited()?.isUnsaved) return;
  const answer = await mayDrop();
  if (answer === undefined)
    throw new CommandError(
      "there are changes that were not written",
      "Say commit to write them, or discard to drop them.",
      UNSAVED,
    );
  if (!answer) throw new CommandError("the changes are kept; commit writes them, discard drops them");
}

/** Cause of an error: unsaved changes were in the way. */
export const UNSAVED = Symbol("unsaved");

function editedIn({ edited }: HivetoolShell): EditedHive {
  const hive = edited();
  if (hive === undefined) throw noHive();
  return hive;
}

/**
 * An edit may put keys elsewhere in the file: afterwards the shell stands where its path leads, as far as there is a way. It
 * goes along with a key that is renamed or moved.
 */
function keepingPlace({ edited }: HivetoolShell, command: Command): Command {
  return async (session, rest) => {
    let path = session.path();
    const count = edited()?.changes.length ?? 0;
    try {
      await command(session, rest);
      for (const change of edited()?.changes.slice(count) ?? []) path = movedAlong(path, change);
    } finally {
      stand(session, path);
    }
  };
}

function movedAlong(path: string, change: PreviewedChange): string {
  if (change.kind !== "key" || change.isCopy || change.old === undefined || change.new === undefined) return path;
  const old = `\\${change.old.path}`;
  return path === old || path.startsWith(`${old}\\`) ? `\\${change.new.path}${path.slice(old.length)}` : path;
}

function stand({ loaded }: Session, path: string): void {
  if (loaded === undefined) return;
  const names = path.split("\\");
  let node: number | undefined;
  while (node === undefined) {
    node = nodeAt(loaded.hivex, names.join("\\"));
    names.pop();
  }
  loaded.node = node;
}

const HELP = `Going about               Editing, in memory            Writing
  ls                        set KEY VALUE DATA...         changes, diff   what is not written
  cd [PATH]                   [--type TYPE]               undo            the last edit
  lsval [NAME|@]            add NAME                      discard         all edits
  get KEY [VALUE]           del                           commit [FILE]   to the hive, or a new file
  security get KEY          delete KEY [--value NAME]   Hives
  load FILE                   [--recursive]               unload, close
                            rename KEY NAME [--value]     exit, quit, q
                            copy KEY KEY, move KEY KEY
                            security set KEY SDDL
                            setval N, then N times name and data
A KEY begins at the present key, with a backslash first at the root; . is the present key. In commands that take KEY,
words with blanks stand in quotes; behind all others everything is the argument. All of it: docs/shell.md`;
