import type { HiveFile } from "./hive-file.ts";
import type { ProcessFacts } from "./process-facts.ts";

/** What a guard file says: who writes to the hive beside it, and which state of the hive that is. */
export interface GuardRecord {
  readonly program: "hivetool";
  readonly version: 1;
  /** Different in every guard ever taken. */
  readonly token: string;
  readonly host: string;
  readonly boot: string;
  readonly pidNamespace: string;
  readonly pid: number;
  readonly processStart: string;
  /** When the guard was taken, ISO 8601. */
  readonly time: string;
  readonly hive: GuardedHive;
}

/** The hive's numbers when the guard was taken; the inode in decimal. */
export interface GuardedHive {
  readonly sequence: number;
  readonly size: number;
  readonly inode: string;
}

/** The numbers of a hive as it was opened. */
export function guardedHive({ hive, identity }: Pick<HiveFile, "hive" | "identity">): GuardedHive {
  return { sequence: hive.baseBlock.primarySequence, size: identity.size, inode: String(identity.inode) };
}

/** Longer files beside a hive are no guards of ours. */
export const MAXIMUM_GUARD_SIZE = 4096;

/** A new record for our own process. */
export function composeGuard(facts: ProcessFacts, hive: GuardedHive): GuardRecord {
  const { host, boot, pidNamespace, pid, processStart } = facts;
  const token = crypto.randomUUID();
  return {
    program: "hivetool",
    version: 1,
    token,
    host,
    boot,
    pidNamespace,
    pid,
    processStart,
    time: facts.now(),
    hive,
  };
}

/** Reads a guard file's text; undefined where it is cut short or not a guard. */
export function parseGuard(text: string): GuardRecord | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isGuard(data) ? data : undefined;
}

/**
 * A guard is stale only when its process is shown to be gone: same host, same boot, same process numbers, and that
 * number is free or belongs to a process that started at another time. In every other case it may still be at work.
 */
export function isStale(guard: GuardRecord, facts: ProcessFacts): boolean {
  if (!isOfThisMachine(guard, facts)) return false;
  const start = facts.startOf(guard.pid);
  if (start === undefined) return true;
  return start !== "unknown" && guard.processStart !== "unknown" && start !== guard.processStart;
}

/** Whether the guard's process number means something to us: same host, same boot, same process numbers. */
export function isOfThisMachine(guard: GuardRecord, facts: ProcessFacts): boolean {
  return guard.host === facts.host && guard.pidNamespace === facts.pidNamespace && facts.isThisBoot(guard.boot);
}

const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TEXTS = ["host", "boot", "pidNamespace", "processStart", "time"] as const;

function isGuard(data: unknown): data is GuardRecord {
  if (!isObject(data) || !isObject(data.hive)) return false;
  const { program, version, token, pid, hive } = data;
  return (
    program === "hivetool" &&
    version === 1 &&
    typeof token === "string" &&
    TOKEN.test(token) && // it becomes part of a file name
    Number.isInteger(pid) &&
    (pid as number) > 0 && // 0 and below would address whole groups of processes
    TEXTS.every((name) => typeof data[name] === "string") &&
    Number.isInteger(hive.sequence) &&
    Number.isInteger(hive.size) &&
    typeof hive.inode === "string"
  );
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}
