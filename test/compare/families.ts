import { type CorpusHive, cleanHives } from "../support/corpus.ts";

/** What real hives are for, by the names of their files. */
const FAMILIES = [/^ntuser/i, /^usrclass/i, /^sam/i, /^security/i, /^system/i, /^bcd/i, /amcache/i, /hive$/i];

type Pair = [name: string, a: CorpusHive, b: CorpusHive];

/**
 * Pairs of different hives of the corpus that are for the same, at most so large: each with the next one of its family, or
 * with each of them.
 */
export function familyPairs(maximumSize: number, which: "next" | "all"): Pair[] {
  const hives = cleanHives(maximumSize);
  return FAMILIES.flatMap((family) => {
    const members = hives.filter(({ file }) => family.test(file.split("/").at(-1) ?? ""));
    return members.flatMap((a, at) => {
      const others = which === "next" ? [members[(at + 1) % members.length] ?? a] : members;
      return others.filter((b) => a !== b).map((b): Pair => [`${a.file} to ${b.file}`, a, b]);
    });
  });
}
