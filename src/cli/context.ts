import type { FileSystem, OpenedHive, Plan, PreviewedChange, ProcessFacts } from "../index.ts";
import type { Errands } from "./many/errand.ts";
import type { Threads } from "./many/threads.ts";
import type { Terminal, TerminalOptions } from "./terminal.ts";

/** All that a command may touch of the world outside; tests put a file system in memory and captured streams here. */
export interface CliContext {
  readonly fs: FileSystem;
  /** Data alone goes here. */
  readonly stdout: Output;
  /** Errors, warnings and statistics. */
  readonly stderr: Output;
  /** All of stdin, however often it is asked for. */
  stdin(): Promise<Uint8Array>;
  /** Whoever types at stdin; undefined, or absent, where nobody does. */
  terminal?(options?: TerminalOptions): Promise<Terminal | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The wall clock as a FILETIME. */
  now(): bigint;
  /** Aborted by Ctrl-C: a commit in flight is finished, nothing new is begun. */
  readonly signal: AbortSignal;
  /** Does what Ctrl-C does, where Ctrl-C was heard by somebody else; absent where nobody can. */
  interrupt?(): void;
  /** Who we are, for the guard beside a hive that is being written. */
  readonly processFacts: ProcessFacts;
  /** Threads for work on many hives; absent where there are none to be had. */
  threads?(): Promise<Threads>;
  /** In such a thread: what it is there for. */
  readonly errands?: Errands;
  /** A hive that is held open and edited in memory, as by a shell: commands work on it, and write nothing. */
  readonly held?: HeldHive;
  /** What was typed, for reports. */
  readonly words?: readonly string[];
}

/** A hive that stays open. */
export interface HeldHive {
  readonly opened: OpenedHive;
  /** Applies a plan in memory, and keeps it to be written later. */
  apply(plan: Plan): readonly PreviewedChange[];
}

/** A stream of text; `columns` is the width of its terminal. */
export interface Output {
  write(text: string): void;
  /** Takes some of the bytes at once and returns how many, or throws what the system says: EAGAIN, EPIPE. */
  writeSome(bytes: Uint8Array): number;
  readonly isTTY: boolean;
  readonly columns?: number | undefined;
}
