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

const KNOWN: readonly Difference[] = [
  {
    functions: ["value_struct_length"],
    cause: "libhivex counts the name in UTF-8, whatever it is stored in",
    isSeen: (theirs) => theirs.value_struct_length === 24 + Number(theirs.value_key_len),
  },
  {
    functions: ["node_name", "node_name_len", "value_key", "value_key_len", "value_struct_length"],
    cause: "libhivex cannot give a name that is not UTF-16; we keep its units",
    isSeen: (theirs, ours) =>
      hasErrno(theirs.node_name ?? theirs.value_key, "EILSEQ", "EINVAL") && isLone(ours.node_name ?? ours.value_key),
  },
  {
    functions: ["node_values", "node_nr_values"],
    cause: "libhivex takes a predefined handle for a count of values",
    isSeen: (theirs) => Number(theirs.node_nr_values) >= 0x80000000 && hasErrno(theirs.node_values, "ERANGE"),
  },
  {
    functions: ["node_parent"],
    cause: "the root's parent is a remnant, which libhivex gives where a cell happens to lie there",
    isSeen: (theirs, ours) => hasErrno(ours.node_parent, "EFAULT") && theirs.handle === 4128,
  },
];

function hasErrno(answer: unknown, ...names: string[]): boolean {
  return typeof answer === "object" && answer !== null && "errno" in answer && names.includes(String(answer.errno));
}

function isLone(name: unknown): boolean {
  return /\p{Surrogate}/u.test(String(name));
}
