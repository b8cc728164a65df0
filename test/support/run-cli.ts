import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built command line, as users run it. */
export const CLI = fileURLToPath(new URL("../../dist/hivetool.cjs", import.meta.url));

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code; null when a signal ended the process. */
  readonly code: number | null;
}

/** Runs the built `hivetool` with these arguments. */
export function runCli(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: "1", ...options.env };
    const child = spawn(process.execPath, [CLI, ...args], { ...options, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ stdout, stderr, code }));
  });
}
