import { HiveError } from "../index.ts";

/** A step that takes longer than this does not end in reasonable time. */
const LONGEST_STEP = 60_000; // milliseconds

/**
 * Passes steps on whose making may take for ever, as matching a regular expression that backtracks does: each is made where
 * V8 can be told to stop, after a minute, or by Ctrl-C, which nobody hears as long as a match goes on.
 */
export async function* boundedSteps<Step>(steps: Iterator<Step>, longest = LONGEST_STEP): AsyncGenerator<Step> {
  const { createContext, Script } = await import("node:vm");
  const script = new Script("next()");
  const context = createContext({ next: () => steps.next() });
  for (;;) {
    const { done, value } = attempt(() => script.runInContext(context, { timeout: longest, breakOnSigint: true }));
    if (done) return;
    yield value;
  }
}

function attempt<Result>(make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_SCRIPT_EXECUTION_INTERRUPTED")
      throw new HiveError("interrupted", "interrupted before all was searched");
    if (code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    const advice = "Say it without repetitions of repetitions, such as (a+)+.";
    throw new HiveError("usage", "the regular expression takes too long", { advice });
  }
}
