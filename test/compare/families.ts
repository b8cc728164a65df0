import { type CorpusHive, cleanHives } from "../support/corpus.ts";

/** What real hives are for, by the names of their files. */
const FAMILIES = [/^ntuser/i, /^usrclass/i, /^sam/i, /^security/i, /^system/i, /^bcd/i, /amcache/i, /hive$/i];

type Pair = [name: string, a: CorpusHive, b: CorpusHive];

/**
 * Pairs of different hives of the corpus that are for the same, at most so large: each with each other of its family, or with
 * the next one, as long as those of a family have fewer keys together than a number says.
 */
export function familyPairs(maximumSize: number, which: "all" | number): Pair[] {
  const hives = cleanHives(maximumSize);
  return FAMILIES.flatMap((family) => {
    const members = hives.filter(({ file }) => family.test(file.split("/").at(-1) ?? ""));
    const pairs = members.flatMap((a, at) => {
      const others = which === "all" ? members : [members[(at + 1) % members.length] ?? a];
      return others.filter((b) => a !== b).map((b): Pair => [`${a.file} to ${b.file}`, a, b]);
    });
    let keys = 0;
    return pairs.filter(([, a, b]) => {
      keys += (a.keys ?? 0) + (b.keys ?? 0);
      return which === "all" || keys < which;
    });
  });
}
