import {
  applyImport,
  filePieces,
  Hive,
  type ImportItem,
  type ImportItems,
  newHive,
  openHive,
  readRegFile,
  regItems,
} from "../index.ts";
import type { CommandRun } from "./command-run.ts";

/** One of two things that are compared: a hive, or a .reg file. */
export interface ComparedSide {
  readonly path: string;
  /** A dirty hive is shown as it lies. */
  readonly ignoresLogs: boolean;
}

export function isRegFile(path: string): boolean {
  return /\.reg$/i.test(path);
}

/** Opens both for as long as the work lasts: a .reg file as the hive that it would make of an empty one. */
export async function withSides<Result>(
  run: CommandRun,
  [a, b]: readonly [ComparedSide, ComparedSide],
  work: (a: Hive, b: Hive) => Result | Promise<Result>,
): Promise<Result> {
  if (isRegFile(a.path) && isRegFile(b.path)) {
    using one = madeOf(run, a.path);
    using other = madeOf(run, b.path);
    return await work(one, other);
  }
  if (isRegFile(b.path)) return withHive(run, a, (one) => usingReg(run, b.path, one, (other) => work(one, other)));
  if (isRegFile(a.path)) return withHive(run, b, (other) => usingReg(run, a.path, other, (one) => work(one, other)));
  return withHive(run, a, (one) => withHive(run, b, (other) => work(one, other)));
}

function withHive<Result>(
  run: CommandRun,
  { path, ignoresLogs }: ComparedSide,
  work: (hive: Hive) => Result | Promise<Result>,
): Promise<Result> {
  const open: typeof openHive = (file, options) =>
    openHive(file, { ...options, ...(ignoresLogs && { logs: "ignore" }) });
  return run.withHive(path, { open }, ({ hive }) => work(hive));
}

async function usingReg<Result>(
  run: CommandRun,
  path: string,
  beside: Hive,
  work: (hive: Hive) => Result | Promise<Result>,
): Promise<Result> {
  using hive = madeOf(run, path, beside);
  return await work(hive);
}

/** A hive of what a .reg file says: below the root that another hive has, or with the roots of the file as keys. */
function madeOf(run: CommandRun, path: string, beside?: Hive): Hive {
  const pieces = filePieces(run.context.fs, path);
  const hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "machine", time: 0n }), { mode: "edit" });
  const items: ImportItems = () => (beside === undefined ? rootsAsKeys(pieces()) : regItems(beside, pieces()));
  const { counts } = hive.engine.editing.transaction(() => applyImport(hive, items));
  if (counts.ignored > 0) run.warn(path, `${counts.ignored} lines are passed over, as Windows does`);
  return hive;
}

function* rootsAsKeys(bytes: Iterable<Uint8Array>): Generator<ImportItem> {
  for (const item of readRegFile(bytes)) yield item.kind === "key" ? { ...item, names: item.path.split("\\") } : item;
}
