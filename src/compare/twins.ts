/** What has the same name in two lists; without one side it is in the other alone. */
export interface Twins<Each> {
  readonly a?: Each;
  readonly b?: Each;
}

/**
 * Pairs what has the same name, upcased as Windows compares names, in the order of names. Of several of one name, which damaged hives have, the first goes
 * with the first, and so on.
 */
export function twins<Each>(nameOf: (each: Each) => string, a: Iterable<Each>, b: Iterable<Each>): Twins<Each>[] {
  const pairs = new Map<string, { a?: Each; b?: Each }>();
  const put = (side: "a" | "b", each: Each): void => {
    const name = nameOf(each);
    for (let place = name, count = 1; ; place = `${name}\0${count++}`) {
      const pair = pairs.get(place);
      if (pair === undefined) pairs.set(place, { [side]: each });
      else if (pair[side] === undefined) pair[side] = each;
      else continue;
      return;
    }
  };
  for (const each of a) put("a", each);
  for (const each of b) put("b", each);
  return [...pairs].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, pair]) => pair);
}
