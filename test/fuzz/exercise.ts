import { bytesSource, dirtyRuns, HiveError, planCommit } from "hivex-wasm";
import { applyPlan } from "../../src/edit/apply.ts";
import { ERROR_CODES, type ErrorCode, EXIT } from "../../src/errors.ts";
import { Hive } from "../../src/hive/hive.ts";
import type { Key } from "../../src/hive/key.ts";
import { describeOutlook } from "../../src/outlook/describe.ts";
import { planFixPort } from "../../src/outlook/fix-port.ts";

/** Milliseconds and bytes that one hive may cost at most. */
export interface Limits {
  readonly milliseconds: number;
  readonly memory: number;
}

/** What became of a hive: how much could be read, and the codes of the refusals met on the way. */
export interface Outcome {
  readonly keyCount: number;
  readonly refusals: ReadonlySet<string>;
}

/** Something that must not happen: another error than a fitting HiveError, or too much time or memory. */
export class Find extends Error {}

/** A hostile hive may give the same large data to all of its values: reading it all again and again proves nothing. */
const DATA_LIMIT = 32 * 1024 * 1024;

/** Reads the hive in every way there is, and tries to change it. Throws a `Find` when anything is wrong. */
export function exercise(bytes: Uint8Array, limits: Limits): Outcome {
  const visit = new Visit();
  const memory = process.memoryUsage.rss();
  const begin = performance.now();
  visit.attempt("open for reading", () => {
    using hive = Hive.open(bytesSource(bytes));
    visit.readAll(hive);
  });
  visit.attempt("open for editing", () => {
    using hive = Hive.open(bytesSource(bytes), { mode: "edit", ignoreChecksum: true });
    visit.change(hive);
  });
  const milliseconds = performance.now() - begin;
  const grown = process.memoryUsage.rss() - memory;
  if (milliseconds > limits.milliseconds)
    throw new Find(`it took ${Math.round(milliseconds)} ms; slowest: ${visit.slowest}`);
  if (grown > limits.memory) throw new Find(`the process grew by ${Math.round(grown / 1024 / 1024)} MiB`);
  return visit;
}

class Visit implements Outcome {
  keyCount = 0;
  readonly refusals = new Set<string>();
  readonly #seen = new Set<number>();
  #dataSize = 0;
  #slowestTime = 0;
  slowest = "";

  /** Does something that may be refused. */
  attempt<T>(what: string, action: () => T): T | undefined {
    const begin = performance.now();
    try {
      return action();
    } catch (error) {
      this.#judge(what, error);
      return undefined;
    } finally {
      const milliseconds = performance.now() - begin;
      // The attempts that hold others come last and are longer than each of them; only what holds none is told.
      if (milliseconds > this.#slowestTime && !what.startsWith("open for"))
        [this.#slowestTime, this.slowest] = [milliseconds, what];
    }
  }

  readAll(hive: Hive): void {
    const open = [hive.root];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (this.#seen.has(key.offset)) continue;
      this.#seen.add(key.offset);
      this.keyCount++;
      const current: Key = key;
      this.attempt("subkeys", () => {
        for (const subkey of current.subkeys()) open.push(subkey);
      });
      this.attempt("values", () => this.#readValues(current));
      if (current.parent) this.attempt("find a subkey", () => current.parent?.findSubkey(current.name));
    }
    this.attempt("find values", () => hive.findValues(hive.root, "001f6622"));
    this.attempt("find no values", () => hive.findValues(hive.root, "a name that no hive has"));
    this.attempt("describe Outlook", () => describeOutlook(hive, { showSecrets: true }));
  }

  change(hive: Hive): void {
    const { engine } = hive;
    const { rootOffset } = engine.baseBlock;
    this.attempt("prove", () => engine.prove(rootOffset));
    this.attempt("fix the port", () => applyPlan(hive, planFixPort(hive, { anyType: true }).plan, { time: 1n }));
    this.attempt("change values", () => this.#changeSome(hive));
    this.attempt("plan a commit", () => {
      if (engine.isChanged) dirtyRuns(engine);
      planCommit(engine, { format: "hvle", logs: [] });
    });
  }

  #readValues(key: Key): void {
    for (const value of key.values()) {
      key.findValue(value.name);
      if (this.#dataSize < DATA_LIMIT) this.attempt("data", () => (this.#dataSize += value.data().length));
    }
  }

  /** Gives some values along the first ways down data of their own size. */
  #changeSome(hive: Hive): void {
    const { engine } = hive;
    const open = [hive.root.offset];
    for (let count = 0; count < 20 && open.length > 0; count++) {
      const key = open.pop() ?? 0;
      for (const value of engine.values(key).slice(0, 3)) {
        const data = new Uint8Array(Math.min(engine.value(value).size, 1 << 20));
        this.attempt("change a value", () => {
          engine.prepareValueData(key, value, data);
          engine.applyValueData(key, value, data, 1n);
        });
      }
      open.push(...engine.subkeys(key).slice(0, 4));
    }
  }

  #judge(what: string, error: unknown): void {
    if (error instanceof Find) throw error;
    if (!(error instanceof HiveError)) throw new Find(`${what}: ${String(error)}`, { cause: error });
    const meaning = ERROR_CODES[error.code as ErrorCode] as { exit: number } | undefined;
    const isFitting =
      meaning?.exit === EXIT.malformed || meaning?.exit === EXIT.refused || error.code === "profile-not-found";
    if (!isFitting) throw new Find(`${what}: the code ${error.code}: ${error.message}`, { cause: error });
    if (/undefined|null|NaN|\[object|never should/.test(error.message))
      throw new Find(`${what}: the message "${error.message}"`, { cause: error });
    this.refusals.add(error.code);
  }
}
