import { basename, dirname } from "node:path";
import { HiveError } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import type { FoundLog } from "./find-logs.ts";
import { guardObstacle } from "./guard.ts";
import { hibernationObstacle } from "./hibernation.ts";
import { sequenceReaches } from "./log-header.ts";
import type { OpenedHive } from "./open-hive.ts";
import { systemCode, systemError } from "./system-error.ts";

/** What a user has allowed explicitly. */
export interface EditPermissions {
  /** The hive has more names than one, and all of them may change. */
  readonly hardLinks?: boolean;
  /** Take the guard of another hivetool that is known to be gone. */
  readonly breakLock?: boolean;
}

/**
 * Everything that would make a commit refuse, found without touching anything; empty when nothing stands in the way.
 * A preview shows these errors; a commit throws the first.
 *
 * @example
 * for (const obstacle of editObstacles(opened)) console.error(obstacle.message, obstacle.advice);
 */
export function editObstacles(opened: OpenedHive, permissions: EditPermissions = {}): HiveError[] {
  const { fs, realPath, processFacts, counter } = opened;
  return [
    ...headerObstacles(opened),
    ...linkObstacles(opened, permissions),
    ...writeObstacles(opened),
    attempt(() => hibernationObstacle(fs, realPath, counter), realPath),
    ...logObstacles(opened),
    permissions.breakLock ? undefined : guardObstacle(fs, realPath, processFacts, counter),
  ].filter((obstacle) => obstacle !== undefined);
}

function headerObstacles({ hive, logs, realPath: path }: OpenedHive): HiveError[] {
  const { checksumValid, isDirty, primarySequence, secondarySequence, flags, minorVersion, clusteringFactor } =
    hive.baseBlock;
  const obstacles: HiveError[] = [];
  const refuse = (...[code, statement, advice]: [Parameters<typeof hiveError>[0], string, string?]): void => {
    obstacles.push(hiveError(code, statement, advice === undefined ? { path } : { path, advice }));
  };
  if (!checksumValid) {
    refuse(
      "bad-checksum",
      "the base block's checksum is wrong, so the last write to this hive was torn",
      recoveryAdvice(logs, undefined),
    );
  } else if (isDirty) {
    const numbers = `sequence numbers ${primarySequence} and ${secondarySequence} differ`;
    const usable = logs.filter((log) => isUsable(log, secondarySequence, hive.baseBlock.lastWritten));
    refuse(
      "hive-is-dirty",
      `the hive is dirty (${numbers}): its last write was not finished`,
      recoveryAdvice(logs, usable),
    );
  }
  if (flags !== undefined && (flags & 1) !== 0) {
    refuse("pending-transaction", "a transaction of the kernel transaction manager is still pending in this hive");
  }
  if (flags !== undefined && (flags & 2) !== 0 && minorVersion >= 6) {
    refuse("layered-hive", "this is a layered hive: it holds only the differences from another one");
  }
  if (clusteringFactor !== 1) {
    const advice = "Only hives for sectors of 512 bytes are edited; please report this one.";
    refuse("unsupported-version", `the hive is made for sectors of ${clusteringFactor * 512} bytes`, advice);
  }
  return obstacles;
}

/** Whether the log could finish the hive's last write: by number in the new format, by time in the old one. */
function isUsable({ header, size }: FoundLog, secondarySequence: number, lastWritten: bigint): boolean {
  if (header === undefined || !header.isWhole) return false;
  const smallest = header.format === "hvle" ? 512 + 40 : 512;
  if (size <= smallest) return false;
  return header.format === "hvle"
    ? sequenceReaches(header.firstSequence, secondarySequence)
    : header.lastWritten === lastWritten;
}

function recoveryAdvice(logs: readonly FoundLog[], usable: readonly FoundLog[] | undefined): string {
  const names = (some: readonly FoundLog[]): string => some.map((log) => basename(log.path)).join(" and ");
  if (usable !== undefined && usable.length > 0) {
    return `The missing part lies in ${names(usable)}: let Windows load the hive once with its logs (log on and off), then try again.`;
  }
  const filled = logs.filter((log) => log.format !== "empty");
  if (usable === undefined && filled.length > 0) {
    return `Keep the hive together with ${names(filled)}, and let Windows load it once (log on and off) before you try again.`;
  }
  return "No usable log lies beside it: copy it again together with its .LOG1 and .LOG2 files, or restore it from a backup.";
}

function linkObstacles({ fs, realPath, logs }: OpenedHive, permissions: EditPermissions): HiveError[] {
  if (permissions.hardLinks) return [];
  const names = attempt(() => Number(fs.statSync(realPath, { bigint: true }).nlink), realPath);
  if (names instanceof HiveError) return [names];
  const files = [{ path: realPath, links: names }, ...logs.filter((log) => log.fault === undefined)];
  const linked = files.filter(({ links }) => links > 1);
  return linked.map(({ path, links }) =>
    hiveError("has-hard-links", `${basename(path)} is one file with ${links} names, and an edit changes all of them`, {
      path,
    }),
  );
}

/** The hive and its logs are written in place, and the guard and perhaps a log are created in the folder. */
function writeObstacles({ fs, realPath, logs }: OpenedHive): HiveError[] {
  const folder = dirname(realPath);
  const paths = [realPath, folder, ...logs.filter((log) => log.fault === undefined).map((log) => log.path)];
  const obstacles: HiveError[] = [];
  for (const path of paths) {
    try {
      fs.accessSync(path, fs.constants.W_OK);
    } catch (error) {
      obstacles.push(writeProtected(error, path, path === folder ? `the hive's folder ${folder}` : basename(path)));
      if (systemCode(error) === "EROFS") break; // the others lie on the same volume
    }
  }
  return obstacles;
}

function writeProtected(error: unknown, path: string, name: string): HiveError {
  const code = systemCode(error);
  const facts = { path, cause: error };
  if (code === "EROFS") return hiveError("read-only", "the volume is mounted read-only", facts);
  if (code !== "EACCES" && code !== "EPERM") return systemError(error, path, `looking whether ${name} may be written`);
  return hiveError("read-only", `${name} is write-protected for this user`, facts);
}

function logObstacles({ companions, realPath }: OpenedHive): HiveError[] {
  const { logs, namesakes, fault } = companions;
  const faults = [fault, ...logs.map((log) => log.fault)].filter((each) => each !== undefined);
  const roles = new Set(logs.map((log) => log.role));
  const doubles = [...roles].map((role) => logs.filter((log) => log.role === role)).filter((group) => group.length > 1);
  const obstacles = doubles.map((group) => {
    const names = group.map((log) => basename(log.path)).join(" and ");
    return hiveError("two-spellings", `one log lies here in two spellings: ${names}`, { path: realPath });
  });
  if (namesakes.length === 0) return [...faults, ...obstacles];
  const advice = "Move the other one to another folder: nobody can tell which of them the logs belong to.";
  const statement = `the hive lies here in two spellings: ${[basename(realPath), ...namesakes].join(" and ")}`;
  return [...faults, ...obstacles, hiveError("two-spellings", statement, { path: realPath, advice })];
}

function attempt<Result>(look: () => Result, path: string): Result | HiveError {
  try {
    return look();
  } catch (error) {
    return systemError(error, path, "looking at the hive's surroundings");
  }
}
