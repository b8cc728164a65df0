/** At most this many names are compared; a key of a machine's hive may have a hundred thousand. */
const MOST_NAMES = 5000;
const MOST_SHOWN = 3;

/** The names most like the one asked for, best first: typing errors away, or with the same beginning. */
export function nearNames(asked: string, names: Iterable<string>): string[] {
  const folded = asked.toLowerCase();
  const near: { name: string; distance: number }[] = [];
  let count = 0;
  for (const name of names) {
    if (++count > MOST_NAMES) break;
    const distance = distanceBetween(folded, name.toLowerCase());
    if (distance !== undefined) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, MOST_SHOWN).map(({ name }) => name);
}

/** How far apart two names are; `undefined` where nobody would take one for the other. */
function distanceBetween(asked: string, name: string): number | undefined {
  const longest = Math.max(asked.length, name.length);
  if (asked.length >= 3 && (name.startsWith(asked) || asked.startsWith(name)) && name.length >= 3) return 1;
  if (longest > 64 || Math.abs(asked.length - name.length) > longest / 3) return undefined;
  const edits = editDistance(asked, name);
  return edits <= Math.max(1, longest / 3) ? edits : undefined;
}

/** Fewest insertions, deletions and replacements that make one text the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
