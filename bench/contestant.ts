import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One way to do the work of a race. */
export interface Contestant {
  readonly name: string;
  /** Whether it is installed here. */
  isThere(): boolean;
  /** Lays out what `run` is to work on, where it would not find it as it was; not timed. */
  prepare?(): void;
  /** What is timed: a whole process, or several. */
  run(): void;
  /** What the work came to, in a form that can be compared between contestants; does the work once more where it must. */
  result(): string;
}

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

const HIVETOOL = fileURLToPath(new URL("../dist/hivetool.cjs", import.meta.url));
const PYTHONS = ["/usr/bin/python3", "python3"];

/** Ours, as it is bundled. */
export function hivetool(...args: string[]): Command {
  if (!existsSync(HIVETOOL)) throw new Error("hivetool is not built: node scripts/build.mjs");
  return { program: process.execPath, args: [HIVETOOL, ...args] };
}

/** A Python that knows libhivex; undefined where there is none. */
export function pythonWithHivex(): string | undefined {
  return PYTHONS.find((program) => spawnSync(program, ["-c", "import hivex"], { stdio: "ignore" }).status === 0);
}

/** Whether a program can be started at all. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--help"], { stdio: "ignore" }).error === undefined;
}

/** Runs it to its end, without looking at its output: that goes to the system's null device. */
export function run({ program, args }: Command): void {
  const { status, error, signal } = spawnSync(program, args, { stdio: "ignore" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status ?? signal}`);
}

/** Runs it and gives what it wrote. */
export function outputOf({ program, args }: Command): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, { maxBuffer: 1 << 30 });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr.toString().slice(0, 500)}`);
  return stdout;
}
