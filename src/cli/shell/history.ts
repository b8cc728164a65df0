import { dirname, join } from "node:path";
import { type FileSystem, readWholeFile } from "../../index.ts";
import type { CliContext } from "../context.ts";

/** Where the lines typed in shells are kept; undefined where nobody has a home. */
function historyFile({ env }: CliContext): string | undefined {
  const { XDG_STATE_HOME: state, HOME: home } = env;
  const folder = state?.startsWith("/") ? state : home ? join(home, ".local", "state") : undefined;
  return folder && join(folder, "hivetool", "shell_history");
}

/** Lines typed in earlier shells, the latest first. */
export function readHistory(context: CliContext): string[] {
  const path = historyFile(context);
  if (path === undefined) return [];
  try {
    const lines = new TextDecoder().decode(readWholeFile(context.fs, path)).split("\n");
    return lines.filter((line) => line !== "").reverse();
  } catch {
    return []; // there was none yet, or it cannot be read: nothing to stop for
  }
}

/** Keeps lines, the latest first, for later shells. Only their owner may read them: they may hold what was set. */
export function writeHistory(context: CliContext, lines: readonly string[]): void {
  const path = historyFile(context);
  if (path === undefined || lines.length === 0) return;
  try {
    context.fs.mkdirSync(dirname(path), { recursive: true });
    writeOwn(context.fs, path, Buffer.from(`${[...lines].reverse().join("\n")}\n`));
  } catch {
    // A shell without a history is still one.
  }
}

function writeOwn(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const file = fs.openSync(path, "w");
  try {
    fs.chmodSync(path, 0o600);
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at, bytes.length - at, at);
  } finally {
    fs.closeSync(file);
  }
}
