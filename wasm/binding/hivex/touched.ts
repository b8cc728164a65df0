import type { Engine } from "../engine.ts";
import { HiveError } from "../hive-error.ts";

/** Of keys that were touched, those that are still keys of the hive: found from the root by their names. */
export function stillThere(engine: Engine, touched: Iterable<number>): number[] {
  const known = new Map<number, boolean>([[engine.baseBlock.rootOffset, true]]);
  return [...touched].filter((key) => isThere(engine, key, known));
}

function isThere(engine: Engine, key: number, known: Map<number, boolean>): boolean {
  const path: number[] = [];
  let at: number | undefined = key;
  while (at !== undefined && !known.has(at)) {
    known.set(at, false); // until it is found; a key that is its own ancestor never is
    path.push(at);
    at = namingParent(engine, at);
  }
  const isReached = at !== undefined && known.get(at) === true;
  if (isReached) for (const below of path) known.set(below, true);
  return isReached;
}

/** The parent that has a key in its list; undefined where there is none. What lies there may be no key any more. */
function namingParent(engine: Engine, key: number): number | undefined {
  try {
    const { name, parent } = engine.key(key);
    return engine.findSubkey(parent, name) === key ? parent : undefined;
  } catch (error) {
    if (error instanceof HiveError && engine.memory.isOpen) return undefined;
    throw error;
  }
}
