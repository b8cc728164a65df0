import {
  EXIT,
  type ExitCode,
  exitCodeOf,
  HiveError,
  type OpenedHive,
  openHive,
  type Plan,
  readWholeFile,
} from "../../index.ts";
import type { CommandError } from "../../shell/command-error.ts";
import { load } from "../../shell/commands/load.ts";
import { EditedHive } from "../../shell/edited-hive.ts";
import { hivetoolCommands, UNSAVED } from "../../shell/hivetool-commands.ts";
import { attempt, type CommandTable, runShell } from "../../shell/run-shell.ts";
import { Session } from "../../shell/session.ts";
import { CommandRun } from "../command-run.ts";
import type { CliContext } from "../context.ts";
import { carryOutPlan } from "../editing/carry-out.ts";
import type { EditOptions } from "../editing/edit-options.ts";
import { editTime } from "../editing/edit-time.ts";
import { stopIfInterrupted } from "../interruption.ts";
import { coloursFor } from "../render/colours.ts";
import { besideLines } from "../render/edit-outcome.ts";
import { effectText } from "../render/effect.ts";
import { recoveryWarnings } from "../render/recovery.ts";
import { type ReadLine, ShellHost, scriptLines } from "../shell-host.ts";
import type { Terminal } from "../terminal.ts";
import { completeLine } from "./complete-line.ts";
import { readHistory, writeHistory } from "./history.ts";
import { hiveCommands } from "./hive-commands.ts";

/** Options of `hivetool shell`. */
export interface ShellOptions extends Pick<EditOptions, "time" | "hardLinks" | "breakLock" | "backup" | "journal"> {
  readonly file?: string;
  readonly command?: readonly string[];
}

/** Runs a shell on a hive: what a script says, or somebody types. */
export async function shellOn(hive: string | undefined, options: ShellOptions, context: CliContext): Promise<ExitCode> {
  const shell = new HivetoolShellRun(options, context);
  try {
    return await shell.run(hive);
  } finally {
    await shell.end();
  }
}

/** What a failure ends the program with. */
function exitOf({ cause }: CommandError): ExitCode {
  if (cause === UNSAVED) return EXIT.refused;
  if (typeof cause === "number") return cause as ExitCode;
  return cause instanceof HiveError ? exitCodeOf(cause) : EXIT.notFound;
}

class HivetoolShellRun {
  readonly #options: ShellOptions;
  readonly #context: CliContext;
  readonly #host: PlacedHost;
  readonly #session: Session;
  readonly #table: CommandTable;
  #edited: EditedHive | undefined;
  #terminal: Terminal | undefined;
  #readLine: ReadLine = async () => undefined;
  /** What lines come from, where it is a script, and how many have come. */
  #script: { readonly name: string; line: number } | undefined;

  constructor(options: ShellOptions, context: CliContext) {
    this.#options = options;
    this.#context = context;
    const place = (): string => (this.#script === undefined ? "" : `${this.#script.name}:${this.#script.line}: `);
    this.#host = new PlacedHost(
      context,
      (path) => this.#open(path),
      (prompt) => this.#readLine(prompt),
      place,
    );
    this.#session = new Session(this.#host);
    const edited = (): EditedHive | undefined => (this.#session.loaded === undefined ? undefined : this.#edited);
    this.#table = hivetoolCommands({
      edited,
      mayDrop: async () => (this.#terminal === undefined ? undefined : ((await this.#ask()) ?? false)),
      changesText: () => this.#changesText(),
      commands: hiveCommands(context, () => this.#edited as EditedHive),
    });
  }

  async run(hive: string | undefined): Promise<ExitCode> {
    if (hive !== undefined) {
      const failed = await attempt(this.#session, "load", load, hive);
      if (failed !== undefined) return exitOf(failed);
    }
    await this.#openInput();
    const isTyped = this.#terminal !== undefined;
    const prompt = (): string => this.#prompt();
    for (;;) {
      const failed = await runShell(this.#session, this.#table, { stopsAtFailure: !isTyped, prompt });
      const isUnsaved = this.#isUnsaved;
      if (failed !== undefined) {
        if (isUnsaved && failed.cause !== UNSAVED) this.#host.complain("changes that were not committed are gone");
        return exitOf(failed);
      }
      if (!isUnsaved || this.#session.isOver) return EXIT.done;
      if (!isTyped) {
        this.#host.complain("the script ends with changes that were not written; nothing of them was");
        this.#host.complain("Say commit to write them, or discard to drop them.");
        return EXIT.refused;
      }
      if (this.#context.signal.aborted) return EXIT.interrupted;
      // The end of input closes a terminal: whoever is to be asked needs a new one.
      await this.#openTerminal();
      const answer = await this.#ask();
      if (answer === undefined) return EXIT.refused;
      if (answer) return EXIT.done;
    }
  }

  async end(): Promise<void> {
    await this.#host.flush();
    if (this.#terminal !== undefined) writeHistory(this.#context, this.#terminal.history);
    this.#terminal?.close();
    this.#session.close();
  }

  get #isUnsaved(): boolean {
    return this.#session.loaded !== undefined && this.#edited?.isUnsaved === true;
  }

  #prompt(): string {
    const { loaded } = this.#session;
    if (loaded === undefined) return "hivetool> ";
    return `${loaded.name}${this.#session.path()}${this.#isUnsaved ? " *" : ""}> `;
  }

  async #openInput(): Promise<void> {
    const { file, command } = this.#options;
    const { stdin } = this.#context;
    if (command !== undefined) return this.#useScript("command", command.join("\n"));
    if (file !== undefined && file !== "-") return this.#useScript(file, readWholeFile(this.#context.fs, file));
    if (file === undefined) await this.#openTerminal();
    if (this.#terminal === undefined) this.#useScript("stdin", await stdin());
    else this.#host.print("`help` lists the commands, `exit` ends. Nothing is written before `commit`.\n");
  }

  #useScript(name: string, text: string | Uint8Array): void {
    const lines = scriptLines(typeof text === "string" ? Buffer.from(text) : text);
    const script = { name, line: 0 };
    this.#script = script;
    this.#readLine = async (prompt) => {
      script.line += 1;
      await stopIfInterrupted(this.#context, `line ${script.line} of ${name}`);
      return lines(prompt);
    };
  }

  async #openTerminal(): Promise<void> {
    const history = this.#terminal?.history ?? readHistory(this.#context);
    const names = Object.keys({ ...this.#table.always, ...this.#table.withHive }).sort();
    const complete = (line: string): string[] =>
      completeLine(line, names, this.#session, this.#session.loaded && this.#edited?.opened.hive);
    const terminal = await this.#context.terminal?.({ history, complete });
    if (terminal === undefined) return;
    this.#terminal = terminal;
    // Ctrl-C is a key at a terminal; whoever sends a signal wants an end.
    this.#context.signal.addEventListener("abort", () => terminal.close(), { once: true });
    this.#readLine = (prompt) => terminal.ask(prompt);
  }

  /** Whether unsaved changes may be dropped; undefined at the end of input. */
  async #ask(): Promise<boolean | undefined> {
    const count = this.#edited?.changes.length ?? 0;
    const answer = await this.#host.readLine(`Drop ${count} unsaved ${count === 1 ? "change" : "changes"}? [y/N] `);
    return answer === undefined ? undefined : /^y(es)?$/i.test(answer.trim());
  }

  #changesText(): string {
    const colours = coloursFor(this.#context.stdout, this.#context.env);
    const changes = this.#edited?.changes ?? [];
    return changes.map((change) => `${effectText(change, "written", colours)}\n`).join("");
  }

  #open(path: string): EditedHive {
    const { fs, processFacts } = this.#context;
    let isFirst = true;
    const open = (): OpenedHive => {
      const opened = openHive(path, { fs, mode: "edit", processFacts });
      if (isFirst) this.#tellState(opened);
      isFirst = false;
      return opened;
    };
    const time = () => editTime(this.#options.time, this.#context);
    this.#edited = new EditedHive({ open, time, write: (plan, output) => this.#write(path, plan, output) });
    return this.#edited;
  }

  /** Says that what is shown is more than what lies in the file, or may not be all. */
  #tellState({ recovery, path }: OpenedHive): void {
    if (recovery === undefined) return;
    for (const warning of recoveryWarnings(recovery)) this.#host.complain(`warning: ${path}: ${warning}`);
    if (recovery.state === "recovered")
      this.#host.complain(`note: ${path}: shown as its logs complete it; a commit writes that first`);
  }

  /** Writes an edit as every command does: guarded, through a log, read back. */
  async #write(path: string, plan: Plan, output: string | undefined): Promise<void> {
    const { file: _, command: __, ...how } = this.#options;
    const options: EditOptions = { ...how, ...(output !== undefined && { output }) };
    const run = new CommandRun(this.#context, options);
    await run.withHive(path, { mode: "edit" }, async (opened) => {
      const { outcome, errors } = await carryOutPlan(opened, plan, options, run);
      if (errors[0] !== undefined) throw errors[0];
      if (outcome.kind === "written") for (const line of besideLines(outcome)) this.#session.print(line);
    });
  }
}

/** Says where in a script it was that something went wrong. */
class PlacedHost extends ShellHost {
  readonly #place: () => string;

  constructor(context: CliContext, open: ShellHost["open"], readLine: ReadLine, place: () => string) {
    super(context, open, readLine);
    this.#place = place;
  }

  override complain(line: string): void {
    super.complain(this.#place() + line.replace(/^hivexsh: /, ""));
  }
}
