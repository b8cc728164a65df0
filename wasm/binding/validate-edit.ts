import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import { handle } from "./arguments.ts";
import { Engine } from "./engine.ts";
import { HiveError } from "./hive-error.ts";
import type { EngineExports } from "./instance.ts";

/** Where a hive has been edited. */
export interface EditedPlaces {
  /** Offsets of the keys that were created or changed; of what was deleted or moved away, the key that it was in. */
  readonly keys: readonly number[];
  /** Runs of changed pages of the hive bins data. */
  readonly runs: readonly { readonly offset: number; readonly size: number }[];
}

/** A fault that the edit has not brought: where it was found, and what it is. */
export interface OldFault {
  readonly place: string;
  readonly error: HiveError;
}

/** One look at one place. `pages` may be read; `isBefore` when it is looked at as it was before the edit. */
interface Check {
  readonly place: string;
  run(exports: EngineExports, pages: number, isBefore: boolean): number;
}

/** Pages that the checks may read beyond those that are in memory; an edit of the largest hive is to read 256 KiB in all. */
const MOST_PAGES = 4;
/** The same in the hive as it was, which is looked at only where something is wrong: an old fault must be found again. */
const MOST_PAGES_BEFORE = 1024;

/**
 * Looks over what an edit has touched: every bin with changed pages; each key, with its class name, values, data and
 * security; each list of subkeys that one of them is in, with its counts, order and hashes. It takes nothing from earlier
 * proofs, so it is done in memory before anything is written, and by a fresh engine afterwards. What lies far from the
 * changes is left out where more than 16 KiB would have to be read for it; `pages` is another number of 4 KiB.
 *
 * Throws what is wrong: `bad-subkey-list`, `bad-key-hint`, `bad-value-data`, `bad-security-ring`, `bin-not-proved`, ...
 * What was wrong in the same way at the same place `before`, in the hive as it was, is none of the edit's and is returned.
 * So is what is `known` from an earlier look.
 */
export function validateEdit(
  engine: Engine,
  places: EditedPlaces,
  options: { readonly known?: readonly OldFault[]; readonly before?: () => Engine; readonly pages?: number } = {},
): OldFault[] {
  const { known = [], before } = options;
  const old: OldFault[] = [];
  let { pages = MOST_PAGES } = options;
  for (const check of checksOf(engine, places)) {
    const error = faultIn(engine, check, pages, false);
    if (error === undefined) {
      pages = engine.memory.result(abi.RESULT);
      continue;
    }
    const { place } = check;
    const isOld =
      known.some((fault) => fault.place === place && fault.error.code === error.code) ||
      (before !== undefined && faultIn(before(), check, MOST_PAGES_BEFORE, true)?.code === error.code);
    if (!isOld) throw error;
    old.push({ place, error });
  }
  return old;
}

/** Runs of changed pages of the hive bins data, however many; offsets count from the first hive bin, sizes are bytes. */
export function changedRuns({ memory }: Engine): EditedPlaces["runs"] {
  const size = Math.min(abi.PAGE_BITS_SIZE, Math.ceil(memory.imagePages / 32) * 4);
  const dirty = new Uint32Array(memory.bytesAt(abi.DIRTY, size).buffer); // by words: nearly all of them are zero
  const runs: { offset: number; size: number }[] = [];
  for (let word = 0; word < dirty.length; word++) {
    for (let bit = 0, bits = dirty[word] as number; bits !== 0; bit++, bits >>>= 1) {
      const offset = (word * 32 + bit) * layout.PAGE_SIZE - layout.BASE_BLOCK_SIZE;
      if ((bits & 1) === 0 || offset < 0) continue;
      const last = runs.at(-1);
      if (last !== undefined && last.offset + last.size === offset) last.size += layout.PAGE_SIZE;
      else runs.push({ offset, size: layout.PAGE_SIZE });
    }
  }
  return runs;
}

/** Opens the hive as it was before it was edited, to tell its own faults from the edit's. */
export function engineBefore({ memory }: Engine): Engine {
  return Engine.open(memory.source);
}

function* checksOf(engine: Engine, { keys, runs }: EditedPlaces): Generator<Check> {
  for (const { offset, size } of runs) {
    for (let at = offset; at < offset + size; at += layout.PAGE_SIZE)
      yield { place: `bin ${at}`, run: (exports, pages) => exports.validateBin(at, pages) };
  }
  const lists = new Map<number, number>(); // of a parent, and a changed subkey in it
  for (const key of keys) {
    yield { place: `key ${key}`, run: (exports, pages) => exports.validateKey(handle(key), pages) };
    const parent = parentOf(engine, key);
    if (parent !== undefined && !lists.has(parent)) lists.set(parent, key);
  }
  for (const key of keys) if (!lists.has(key)) lists.set(key, layout.NIL);
  for (const [parent, changed] of lists) {
    yield {
      place: `subkeys of ${parent}`,
      run: (exports, pages, isBefore) =>
        exports.validateSubkeys(handle(parent), isBefore ? layout.NIL : changed, pages),
    };
  }
}

/** Undefined for the root, and for what cannot be read, which has been found wrong by then. */
function parentOf(engine: Engine, key: number): number | undefined {
  try {
    return key === engine.baseBlock.rootOffset ? undefined : engine.key(key).parent;
  } catch (error) {
    if (error instanceof HiveError && engine.memory.isOpen) return undefined;
    throw error;
  }
}

function faultIn(engine: Engine, check: Check, pages: number, isBefore: boolean): HiveError | undefined {
  try {
    engine.memory.call((exports) => check.run(exports, pages, isBefore));
    return undefined;
  } catch (error) {
    if (error instanceof HiveError && engine.memory.isOpen) return error;
    throw error;
  }
}
