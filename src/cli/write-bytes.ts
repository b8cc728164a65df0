import { HiveError } from "../index.ts";
import type { CliContext } from "./context.ts";

/**
 * Writes all bytes to stdout: goes on after a write that took only some, and waits for a pipe that has no room.
 * False when nobody reads any more. The bytes must stay as they are until then.
 */
export async function writeBytes({ stdout, signal }: CliContext, bytes: Uint8Array): Promise<boolean> {
  let written = 0;
  let refusals = 0;
  while (written < bytes.length) {
    const taken = attempt(() => stdout.writeSome(bytes.subarray(written)));
    if (taken === "closed") return false;
    if (taken === "full") {
      if (signal.aborted) throw new HiveError("interrupted", "interrupted before all was written");
      await pause(refusals++);
      continue;
    }
    written += taken;
    refusals = 0;
  }
  return true;
}

// Windows has words of its own.
const CLOSED = ["EPIPE", "EOF", "ECONNRESET"];
const FULL = ["EAGAIN", "EWOULDBLOCK", "EINTR"];

function attempt(write: () => number): number | "closed" | "full" {
  try {
    return write();
  } catch (error) {
    if (isReaderGone(error)) return "closed";
    if (FULL.includes(codeOf(error) ?? "")) return "full";
    throw outputError(error);
  }
}

/** What systems say when the reader of a pipe has gone away: that is no failure. */
export function isReaderGone(error: unknown): boolean {
  return CLOSED.includes(codeOf(error) ?? "");
}

/** The error to show when output could not be written; what is no failure of the system stays as it is. */
export function outputError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof HiveError) return error;
  return new HiveError("io-error", `the output could not be written (${code})`, {
    cause: error,
    advice: code === "ENOSPC" ? "Make room on the disk." : "Check where the output goes.",
  });
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}

const EAGER = 20; // a reader that keeps up empties the pipe while the event loop turns
const LONGEST_PAUSE = 20; // milliseconds

/** Waits for a reader, the longer the longer it has not been heard of. */
function pause(refusals: number): Promise<void> {
  return new Promise((resolve) => {
    if (refusals < EAGER) setImmediate(resolve);
    else setTimeout(resolve, Math.min(refusals - EAGER + 1, LONGEST_PAUSE));
  });
}
