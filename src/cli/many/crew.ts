import type { Worker } from "node:worker_threads";
import type { CliContext } from "../context.ts";
import { type HiveDone, INTERRUPT } from "./errand.ts";
import type { HiveTarget } from "./hive-targets.ts";

/** Less than so many bytes of hives are done before threads have started. */
const WORTH_THREADS = 24 << 20;

/** What became of a hive: done by a thread, lost together with its thread, or left to whoever asks. */
export type Fate = HiveDone | Error | undefined;

/** Threads that do one hive after the other, and tell of them in the order of the list. */
export class Crew {
  readonly #fates: Promise<Fate>[];
  readonly #settle: ((fate: Fate) => void)[] = [];
  readonly #targets: readonly HiveTarget[];
  readonly #threads = new Set<Worker>();
  readonly #signal: AbortSignal;
  #next = 0;

  private constructor(threads: readonly Worker[], targets: readonly HiveTarget[], signal: AbortSignal) {
    this.#targets = targets;
    this.#fates = targets.map((_, index) => new Promise((resolve) => (this.#settle[index] = resolve)));
    this.#signal = signal;
    signal.addEventListener("abort", this.#interrupt, { once: true });
    for (const thread of threads) this.#employ(thread);
  }

  /** As many threads as `jobs` says, or as the machine and the hives make worth while; undefined where that is none. */
  static async over(
    targets: readonly HiveTarget[],
    jobs: number | undefined,
    context: CliContext,
  ): Promise<Crew | undefined> {
    if (context.threads === undefined || targets.length < 2 || !(jobs ?? isWorthThreads(targets, context)))
      return undefined;
    const threads = await context.threads();
    const count = Math.min(jobs ?? threads.processors, targets.length);
    return count < 2 ? undefined : new Crew(threads.start(count), targets, context.signal);
  }

  /** What became of the hive at this place of the list, as soon as that is known. */
  fateOf(index: number): Promise<Fate> | undefined {
    return this.#fates[index];
  }

  /** Ends the threads; nothing may be in flight any more. */
  async end(): Promise<void> {
    this.#signal.removeEventListener("abort", this.#interrupt);
    const threads = [...this.#threads];
    this.#threads.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  /** Gives a thread hive after hive. */
  #employ(thread: Worker): void {
    this.#threads.add(thread);
    let current: number | undefined;
    const goOn = (): void => {
      current = this.#signal.aborted ? undefined : this.#take();
      if (current !== undefined) thread.postMessage(this.#targets[current]);
    };
    const leave = (reason: Error): void => {
      if (!this.#threads.delete(thread)) return;
      if (current !== undefined) this.#settle[current]?.(reason);
      if (this.#threads.size === 0) this.#leaveTheRest();
    };
    thread.on("message", (done: HiveDone) => {
      if (current !== undefined) this.#settle[current]?.(done);
      goOn();
    });
    thread.on("error", leave);
    thread.on("exit", (code) => leave(new Error(`a thread ended before its hive was done, with ${code}`)));
    goOn();
  }

  /** The next hive that nobody has; those that could not be looked for are nobody's work. */
  #take(): number | undefined {
    while (this.#next < this.#targets.length) {
      const index = this.#next++;
      if (this.#targets[index]?.error === undefined) return index;
      this.#settle[index]?.(undefined);
    }
    return undefined;
  }

  readonly #interrupt = (): void => {
    for (const thread of this.#threads) thread.postMessage(INTERRUPT);
    this.#leaveTheRest();
  };

  #leaveTheRest(): void {
    while (this.#next < this.#targets.length) this.#settle[this.#next++]?.(undefined);
  }
}

function isWorthThreads(targets: readonly HiveTarget[], { fs }: CliContext): boolean {
  let size = 0;
  for (const { path } of targets) {
    try {
      size += Number(fs.statSync(path, { bigint: true }).size);
    } catch {
      // Whoever opens it tells what is wrong.
    }
    if (size >= WORTH_THREADS) return true;
  }
  return false;
}
