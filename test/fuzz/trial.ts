import { HiveError } from "hivex-wasm";
import { ERROR_CODES, type ErrorCode, EXIT } from "../../src/errors.ts";
import type { Limits } from "./exercise.ts";

/** Something that must not happen: another error than a fitting HiveError, a false result, too much time or memory. */
export class Find extends Error {}

/** Judges what is tried on one hive: what may be refused, and what it cost. */
export class Trial {
  readonly refusals = new Set<string>();
  readonly #limits: Limits;
  /** Time on a processor: what else the machine does is nobody's fault here. */
  readonly #begin = process.cpuUsage();
  readonly #memory = process.memoryUsage.rss();
  #slowest = { what: "nothing", milliseconds: 0 };

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Does something that may be refused; undefined when it was. */
  attempt<T>(what: string, action: () => T): T | undefined {
    const begin = performance.now();
    try {
      return action();
    } catch (error) {
      this.#judge(what, error);
      return undefined;
    } finally {
      const milliseconds = performance.now() - begin;
      // Attempts that hold others are longer than each of them; only what holds none is worth telling.
      if (milliseconds > this.#slowest.milliseconds && !what.startsWith("open")) this.#slowest = { what, milliseconds };
    }
  }

  end(): void {
    const { user, system } = process.cpuUsage(this.#begin);
    const milliseconds = (user + system) / 1000;
    const grown = process.memoryUsage.rss() - this.#memory;
    const { what } = this.#slowest;
    if (milliseconds > this.#limits.milliseconds)
      throw new Find(`it took ${Math.round(milliseconds)} ms; slowest: ${what}`);
    if (grown > this.#limits.memory) throw new Find(`the process grew by ${Math.round(grown / 1024 / 1024)} MiB`);
  }

  #judge(what: string, error: unknown): void {
    if (error instanceof Find) throw error;
    const find = (found: string): Find => new Find(`${what}: ${found}`, { cause: error });
    if (!(error instanceof HiveError))
      throw find(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const exit: number | undefined = ERROR_CODES[error.code as ErrorCode]?.exit;
    const isFitting = exit === EXIT.malformed || exit === EXIT.refused || error.code === "profile-not-found";
    if (!isFitting) throw find(`the code ${error.code}: ${error.message}`);
    if (/undefined|null|NaN|\[object|never should/.test(error.message)) throw find(`the message "${error.message}"`);
    this.refusals.add(error.code);
  }
}
