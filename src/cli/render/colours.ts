import type { Output } from "../context.ts";

/** From where on the terminal writes otherwise, and where it stops to: "select graphic rendition" of ECMA-48. */
const RENDITIONS = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** The colours in use, all of them plain text where they are switched off. */
export type Colours = Readonly<Record<keyof typeof RENDITIONS, (text: string) => string>>;

/** Colours for a terminal, unless NO_COLOR is set to anything; none for files and pipes. */
export function coloursFor(output: Output, env: Readonly<Record<string, string | undefined>>): Colours {
  const isOn = output.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
  const entries = Object.entries(RENDITIONS).map(([name, [on, off]]) => {
    return [name, (text: string): string => (isOn ? `\x1b[${on}m${text}\x1b[${off}m` : text)];
  });
  return Object.fromEntries(entries) as Colours;
}
