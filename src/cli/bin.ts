import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { filetimeFromUnix, nodeFileSystem, type ProcessFacts, processFactsOf } from "../index.ts";
import type { Output } from "./context.ts";
import { runProgram } from "./run-program.ts";

// Ctrl-C never cuts a commit in two: whoever is at work looks at this signal where it is safe to stop.
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort());

/**
 * Writing goes on into nothing when the reader has gone (`hivetool ls ... | head`): work in progress must not be cut.
 * Node's stream is made when text comes, not before: it takes time, and a command that writes bytes has no need of it.
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
      if (isOpen && text !== "") opened().write(text);
    },
    writeSome: (bytes) => writeSync(descriptor, bytes),
    isTTY: isatty(descriptor),
    get columns() {
      return isatty(descriptor) ? opened().columns : undefined;
    },
  };
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
