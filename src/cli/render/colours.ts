import picocolors from "picocolors";
import type { Output } from "../context.ts";

/** The colours in use, all of them plain text where they are switched off. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for a terminal, unless NO_COLOR is set to anything; none for files and pipes. */
export function coloursFor(output: Output, env: Readonly<Record<string, string | undefined>>): Colours {
  return picocolors.createColors(output.isTTY && !env.NO_COLOR && env.TERM !== "dumb");
}
