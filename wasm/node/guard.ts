import { basename, dirname } from "node:path";
import { displaySafe, fileError, HiveError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import {
  composeGuard,
  type GuardedHive,
  type GuardRecord,
  isOfThisMachine,
  isStale,
  MAXIMUM_GUARD_SIZE,
  parseGuard,
} from "./guard-record.ts";
import type { HiveFile } from "./hive-file.ts";
import { joinedError } from "./joined-error.ts";
import type { ProcessFacts } from "./process-facts.ts";
import { ReadCounter, ReadOnlyFile } from "./read-only-file.ts";
import { blocking, type Syncing, unlinkOf } from "./sync-points.ts";
import { systemCode, systemError } from "./system-error.ts";
import { WritableFile } from "./writable-file.ts";

/** Where the guard of the hive at `hivePath` lies. */
function guardPathOf(hivePath: string): string {
  return `${hivePath}.hivetool-guard`;
}

/** The error with which taking the guard would be refused now, if so. Touches nothing. */
export function guardObstacle(
  fs: FileSystem,
  hivePath: string,
  facts: ProcessFacts | undefined,
  counter: ReadCounter,
): HiveError | undefined {
  const found = readGuard(fs, guardPathOf(hivePath), counter);
  return found === undefined || isTakeable(found, facts) ? undefined : inUse(guardPathOf(hivePath), found);
}

/** A guard that lies beside a hive. */
export interface GuardState {
  readonly path: string;
  /** Who took it; undefined where it is broken or no guard of ours. */
  readonly owner?: Pick<GuardRecord, "host" | "pid" | "time">;
  /**
   * - `alive`: its process runs on this machine;
   * - `dead`: its process is gone, and the next hivetool that writes takes the guard away;
   * - `unknown`: it is another machine's, or does not say.
   */
  readonly state: "alive" | "dead" | "unknown";
}

/**
 * The guard beside an opened hive, if there is one. `factsOf` is asked only then.
 *
 * @example
 * const guard = guardBeside(opened, () => processFactsOf(process));
 */
export function guardBeside(
  { fs, realPath, counter = new ReadCounter() }: Pick<HiveFile, "fs" | "realPath"> & Partial<HiveFile>,
  factsOf: () => ProcessFacts,
): GuardState | undefined {
  const path = guardPathOf(realPath);
  const found = readGuard(fs, path, counter);
  if (found === undefined) return undefined;
  const { record, text } = found;
  if (record === undefined) return { path, state: text === "" ? "dead" : "unknown" };
  const { host, pid, time } = record;
  const facts = factsOf();
  const state = isStale(record, facts) ? "dead" : isOfThisMachine(record, facts) ? "alive" : "unknown";
  return { path, owner: { host, pid, time }, state };
}

/**
 * Our claim to be the only hivetool that writes to a hive: a file beside it, created exclusively. Made by writers only,
 * and only when there is something to write.
 */
export class Guard {
  readonly path: string;
  /** What was in the way when it was taken. */
  readonly warnings: readonly string[];
  readonly #fs: FileSystem;
  readonly #text: string;
  readonly #counter: ReadCounter;

  private constructor(fs: FileSystem, path: string, text: string, counter: ReadCounter, warnings: readonly string[]) {
    this.warnings = warnings;
    this.#fs = fs;
    this.#text = text;
    this.#counter = counter;
    this.path = path;
  }

  /** Takes the guard, or throws `in-use` with what the other one says. `breakLock` takes it from anybody. */
  static take(
    fs: FileSystem,
    hivePath: string,
    hive: GuardedHive,
    facts: ProcessFacts,
    breakLock = false,
    counter = new ReadCounter(),
  ): Guard {
    const path = guardPathOf(hivePath);
    const warnings: string[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const text = `${JSON.stringify(composeGuard(facts, hive))}\n`;
      if (createExclusively(fs, path, text)) return new Guard(fs, path, text, counter, warnings);
      const found = breakLock ? readGuard(fs, path, counter) : readFilledGuard(fs, path, counter);
      if (found === undefined) continue; // released since we tried
      if (!breakLock && !isTakeable(found, facts)) throw inUse(path, found);
      displace(fs, path, found, breakLock, counter);
      warnings.push(`the guard was taken away that ${whoLeft(found)} had left here`);
    }
    throw fileError("in-use", `${basename(path)} comes and goes: other hivetools are writing to this hive`, { path });
  }

  /** Reads the guard again and throws `in-use` when somebody has taken it from us. */
  assertStillOurs(): void {
    if (this.#isStillOurs()) return;
    const advice =
      "Nothing was changed. Somebody removed or took the guard while we were at work; run the command again.";
    throw fileError("in-use", `${basename(this.path)} is no longer ours`, { path: this.path, advice });
  }

  #isStillOurs(): boolean {
    return textIn(this.#fs, this.path, this.#counter) === this.#text;
  }

  /** Removes the guard if it is still ours. Never throws; a guard that stays behind is returned as an error. */
  release(): HiveError | undefined {
    return blocking(this.releasing());
  }

  /** The same as a part of other work. */
  *releasing(): Syncing<HiveError | undefined> {
    if (this.#isStillOurs()) return yield* removal(this.#fs, this.path);
    return fileError("in-use", `${basename(this.path)} was taken by somebody else meanwhile`, { path: this.path });
  }
}

/** What stands in a guard's place; without a record it is broken, or not a guard. */
interface FoundGuard {
  readonly record?: GuardRecord;
  readonly text: string;
}

function readGuard(fs: FileSystem, path: string, counter: ReadCounter): FoundGuard | undefined {
  const text = textOf(fs, path, counter);
  if (text === undefined) return undefined;
  const record = parseGuard(text);
  return record === undefined ? { text } : { text, record };
}

/** What stands in a guard's place, or why nobody knows; undefined where there is nothing. */
function textOf(fs: FileSystem, path: string, counter: ReadCounter): string | undefined {
  // As a rule there is none; an error takes longer.
  return fs.existsSync?.(path) === false ? undefined : textIn(fs, path, counter);
}

/** The same where there should be one. */
function textIn(fs: FileSystem, path: string, counter: ReadCounter): string | undefined {
  let file: ReadOnlyFile | undefined;
  try {
    file = ReadOnlyFile.open(fs, path, "the guard", counter);
    return new TextDecoder().decode(file.start(MAXIMUM_GUARD_SIZE));
  } catch (error) {
    if (error instanceof HiveError && error.code === "file-not-found") return undefined;
    return error instanceof HiveError ? error.statement : String(error);
  } finally {
    file?.close();
  }
}

/**
 * A guard is empty for the moment between its creation and its first write. One that stays so was left by a process that
 * was killed in that moment: nothing was begun under it.
 */
function readFilledGuard(fs: FileSystem, path: string, counter: ReadCounter): FoundGuard | undefined {
  for (let attempt = 0; attempt < EMPTY_GUARD_LOOKS; attempt += 1) {
    const found = readGuard(fs, path, counter);
    if (found?.text !== "") return found;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EMPTY_GUARD_WAIT);
  }
  return readGuard(fs, path, counter);
}

// Half a second in all: a process that is still at work fills its guard in far less, and a slower one finds out that it
// has lost it before it writes.
const EMPTY_GUARD_LOOKS = 5;
const EMPTY_GUARD_WAIT = 100; // milliseconds

function isTakeable({ record, text }: FoundGuard, facts: ProcessFacts | undefined): boolean {
  if (text === "") return true;
  return record !== undefined && facts !== undefined && isStale(record, facts);
}

function inUse(path: string, { record, text }: FoundGuard): HiveError {
  const name = basename(path);
  if (record === undefined) {
    const content = displaySafe(text.slice(0, 200).trim());
    const statement = `${name} lies beside the hive and cannot be understood: ${content === "" ? "it is empty" : content}`;
    return fileError("in-use", statement, { path });
  }
  const { host, pid, time, boot, pidNamespace, processStart, hive } = record;
  const who = `process ${pid} (started ${processStart}, ${pidNamespace}) on ${host} (boot ${boot}) since ${time}`;
  const what = `sequence ${hive.sequence}, ${hive.size} bytes, inode ${hive.inode}`;
  return fileError(
    "in-use",
    displaySafe(`another hivetool seems to be writing to this hive: ${name} names ${who}; hive: ${what}`),
    {
      path,
    },
  );
}

function whoLeft({ record }: FoundGuard): string {
  if (record === undefined) return "a hivetool";
  return displaySafe(`a hivetool (process ${record.pid} on ${record.host} since ${record.time})`);
}

/** False when there is such a file already. A file that could not be filled is removed again. */
function createExclusively(fs: FileSystem, path: string, text: string): boolean {
  const action = `creating ${basename(path)} in ${dirname(path)}`;
  let file: WritableFile | undefined;
  try {
    file = WritableFile.open(fs, path, "wx");
    file.writeWhole(new TextEncoder().encode(text), 0);
    file.close();
    return true;
  } catch (error) {
    if (file === undefined && systemCode(error) === "EEXIST") return false;
    const failure = systemError(error, path, action);
    if (file === undefined) throw failure;
    file.discard();
    const second = removeFile(fs, path);
    throw second === undefined ? failure : joinedError(failure, [second]);
  }
}

/**
 * Takes away a guard whose owner is gone. Two processes may find the same stale guard: each first creates a file named
 * after the stale guard's token, which only one can, and then looks again whether that very guard is still there. So
 * nobody ever removes the guard that a quicker one has just taken.
 */
function displace(fs: FileSystem, path: string, found: FoundGuard, breakLock: boolean, counter: ReadCounter): void {
  const name = found.record?.token ?? (found.text === "" ? "empty" : undefined);
  const claim = name === undefined ? undefined : `${path}.${name}`;
  const claimed = claim !== undefined && createExclusively(fs, claim, "");
  if (!claimed && !breakLock) {
    throw fileError("in-use", `another hivetool is taking over ${basename(path)}`, { path });
  }
  const isTheSame = readGuard(fs, path, counter)?.text === found.text;
  const failures = [isTheSame ? removeFile(fs, path) : undefined, claim && removeFile(fs, claim)];
  const [first, ...others] = failures.filter((failure) => failure instanceof HiveError);
  if (first !== undefined) throw joinedError(first, others);
}

/** Never throws: what stays behind is returned as an error. */
function removeFile(fs: FileSystem, path: string): HiveError | undefined {
  return blocking(removal(fs, path));
}

function* removal(fs: FileSystem, path: string): Syncing<HiveError | undefined> {
  try {
    yield unlinkOf(fs, path);
    return undefined;
  } catch (error) {
    return systemCode(error) === "ENOENT" ? undefined : systemError(error, path, `removing ${basename(path)}`);
  }
}
