import { EXIT, type ExitCode } from "../../index.ts";

/** What each exit code means, in the few words of a help. */
export const EXIT_CODES: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.done, "done, or nothing to do"],
  [EXIT.notFound, "not found, or findings"],
  [EXIT.usage, "wrong usage"],
  [EXIT.malformed, "malformed hive"],
  [EXIT.refused, "refused: dirty, in use, unsound, or not as expected"],
  [EXIT.inputOutput, "input or output failed"],
  [EXIT.bug, "a fault of hivetool"],
  [EXIT.interrupted, "interrupted"],
];

/** The table in two columns, for a help. */
export function exitCodesText(): string {
  const half = EXIT_CODES.length / 2;
  const rows = EXIT_CODES.slice(0, half).map((left, row) => {
    const right = EXIT_CODES[half + row] ?? left;
    return `  ${left.join(" ").padEnd(29)}${right.join(" ")}`;
  });
  return `Exit codes:\n${rows.join("\n")}`;
}
