/** A thing among its siblings that is to get another name. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Renames in an order in which each finds its new name free, and those for which there is no such order. */
export interface OrderedRenames<Each extends Rename> {
  readonly inOrder: readonly Each[];
  readonly taken: readonly Each[];
}

/**
 * Orders renames among siblings, so that a name that one gives up is free for another. Names are compared as `upcased`
 * makes them. Two that want one name, one that is there and stays, and names that go round in a circle are taken.
 */
export function renamesInOrder<Each extends Rename>(
  siblings: Iterable<string>,
  renames: readonly Each[],
  upcased: (name: string) => string,
): OrderedRenames<Each> {
  const names = new Set(Array.from(siblings, upcased));
  const inOrder: Each[] = [];
  let waiting = renames;
  for (let before = waiting.length + 1; waiting.length < before; ) {
    before = waiting.length;
    waiting = waiting.filter((rename) => {
      const [from, to] = [upcased(rename.from), upcased(rename.to)];
      if (from !== to && names.has(to)) return true;
      names.delete(from);
      names.add(to);
      inOrder.push(rename);
      return false;
    });
  }
  return { inOrder, taken: waiting };
}
