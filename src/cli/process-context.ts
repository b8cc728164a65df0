import {
  EXIT,
  filetimeFromUnix,
  mayBeTerminal,
  nodeFileSystem,
  type ProcessFacts,
  processFactsOf,
  writeToDescriptor,
} from "../index.ts";
import type { CliContext, Output } from "./context.ts";
import { coloursFor } from "./render/colours.ts";
import { errorText } from "./render/error.ts";
import { isReaderGone, outputError } from "./write-bytes.ts";

/** A process as its program sees it. */
export interface ProcessContext {
  readonly context: CliContext;
  /** Tells of a fault of the program itself, and ends with 70. */
  reportFault(error: unknown): void;
  /** Does what Ctrl-C does. */
  interrupt(): void;
}

/** Takes a process over: its streams, its signals, and what goes wrong where nobody looks. */
export function processContext(process: NodeJS.Process, program: string): ProcessContext {
  // Ctrl-C never cuts a commit in two: whoever is at work looks at this signal where it is safe to stop.
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);

  const reportFault = (error: unknown): void => {
    process.stderr.write(`${program}: ${error instanceof Error ? error.stack : error}\n`);
    process.stderr.write(
      `This is a fault of ${program} itself. Please report it with the command that you typed and the lines above.\n`,
    );
    process.exitCode = 70;
  };
  process.on("uncaughtException", reportFault);

  /** Why something that was to go to stdout did not get there. */
  let failure: unknown;
  const stdout = processOutput(process, 1, (error) => {
    failure ??= error;
  });
  const stderr = processOutput(process, 2, () => undefined);
  // Only now is it known whether all of stdout has arrived: a stream writes behind our back.
  process.on("exit", () => {
    if (failure === undefined) return;
    stderr.write(errorText(outputError(failure), undefined, coloursFor(stderr, process.env)));
    process.exitCode = Math.max(Number(process.exitCode ?? 0), EXIT.inputOutput);
  });

  let stdin: Promise<Uint8Array> | undefined;
  let processFacts: ProcessFacts | undefined;
  const context: CliContext = {
    fs: nodeFileSystem,
    stdout,
    stderr,
    // A stream is read once, however many hives want what it holds.
    stdin: () => {
      stdin ??= allOf(process.stdin);
      return stdin;
    },
    terminal: async (options) => {
      if (!mayBeTerminal(0) || !process.stdin.isTTY) return undefined;
      const { openTerminal } = await import("./terminal.ts");
      return openTerminal(process.stdin, process.stdout, options);
    },
    env: process.env,
    now: () => filetimeFromUnix(Date.now()),
    signal: interruption.signal,
    interrupt,
    // Finding out who we are reads files of the system's, which commands that only read have no need of.
    get processFacts() {
      processFacts ??= processFactsOf(process);
      return processFacts;
    },
  };
  return { context, reportFault, interrupt };
}

/**
 * Writing goes on into nothing when the reader has gone (`hivetool ls ... | head`) or there is no room: work in progress
 * must not be cut. `lost` hears why something did not get there, unless the reader has chosen so.
 * Node's stream is made only for a terminal, or when a pipe has no room: making it takes as long as a look-up.
 */
function processOutput(process: NodeJS.Process, descriptor: 1 | 2, lost: (error: unknown) => void): Output {
  let isOpen = true;
  let stream: NodeJS.WriteStream | undefined;
  const opened = (): NodeJS.WriteStream => {
    if (stream !== undefined) return stream;
    stream = descriptor === 1 ? process.stdout : process.stderr;
    stream.on("error", close);
    return stream;
  };
  return {
    write(text) {
      if (!isOpen) return;
      const rest = stream === undefined && !isTerminal() ? writeNow(descriptor, Buffer.from(text), close) : text;
      if (!isOpen || rest.length === 0) return;
      try {
        opened().write(rest);
      } catch (error) {
        close(error); // some versions of Node throw here, others tell the stream's listener
      }
    },
    writeSome: (bytes) => writeToDescriptor(descriptor, bytes),
    get isTTY() {
      return isTerminal();
    },
    get columns() {
      return isTerminal() ? opened().columns : undefined;
    },
  };

  function isTerminal(): boolean {
    return mayBeTerminal(descriptor) && opened().isTTY === true;
  }

  function close(error: unknown): void {
    isOpen = false;
    if (!isReaderGone(error)) lost(error);
  }
}

/** Writes what can be written at once, and returns what is left; `failed` hears of all failures but a full pipe. */
function writeNow(descriptor: number, bytes: Uint8Array, failed: (error: unknown) => void): Uint8Array {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeToDescriptor(descriptor, rest));
    return rest;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EAGAIN") failed(error);
    return rest;
  }
}

async function allOf(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return new Uint8Array(Buffer.concat(pieces));
}
