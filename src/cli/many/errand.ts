// What passes between the thread that goes over many hives and those that do them beside it.
import type { MessagePort } from "node:worker_threads";
import type { ExitCode, ReadStatistics } from "../../index.ts";
import type { CommandRun } from "../command-run.ts";
import type { CliContext, Output } from "../context.ts";
import type { HiveTarget } from "./hive-targets.ts";
import type { Work } from "./over-hives.ts";

/** Ctrl-C was pressed: what is in flight ends where it is safe to. */
export const INTERRUPT = "interrupt";

/** What a thread has to say about a hive that it has done. */
export interface HiveDone {
  /** For `--json`. */
  readonly document: object;
  /** For people. */
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: ExitCode;
  readonly read: ReadStatistics;
}

/** What a thread is there for. */
export interface Errands {
  /** Where hives come from, and what became of them goes. */
  readonly port: MessagePort;
  /** Whether stdout and stderr of the process are terminals. */
  readonly terminals: readonly [stdout: boolean, stderr: boolean];
  /** Makes Ctrl-C known, which threads do not hear by themselves. */
  interrupt(): void;
}

/** Does the work on each hive that comes through the port, until the thread is ended. */
export function doErrands(whole: CommandRun, errands: Errands, work: Work): Promise<never> {
  const { port, terminals, interrupt } = errands;
  port.on("message", async (target: HiveTarget | typeof INTERRUPT) => {
    if (target === INTERRUPT) return interrupt();
    const [stdout, stderr] = [new KeptOutput(terminals[0]), new KeptOutput(terminals[1])];
    const context = Object.create(whole.context, {
      stdout: { value: stdout },
      stderr: { value: stderr },
    }) as CliContext;
    const run = whole.withContext(context);
    const document = await run.report(target.path, (path) => work(path, target, run));
    const done: HiveDone = { document, stdout: stdout.text, stderr: stderr.text, exit: run.exit, read: run.read };
    port.postMessage(done);
  });
  return new Promise(() => undefined);
}

/** Keeps what is written for whoever prints it in its turn. */
class KeptOutput implements Output {
  text = "";
  /** Whether a terminal is where it will end: colours depend on that. */
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    // A progress bar, which begins with a carriage return, is for now and not for later.
    if (!text.startsWith("\r")) this.text += text;
  }

  writeSome(bytes: Uint8Array): number {
    this.write(new TextDecoder().decode(bytes));
    return bytes.length;
  }
}
