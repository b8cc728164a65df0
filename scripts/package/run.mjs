import { spawnSync } from "node:child_process";
import process from "node:process";
import { explained } from "../set-up/explained.mjs";

/** Runs a JavaScript program through this Node, without a shell, and returns what it wrote to stdout. */
export function runNode(args, { cwd, what, env = {} }) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw explained(`${what} failed (exit code ${status}).\n${stdout}${stderr}`);
  return stdout;
}
