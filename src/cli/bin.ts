import type { ExitCode } from "../index.ts";
import { startedAsThread, threadsOf } from "./many/threads.ts";
import { processContext } from "./process-context.ts";
import { runProgram } from "./run-program.ts";

const { context, reportFault, interrupt } = processContext(process, "hivetool");
const words = process.argv.slice(2);

async function run(): Promise<ExitCode> {
  const inThread = await startedAsThread(words, interrupt);
  // A thread that fails is told of by the one that has started it.
  if (inThread !== undefined) process.off("uncaughtException", reportFault);
  const { stdout, stderr } = context;
  const threads: typeof context.threads = () => threadsOf(__filename, words, [stdout.isTTY, stderr.isTTY]);
  // What the context finds out on being asked stays unasked.
  const more = { threads: { value: threads }, ...(inThread && { errands: { value: inThread.errands } }) };
  return runProgram(inThread?.words ?? words, Object.create(context, more) as typeof context);
}

run().then((exit) => {
  // Not process.exit: what is still on its way to a pipe must arrive.
  process.exitCode = exit;
}, reportFault);
