import { HiveError } from "hivex-wasm";
import { joinedError } from "hivex-wasm/node";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { type CommitEditOptions, type CommitReport, commitEdit } from "../storage/commit.ts";
import { editObstacles } from "../storage/edit-obstacles.ts";
import type { OpenedHive } from "../storage/open-hive.ts";
import type { WriteOptions } from "../storage/write-options.ts";
import type { Compaction } from "./compaction.ts";

/** Where a compacted hive goes: `output`, `replace` or `inPlace`; there is no other way without a word. */
export interface CompactFileOptions extends WriteOptions, Pick<CommitEditOptions, "beforeCommit"> {
  /** Into the hive's own file, through its transaction log: up to 16 MiB of changed pages, and only where the root stays. */
  readonly inPlace?: boolean;
}

const MOST_LOGGED_PAGES = 4096; // 16 MiB

/**
 * Everything that would make writing a compacted hive refuse, found without touching anything.
 *
 * @example
 * for (const obstacle of compactObstacles(opened, compaction, { inPlace: true })) console.error(obstacle.message);
 */
export function compactObstacles(
  opened: OpenedHive,
  compaction: Compaction,
  options: CompactFileOptions = {},
): HiveError[] {
  const obstacles = editObstacles(opened, options);
  if (!options.inPlace || options.output !== undefined || options.replace) return obstacles;
  const path = opened.realPath;
  if (compaction.movesRoot)
    obstacles.push(hiveError("root-moves", "the root key would get another place in the hive", { path }));
  // The first page is always written.
  const pages = Math.max(1, compaction.changedPages);
  if (pages > MOST_LOGGED_PAGES) {
    const expected = `at most ${MOST_LOGGED_PAGES} changed pages`;
    obstacles.push(
      hiveError("log-too-large", "more would change than one log entry takes", { path, expected, found: `${pages}` }),
    );
  }
  return obstacles;
}

/**
 * Writes a compacted hive where the options say, and reads it back. What was planned must be of this very hive, open with
 * mode `edit`; afterwards it is to be closed. Of a hive that needs no compaction only a copy is written, where
 * `output` asks for one.
 *
 * @throws HiveError `usage` without a way to write, every obstacle of `compactObstacles`, and what `commitEdit` throws
 * @example
 * const opened = openHive("NTUSER.DAT", { mode: "edit", processFacts: processFactsOf(process) });
 * const compaction = planCompaction(opened.hive);
 * await compactFile(opened, compaction, { output: "compact.dat" });
 */
export async function compactFile(
  opened: OpenedHive,
  compaction: Compaction,
  options: CompactFileOptions,
): Promise<CommitReport> {
  const { inPlace = false, output, replace = false } = options;
  if (output === undefined && !replace && !inPlace) {
    const advice = "Give one of output, replace and inPlace.";
    throw new HiveError("usage", "nobody has said where the compacted hive goes", { advice });
  }
  const [obstacle, ...others] = compactObstacles(opened, compaction, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  const { hive } = opened;
  const { keys, values } = hive.count();
  if (compaction.isNeeded) hive.engine.editing.replaceBins(compaction.bytes);
  return commitEdit(opened, { ...options, verify: (fresh) => assertAllThere(fresh, keys, values) });
}

/** The bytes have been compared by then; this is to find out that they are a hive, and no part is missing. */
function assertAllThere(fresh: Hive, keys: number, values: number): void {
  const found = fresh.count();
  if (found.keys === keys && found.values === values) return;
  throw new HiveError("read-back-differs", "the compacted hive does not hold what the old one did", {
    expected: `${keys} keys, ${values} values`,
    found: `${found.keys} keys, ${found.values} values`,
  });
}
