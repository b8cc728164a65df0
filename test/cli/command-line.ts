import type { CliContext, Output } from "../../src/cli/context.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import type { ProcessFacts } from "../../src/index.ts";
import { type MemoryFolder, memoryFolder } from "../storage/memory-folder.ts";

export interface CommandLineResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** What a test may replace; the clock says 2026-01-31T12:00:00Z. */
export type ContextChanges = Partial<Pick<CliContext, "fs" | "env" | "signal" | "terminal">> & {
  readonly isTTY?: boolean;
  /** What stdin holds; text stands for its UTF-8. */
  readonly stdin?: Uint8Array | string;
};

/** A command line over a file system in memory. */
export interface CommandLine extends MemoryFolder {
  run(...args: string[]): Promise<CommandLineResult>;
  runWith(changes: ContextChanges, ...args: string[]): Promise<CommandLineResult>;
}

const NOW = 134_143_344_000_000_000n;

/** The command line with these files, by path; text stands for its Latin-1 bytes. */
export function commandLine(files: Record<string, Uint8Array | string | null>): CommandLine {
  const folder = memoryFolder(files);
  const runWith = (changes: ContextChanges, ...args: string[]): Promise<CommandLineResult> =>
    runCaptured({ fs: folder.fs, ...changes }, (context) => runProgram(args, context));
  return { ...folder, runWith, run: (...args) => runWith({}, ...args) };
}

/** What a program says and returns in a context whose streams are captured. */
export async function runCaptured(
  changes: ContextChanges & Pick<CliContext, "fs">,
  program: (context: CliContext) => Promise<number>,
): Promise<CommandLineResult> {
  const [stdout, stderr] = [new Captured(changes.isTTY), new Captured(changes.isTTY)];
  const { fs, env = {}, signal = new AbortController().signal, terminal } = changes;
  const stdin = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(Buffer.from(changes.stdin ?? "")));
  const exit = await program({
    fs,
    stdout,
    stderr,
    stdin,
    env,
    now: () => NOW,
    signal,
    processFacts: FACTS,
    ...(terminal && { terminal }),
  });
  return { stdout: stdout.text, stderr: stderr.text, exit };
}

class Captured implements Output {
  text = "";
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }

  /** Bytes stand as Latin-1, so that every one of them can be asked for. */
  writeSome(bytes: Uint8Array): number {
    this.text += Buffer.from(bytes).toString("latin1");
    return bytes.length;
  }
}

const FACTS: ProcessFacts = {
  host: "test-host",
  boot: "boot-1",
  pidNamespace: "pid:1",
  pid: 4711,
  processStart: "100",
  now: () => "2026-01-31T12:00:00.000Z",
  isThisBoot: (boot) => boot === "boot-1",
  startOf: (pid) => (pid === 4711 ? "100" : undefined),
};
