import {
  filetimeFromUnix,
  mayBeTerminal,
  nodeFileSystem,
  type ProcessFacts,
  processFactsOf,
  writeToDescriptor,
} from "../index.ts";
import type { Output } from "./context.ts";
import { runProgram } from "./run-program.ts";

// Ctrl-C never cuts a commit in two: whoever is at work looks at this signal where it is safe to stop.
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort());

/**
 * Writing goes on into nothing when the reader has gone (`hivetool ls ... | head`): work in progress must not be cut.
 * Node's stream is made only for a terminal, or when a pipe has no room: making it takes as long as a look-up.
 */
function output(descriptor: 1 | 2): Output {
  let isOpen = true;
  let stream: NodeJS.WriteStream | undefined;
  const opened = (): NodeJS.WriteStream => {
    if (stream !== undefined) return stream;
    stream = descriptor === 1 ? process.stdout : process.stderr;
    stream.on("error", () => {
      isOpen = false;
    });
    return stream;
  };
  return {
    write(text) {
      if (!isOpen) return;
      const rest = stream === undefined && !isTerminal() ? writeNow(descriptor, Buffer.from(text)) : text;
      if (rest === undefined) isOpen = false;
      else if (rest.length > 0) opened().write(rest);
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
}

/** Writes what can be written at once; what is left, or undefined when nobody reads any more. */
function writeNow(descriptor: number, bytes: Uint8Array): Uint8Array | undefined {
  let rest = bytes;
  try {
    while (rest.length > 0) rest = rest.subarray(writeToDescriptor(descriptor, rest));
    return rest;
  } catch (error) {
    return (error as { code?: unknown }).code === "EAGAIN" ? rest : undefined;
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

runProgram(process.argv.slice(2), {
  fs: nodeFileSystem,
  stdout: output(1),
  stderr: output(2),
  env: process.env,
  now: () => filetimeFromUnix(Date.now()),
  signal: interruption.signal,
  // Finding out who we are reads files of the system's, which commands that only read have no need of.
  get processFacts() {
    processFacts ??= processFactsOf(process);
    return processFacts;
  },
}).then((exit) => {
  // Not process.exit: what is still on its way to a pipe must arrive.
  process.exitCode = exit;
}, reportFault);
