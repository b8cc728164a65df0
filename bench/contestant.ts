import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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
  /** Variables of the environment, besides our own. */
  readonly env?: Readonly<Record<string, string>>;
}

const HIVETOOL = fileURLToPath(new URL("../dist/hivetool.cjs", import.meta.url));
const PYTHONS = ["/usr/bin/python3", "python3"];

/**
 * What everybody is run with: the environment as it is, without a list of certificates that Node would read and check at each
 * start. Where a machine sets it, that takes longer than all else that a start is.
 */
const { NODE_EXTRA_CA_CERTS: _, ...usual } = process.env;
export const ENVIRONMENT: NodeJS.ProcessEnv = usual;

/** Ours, as it is bundled. */
export function hivetool(...args: string[]): Command {
  if (!existsSync(HIVETOOL)) throw new Error("hivetool is not built: node scripts/build.mjs");
  return { program: process.execPath, args: [HIVETOOL, ...args] };
}

/** One of libhivex's tools, ours. */
export function hivexTool(name: string, ...args: string[]): Command {
  return { program: process.execPath, args: [join(dirname(HIVETOOL), `${name}.cjs`), ...args] };
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
export function run({ program, args, env }: Command): void {
  const { status, error, signal } = spawnSync(program, args, { stdio: "ignore", env: { ...ENVIRONMENT, ...env } });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status ?? signal}`);
}

/** Runs programs at the same time, each to its end. */
export function runTogether(commands: readonly Command[]): void {
  const begun = commands.map(
    ({ program, args }, index) => `${[program, ...args].map(quoted).join(" ")} & p${index}=$!`,
  );
  const awaited = commands.map((_, index) => `wait $p${index}`);
  run({ program: "sh", args: ["-c", `${begun.join("\n")}\n${awaited.join(" && ")}`] });
}

/** A word as the shell has to have it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Runs it and gives what it wrote; by way of a file, since not every program can write to a pipe of Node's. */
export function outputOf({ program, args, env }: Command): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "hivetool-bench-"));
  const path = join(folder, "output");
  const file = openSync(path, "w");
  try {
    const options = { env: { ...ENVIRONMENT, ...env }, maxBuffer: 1 << 28 };
    const { status, stderr, error } = spawnSync(program, args, { ...options, stdio: ["ignore", file, "pipe"] });
    if (error) throw error;
    if (status === 0) return readFileSync(path);
    throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr.toString().slice(0, 500)}`);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
