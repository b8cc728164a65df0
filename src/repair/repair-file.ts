import { bytesSource, dirtyRuns, HiveError, type PageSource } from "hivex-wasm";
import { joinedError } from "hivex-wasm/node";
import type { Finding } from "../check/finding.ts";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { assertNoLog } from "../storage/assert-no-log.ts";
import { checkFile } from "../storage/check-file.ts";
import { type CommitEditOptions, type CommitReport, commitEdit } from "../storage/commit.ts";
import { editObstacles } from "../storage/edit-obstacles.ts";
import { type OpenedHive, type OpenHiveOptions, openHive } from "../storage/open-hive.ts";
import { typedPath } from "../storage/typed-path.ts";
import type { WriteOptions } from "../storage/write-options.ts";
import { planRepair, type RepairOptions, type RepairPlan, remainingFault } from "./plan-repair.ts";

/** How a hive is opened to be repaired. With `logs` "ignore" a dirty one is taken as it lies, and its logs will be emptied. */
export type OpenForRepairOptions = RepairOptions & Omit<OpenHiveOptions, "mode" | "tolerant" | "mend">;

/** A hive with the plan of its repair. Close `opened` when done. */
export interface OpenedRepair {
  readonly opened: OpenedHive;
  readonly plan: RepairPlan;
  /** What is wrong with the logs of a clean hive, which does not need them: they are emptied. */
  readonly logFindings: readonly Finding[];
}

/** Where a repaired hive goes; in place, through the hive's own log, unless `output` or `replace` say otherwise. */
export type RepairFileOptions = WriteOptions & Pick<CommitEditOptions, "beforeCommit">;

/**
 * Opens a hive however damaged, and finds out how it can be repaired. All of it is read; nothing is written.
 *
 * @throws HiveError what `openHive` throws about files, and what `planRepair` throws
 * @example
 * const repair = openForRepair("NTUSER.DAT", { processFacts: processFactsOf(process) });
 * try {
 *   if (isRepairNeeded(repair)) await repairFile(repair, { backup: true });
 * } finally {
 *   repair.opened.close();
 * }
 */
export function openForRepair(path: string, options: OpenForRepairOptions = {}): OpenedRepair {
  const { lostAndFound, now, ...usual } = options;
  const how = { ...(lostAndFound !== undefined && { lostAndFound }), ...(now !== undefined && { now }) };
  let plan: RepairPlan | undefined;
  const opened = openHive(path, {
    ...usual,
    mode: "edit",
    mend(content) {
      const file = wholeFile(content);
      assertNoLog(file, path);
      plan = planRepair(file, how);
      return plan.way === "nothing" && !isDamagedAtOpening(file, plan) ? content : withBaseBlock(file, plan.opening);
    },
  });
  if (plan === undefined) throw new TypeError("a hive was opened without its content");
  if (plan.way !== "nothing") opened.hive.engine.editing.replaceBins(plan.bytes);
  return { opened, plan, logFindings: opened.recovery === undefined ? faultsOfLogs(opened, options) : [] };
}

/** Whether there is anything to do: to mend in the hive, to apply from its logs, or to empty in them. */
export function isRepairNeeded({ opened, plan, logFindings }: OpenedRepair): boolean {
  return plan.way !== "nothing" || opened.image !== undefined || logFindings.length > 0;
}

/**
 * Everything that would make writing a repaired hive refuse, found without touching anything.
 *
 * @example
 * for (const obstacle of repairObstacles(repair)) console.error(obstacle.message, obstacle.advice);
 */
export function repairObstacles(repair: OpenedRepair, options: RepairFileOptions = {}): HiveError[] {
  const { opened } = repair;
  const obstacles = editObstacles(opened, options).map((obstacle) => orAsItLies(obstacle, opened));
  if (!isRepairNeeded(repair) || options.output !== undefined || options.replace) return obstacles;
  try {
    dirtyRuns(opened.hive.engine);
    return obstacles;
  } catch (error) {
    if (error instanceof HiveError && error.code === "log-too-large")
      return [...obstacles, error.with({ path: opened.realPath })];
    throw error;
  }
}

/**
 * Writes a repaired hive, reads it back and checks it again; a dirty hive is recovered first. In place it goes through the
 * hive's own transaction log: cut anywhere, the damaged hive stands as it was, or its log has the repaired one. Afterwards the
 * opened hive is to be closed.
 *
 * @throws HiveError every obstacle of `repairObstacles`, and what `commitEdit` throws
 * @example
 * const report = await repairFile(repair, { output: "repaired.dat" });
 */
export async function repairFile(repair: OpenedRepair, options: RepairFileOptions = {}): Promise<CommitReport> {
  const { opened, plan } = repair;
  const [obstacle, ...others] = repairObstacles(repair, options);
  if (obstacle !== undefined) throw joinedError(obstacle, others);
  const baseBlock = isRepairNeeded(repair) ? plan.bytes.subarray(0, plan.opening.length) : undefined;
  return commitEdit(opened, {
    ...options,
    ...(baseBlock && { baseBlock }),
    verify: assertRepaired,
  });
}

function faultsOfLogs({ path, logs, fs }: OpenedHive, options: OpenForRepairOptions): Finding[] {
  if (options.logs === "ignore" || logs.every(({ size }) => size === 0)) return [];
  return checkFile(path, { fs }).report.findings.filter(({ file, mendable }) => file !== "hive" && mendable);
}

function wholeFile(content: PageSource): Uint8Array {
  const file = new Uint8Array(content.size);
  if (content.read(0, file) === file.length) return file;
  throw new HiveError("short-read", "the file ended while it was being read");
}

/** What cannot be mended may still keep a hive from being opened as it lies. */
function isDamagedAtOpening(file: Uint8Array, { opening }: RepairPlan): boolean {
  return opening.some((byte, at) => byte !== file[at]);
}

/** The file with another base block; as long as that says where the file was cut within its first page of bins. */
function withBaseBlock(file: Uint8Array, baseBlock: Uint8Array): PageSource {
  const least = baseBlock.length * 2;
  const bytes = new Uint8Array(Math.max(least, file.length));
  bytes.set(file);
  bytes.set(baseBlock);
  return bytesSource(bytes);
}

/** A hive whose logs do not complete it is the user's to decide about. */
function orAsItLies(obstacle: HiveError, { path, recovery }: OpenedHive): HiveError {
  const { code, statement } = obstacle;
  if ((code !== "hive-is-dirty" && code !== "bad-checksum") || recovery === undefined) return obstacle;
  const advice = `${obstacle.advice ?? ""} Or take it as it lies, without what its last write would have brought: \`hivetool repair --no-logs ${typedPath(path)}\`.`;
  return hiveError(code, statement, { path, advice: advice.trim() });
}

function assertRepaired(fresh: Hive): void {
  const fault = remainingFault(fresh.engine.committed());
  if (fault === undefined) return;
  throw hiveError("read-back-differs", `the repaired hive is not sound: ${fault.message}`);
}
