import {
  EXIT,
  type ExitCode,
  filetimeFromUnix,
  mayBeTerminal,
  nodeFileSystem,
  type ProcessFacts,
  processFactsOf,
  writeToDescriptor,
} from "../index.ts";
import type { Output } from "./context.ts";
import { coloursFor } from "./render/colours.ts";
import { errorText } from "./render/error.ts";
import { runProgram } from "./run-program.ts";
import { startedAsThread, threadsOf } from "./threads.ts";
import { isReaderGone, outputError } from "./write-bytes.ts";

// Ctrl-C never cuts a commit in two: whoever is at work looks at this signal where it is safe to stop.
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort());

/** Why something that was to go to stdout did not get there. */
let failure: unknown;

/**
 * Writing goes on into nothing when the reader has gone (`hivetool ls ... | head`) or there is no room: work in progress
 * must not be cut. What is lost without a reader who has chosen so is told at the end.
 * Node's stream is made only for a terminal, or when a pipe has no room: making it takes as long as a look-up.
 */
function output(descriptor: 1 | 2): Output {
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
    if (descriptor === 1 && !isReaderGone(error)) failure ??= error;
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

function reportFault(error: unknown): void {
  process.stderr.write(`hivetool: ${error instanceof Error ? error.stack : error}\n`);
  process.stderr.write(
    "This is a fault of hivetool itself. Please report it with the command that you typed and the lines above.\n",
  );
  process.exitCode = 70;
}
process.on("uncaughtException", reportFault);

let processFacts: ProcessFacts | undefined;

const stderr = output(2);

// Only now is it known whether all of stdout has arrived: a stream writes behind our back.
process.on("exit", () => {
  if (failure === undefined) return;
  stderr.write(errorText(outputError(failure), undefined, coloursFor(stderr, process.env)));
  process.exitCode = Math.max(Number(process.exitCode ?? 0), EXIT.inputOutput);
});

let stdin: Promise<Uint8Array> | undefined;

async function readStdin(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return new Uint8Array(Buffer.concat(pieces));
}

const words = process.argv.slice(2);
const stdout = output(1);

async function run(): Promise<ExitCode> {
  const inThread = await startedAsThread(words, () => interruption.abort());
  // A thread that fails is told of by the one that has started it.
  if (inThread !== undefined) process.off("uncaughtException", reportFault);
  return runProgram(inThread?.words ?? words, {
    fs: nodeFileSystem,
    stdout,
    stderr,
    // A stream is read once, however many hives want what it holds.
    stdin: () => {
      stdin ??= readStdin();
      return stdin;
    },
    env: process.env,
    now: () => filetimeFromUnix(Date.now()),
    signal: interruption.signal,
    // Finding out who we are reads files of the system's, which commands that only read have no need of.
    get processFacts() {
      processFacts ??= processFactsOf(process);
      return processFacts;
    },
    threads: () => threadsOf(__filename, words, [stdout.isTTY, stderr.isTTY]),
    ...inThread,
  });
}

run().then((exit) => {
  // Not process.exit: what is still on its way to a pipe must arrive.
  process.exitCode = exit;
}, reportFault);
