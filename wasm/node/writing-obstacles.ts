import { basename, dirname } from "node:path";
import { fileError, HiveError } from "hivex-wasm";
import { guardObstacle } from "./guard.ts";
import { hibernationObstacle } from "./hibernation.ts";
import type { HiveFile } from "./hive-file.ts";
import { shortNamed } from "./short-name.ts";
import { systemCode, systemError } from "./system-error.ts";

/** What a user has allowed explicitly. */
export interface EditPermissions {
  /** The hive has more names than one, and all of them may change. */
  readonly hardLinks?: boolean;
  /** Take the guard of another hivetool that is known to be gone. */
  readonly breakLock?: boolean;
}

/** What stands in the way of any writing to the hive's file, be it clean or dirty. */
export function writingObstacles(opened: HiveFile, permissions: EditPermissions): HiveError[] {
  const { fs, realPath, processFacts, counter } = opened;
  return [
    ...headerObstacles(opened),
    ...linkObstacles(opened, permissions),
    ...writeObstacles(opened),
    attempt(() => hibernationObstacle(opened), realPath),
    ...logObstacles(opened),
    permissions.breakLock ? undefined : guardObstacle(fs, realPath, processFacts, counter),
  ].filter((obstacle) => obstacle !== undefined);
}

/** What in the hive itself stands in the way of any edit, wherever it is written to. */
export function headerObstacles({ hive, realPath: path }: HiveFile): HiveError[] {
  const { flags, minorVersion, clusteringFactor } = hive.baseBlock;
  const obstacles: HiveError[] = [];
  if (flags !== undefined && (flags & 1) !== 0) {
    const statement = "a transaction of the kernel transaction manager is still pending in this hive";
    obstacles.push(fileError("pending-transaction", statement, { path }));
  }
  if (flags !== undefined && (flags & 2) !== 0 && minorVersion >= 6) {
    obstacles.push(
      fileError("layered-hive", "this is a layered hive: it holds only the differences from another one", { path }),
    );
  }
  if (clusteringFactor !== 1) {
    const advice = "Only hives for sectors of 512 bytes are edited; please report this one.";
    const statement = `the hive is made for sectors of ${clusteringFactor * 512} bytes`;
    obstacles.push(new HiveError("unsupported-version", statement, { path, advice }));
  }
  return obstacles;
}

function linkObstacles({ fs, realPath, logs, identity }: HiveFile, permissions: EditPermissions): HiveError[] {
  if (permissions.hardLinks) return [];
  const files = [{ path: realPath, links: identity.links }, ...logs.filter((log) => log.fault === undefined)];
  const linked = files.filter(({ links }) => links > 1);
  const paths = linked.map(({ path }) => path);
  const short = shortNamed(fs, paths);
  const several = linked
    .map(({ path, links }) => ({ path, names: short.has(path) ? links - 1 : links }))
    .filter((each) => each.names > 1);
  return several.map(({ path, names: count }) =>
    fileError("has-hard-links", `${basename(path)} is one file with ${count} names, and an edit changes all of them`, {
      path,
    }),
  );
}

/** The hive and its logs are written in place, and the guard and perhaps a log are created in the folder. */
function writeObstacles({ fs, realPath, logs }: HiveFile): HiveError[] {
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
  if (code === "EROFS") return fileError("read-only", "the volume is mounted read-only", facts);
  if (code !== "EACCES" && code !== "EPERM") return systemError(error, path, `looking whether ${name} may be written`);
  return fileError("read-only", `${name} is write-protected for this user`, facts);
}

function logObstacles({ companions, realPath }: HiveFile): HiveError[] {
  const { logs, namesakes, fault } = companions;
  const faults = [fault, ...logs.map((log) => log.fault)].filter((each) => each !== undefined);
  const roles = new Set(logs.map((log) => log.role));
  const doubles = [...roles].map((role) => logs.filter((log) => log.role === role)).filter((group) => group.length > 1);
  const obstacles = doubles.map((group) => {
    const names = group.map((log) => basename(log.path)).join(" and ");
    return fileError("two-spellings", `one log lies here in two spellings: ${names}`, { path: realPath });
  });
  if (namesakes.length === 0) return [...faults, ...obstacles];
  const advice = "Move the other one to another folder: nobody can tell which of them the logs belong to.";
  const statement = `the hive lies here in two spellings: ${[basename(realPath), ...namesakes].join(" and ")}`;
  return [...faults, ...obstacles, fileError("two-spellings", statement, { path: realPath, advice })];
}

function attempt<Result>(look: () => Result, path: string): Result | HiveError {
  try {
    return look();
  } catch (error) {
    return systemError(error, path, "looking at the hive's surroundings");
  }
}
