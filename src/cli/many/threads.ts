import type { Worker } from "node:worker_threads";
import type { Errands } from "./errand.ts";

/** The first word of a command line that goes on in a thread. No command has this name. */
const IN_THREAD = "--in-thread";

/** Threads to be had for work on many hives. */
export interface Threads {
  readonly processors: number;
  /** Starts so many, with the same command line. */
  start(count: number): Worker[];
}

/** Threads that run this very file. What they need is loaded only now: most commands have no use for it. */
export async function threadsOf(
  file: string,
  words: readonly string[],
  terminals: Errands["terminals"],
): Promise<Threads> {
  const [{ Worker }, { availableParallelism }] = await Promise.all([import("node:worker_threads"), import("node:os")]);
  const options = { argv: [IN_THREAD, ...words], workerData: terminals };
  return {
    processors: availableParallelism(),
    start: (count) => Array.from({ length: count }, () => new Worker(file, options)),
  };
}

/** What this thread was started for, and its command line; undefined in the process's first thread, whatever was typed. */
export async function startedAsThread(
  words: readonly string[],
  interrupt: () => void,
): Promise<{ readonly words: readonly string[]; readonly errands: Errands } | undefined> {
  const [first, ...rest] = words;
  if (first !== IN_THREAD) return undefined;
  const { parentPort: port, workerData: terminals } = await import("node:worker_threads");
  return port === null ? undefined : { words: rest, errands: { port, terminals, interrupt } };
}
