import { type CopyOptions, copyBetween, HiveError, type OpenedHive } from "../index.ts";
import type { CommandRun } from "./command-run.ts";
import { type CarriedOut, carryOut } from "./editing/carry-out.ts";
import type { EditOptions } from "./editing/edit-options.ts";
import { keyAt } from "./not-found.ts";
import { assertOfThisHive } from "./other-hive.ts";

/** What is copied from an open hive, and where to. */
export interface CopyInto {
  readonly key: string;
  /** The file of the other hive. */
  readonly target: string;
  readonly newKey: string;
  readonly keeping: CopyOptions;
}

/** Copies a key with all below it into another hive, and writes that one as the options say. */
export function copyInto(
  from: OpenedHive,
  { key, target, newKey, keeping }: CopyInto,
  options: EditOptions,
  run: CommandRun,
): Promise<CarriedOut> {
  const source = keyAt(from.hive, key);
  return run.withHive(target, { mode: "edit" }, (opened) => {
    if (opened.realPath === from.realPath)
      throw new HiveError("usage", "both are the same hive", { advice: "Within a hive leave --to out." });
    assertOfThisHive(opened.hive, newKey);
    return carryOut(opened, copyBetween(from.hive, source, newKey, keeping), options, run);
  });
}
