import type { Answers } from "./answers.ts";

interface Difference {
  readonly functions: readonly string[];
  /** What libhivex does, and that it is this which is seen. */
  readonly cause: string;
  readonly isSeen: (theirs: Answers, ours: Answers, name: string) => boolean;
}

/** Why we answer otherwise than libhivex 1.3 does, or undefined: nobody knows yet. */
export function causeOf(name: string, theirs: Answers, ours: Answers): string | undefined {
  return KNOWN.find(({ functions, isSeen }) => functions.includes(name) && isSeen(theirs, ours, name))?.cause;
}

const KNOWN: readonly Difference[] = [];
