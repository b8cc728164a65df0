import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goldenDump } from "../test/support/golden-dump.ts";
import { readHive } from "../test/support/reference-reader.ts";
import type { Case, Contestant } from "./measure.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const HIVE = here("../fixtures/hives/outlook-user.dat");
const COMMAND = here("../dist/hivetool.cjs");
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A whole process each, from the command line to the written file, as an administrator's script would run it. */
export const fixPort: Case = {
  title: "fix-port: every proxy port of one small user hive, a process each",
  contestants: [hivetool(), libhivex()],
  prepare: (folder) => copyFileSync(HIVE, hiveIn(folder)),
  // Last-write times differ from run to run and from tool to tool; what the keys and values are does not.
  result: (folder) => {
    const lines = goldenDump(readHive(readFileSync(hiveIn(folder))));
    return lines.map((line) => (line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line)).join("\n");
  },
};

/** Writes through the journal, flushes after each step, and reads back what it wrote. */
function hivetool(): Contestant {
  return {
    name: "hivetool",
    isThere: () => existsSync(COMMAND),
    run: (folder) => run(process.execPath, [COMMAND, "outlook", "fix-port", hiveIn(folder)]),
  };
}

/** Writes the whole file anew, in place, and flushes nothing. */
function libhivex(): Contestant {
  const python = PYTHONS.find((program) => spawnSync(program, ["-c", "import hivex"]).status === 0);
  return {
    name: "libhivex (python3-hivex)",
    isThere: () => python !== undefined,
    run: (folder) => run(python ?? "python3", [here("fix-port-libhivex.py"), hiveIn(folder)]),
  };
}

function hiveIn(folder: string): string {
  return join(folder, "NTUSER.DAT");
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}`);
}
