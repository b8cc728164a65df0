import { createContext, Script } from "node:vm";
import { HiveError } from "../index.ts";
import type { CliContext } from "./context.ts";

/** Who hears of Ctrl-C. */
type Interrupted = Pick<CliContext, "interrupt">;

/** What takes longer than this does not end in reasonable time. */
const LONGEST_STEP = 60_000; // milliseconds
const LONGEST = 600_000;

/**
 * Passes steps on whose making may take for ever, as matching a regular expression that backtracks does: each is made where
 * V8 can be told to stop, after a minute, or by Ctrl-C, which nobody hears as long as a match goes on.
 */
export function* boundedSteps<Step>(
  context: Interrupted,
  steps: Iterator<Step>,
  longest = LONGEST_STEP,
): Generator<Step> {
  for (;;) {
    const { done, value } = bounded(context, "the regular expression", () => steps.next(), longest);
    if (done) return;
    yield value;
  }
}

/** Makes something that may take for ever, in ten minutes at most; `what` is to blame otherwise. */
export function bounded<Result>(context: Interrupted, what: string, make: () => Result, longest = LONGEST): Result {
  try {
    return new Script("make()").runInContext(createContext({ make }), { timeout: longest, breakOnSigint: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") {
      context.interrupt?.(); // what comes afterwards is not to be begun
      throw new HiveError("interrupted", "interrupted before all was looked at");
    }
    if (code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    const advice = "Say regular expressions without repetitions of repetitions, such as (a+)+.";
    throw new HiveError("usage", `${what} takes too long`, { advice });
  }
}
