import { hostname, uptime } from "node:os";
import { nodeFileSystem } from "./file-system.ts";
import { systemCode } from "./system-error.ts";

/** What a guard says about the process that took it, and how to find out whether that process still runs. */
export interface ProcessFacts {
  readonly host: string;
  /** Tells this boot of the machine from all others. */
  readonly boot: string;
  /** Process numbers mean something within one namespace only (containers have their own). */
  readonly pidNamespace: string;
  readonly pid: number;
  /** When our own process started, in the system's own words; "unknown" where it does not say. */
  readonly processStart: string;
  /** The wall clock, ISO 8601. */
  now(): string;
  /** Whether `boot`, as noted by another process, is this boot. */
  isThisBoot(boot: string): boolean;
  /** When the process with that number started, "unknown" where the system does not say; undefined: there is none. */
  startOf(pid: number): string | undefined;
}

/** The part of node's `process` that the facts are made from; it is handed in, not reached for. */
export interface OwnProcess {
  readonly pid: number;
  /** Signal 0 asks whether a process exists. */
  kill(pid: number, signal: 0): unknown;
}

/**
 * The facts of the running process: from /proc on Linux, otherwise what Node knows.
 *
 * @example
 * const opened = openHive("NTUSER.DAT", { fs: nodeFileSystem, mode: "edit", processFacts: processFactsOf(process) });
 */
export function processFactsOf(self: OwnProcess): ProcessFacts {
  return {
    host: hostname(),
    boot: linuxBoot() ?? estimatedBoot(),
    pidNamespace: linuxPidNamespace() ?? "none",
    pid: self.pid,
    processStart: linuxStartOf(self.pid) ?? "unknown",
    now: () => new Date().toISOString(),
    isThisBoot: (boot) => boot === linuxBoot() || isNear(boot, estimatedBoot()),
    startOf: (pid) => (isRunning(self, pid) ? (linuxStartOf(pid) ?? "unknown") : undefined),
  };
}

// Boots without a number are told apart by when they began, which clocks know to some seconds only.
const ESTIMATE = /^since (\d{1,12})$/;
const ESTIMATE_TOLERANCE_SECONDS = 60;

function estimatedBoot(): string {
  return `since ${Math.round(Date.now() / 1000 - uptime())}`;
}

function isNear(boot: string, estimate: string): boolean {
  const [one, other] = [ESTIMATE.exec(boot)?.[1], ESTIMATE.exec(estimate)?.[1]];
  return (
    one !== undefined && other !== undefined && Math.abs(Number(one) - Number(other)) <= ESTIMATE_TOLERANCE_SECONDS
  );
}

/** Asks the system, not /proc: that may hide the processes of other users. */
function isRunning(self: OwnProcess, pid: number): boolean {
  try {
    self.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}

function linuxBoot(): string | undefined {
  const text = smallText("/proc/sys/kernel/random/boot_id")?.trim();
  return text === "" ? undefined : text;
}

function linuxPidNamespace(): string | undefined {
  try {
    return `pid:${nodeFileSystem.statSync("/proc/self/ns/pid", { bigint: true }).ino}`;
  } catch {
    return undefined;
  }
}

/** Clock ticks after boot: the 20th field behind the command's name, which may itself hold blanks and brackets. */
function linuxStartOf(pid: number): string | undefined {
  const status = smallText(`/proc/${pid}/stat`);
  return status?.slice(status.lastIndexOf(")") + 2).split(" ")[19];
}

function smallText(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = nodeFileSystem.openSync(path, "r");
    const bytes = new Uint8Array(4096);
    return new TextDecoder().decode(bytes.subarray(0, nodeFileSystem.readSync(descriptor, bytes, 0, bytes.length, 0)));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) nodeFileSystem.closeSync(descriptor);
  }
}
