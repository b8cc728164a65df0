import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

const HIVEX_DUMP = fileURLToPath(new URL("hivex-dump.py", import.meta.url));

/** A Python that can import libhivex's binding; the distribution's own one has it where it is installed. */
const pythonWithHivex: string | undefined = ["/usr/bin/python3", "python3"].find(
  (python) => spawnSync(python, ["-c", "import hivex"], { stdio: "ignore" }).status === 0,
);

/** Without arguments it only complains, so that it can be started is all that one can ask for. */
const reglookupIsThere: boolean = spawnSync("reglookup", { stdio: "ignore" }).error === undefined;

/** The hive as libhivex reads it, as lines of a golden dump. */
export function hivexDump(path: string): string[] {
  return hivexDumps([path])[0] ?? [];
}

/** Several hives as libhivex reads them, by one process. */
export function hivexDumps(paths: readonly string[]): string[][] {
  const dumps: string[][] = [];
  for (const line of output(pythonWithHivex ?? "python3", HIVEX_DUMP, ...paths)) {
    if (line.startsWith("H\t")) dumps.push([]);
    else dumps.at(-1)?.push(line);
  }
  return dumps;
}

/** What a Python script that asks libhivex prints, as lines. */
export function askLibhivex(script: string, path: string): string[] {
  return output(pythonWithHivex ?? "python3", script, path);
}

/** One line for each key and value that reglookup finds. */
export function reglookupLines(path: string): string[] {
  return output("reglookup", path).slice(1);
}

/** Tests that ask another program: skipped with one line that cannot be overlooked where it is not installed. */
export function describeOracle(program: "libhivex" | "reglookup", name: string, body: () => void): void {
  const isThere = program === "libhivex" ? pythonWithHivex !== undefined : reglookupIsThere;
  if (!isThere) console.warn(`SKIPPED, ${program} is not installed: ${name}`);
  describe.skipIf(!isThere)(`${name} (${program})`, body);
}

function output(program: string, ...args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stderr}`);
  return stdout.split("\n").filter(Boolean);
}
