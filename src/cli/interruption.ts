import { HiveError } from "../index.ts";
import type { CliContext } from "./context.ts";

/** Signals arrive between turns of the event loop: one turn is let pass. */
export function signalsHeard(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Throws `interrupted` after Ctrl-C. */
export async function stopIfInterrupted({ signal }: Pick<CliContext, "signal">, before: string): Promise<void> {
  await signalsHeard();
  if (signal.aborted) throw new HiveError("interrupted", `interrupted before ${before}`);
}

const HEARD_EVERY = 50; // milliseconds: nobody waits for less, and a turn of the event loop is not free

/** Passes items on one by one, and hears Ctrl-C in between however long their making takes. */
export async function* interruptibly<Item>(
  context: Pick<CliContext, "signal">,
  items: Iterable<Item>,
  before: string,
): AsyncGenerator<Item> {
  let next = performance.now() + HEARD_EVERY;
  for (const item of items) {
    if (performance.now() >= next) {
      await stopIfInterrupted(context, before);
      next = performance.now() + HEARD_EVERY;
    }
    yield item;
  }
}
