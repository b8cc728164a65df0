import {
  applyImport,
  type Hive,
  type ImportResult,
  type OpenedHive,
  type Plan,
  type SettingsImportOptions,
  verifyImport,
} from "../../index.ts";
import type { CommandRun } from "../command-run.ts";
import { type CarriedOut, carryOut } from "./carry-out.ts";
import type { EditOptions } from "./edit-options.ts";
import { itemsOf, type Source } from "./import-sources.ts";

/** What became of an import. */
export interface CarriedOutImport extends CarriedOut, Pick<ImportResult, "counts" | "changeCount" | "ignored"> {}

/** Lines that are passed over are said one by one, up to so many. */
const MOST_WARNINGS = 20;

/** Does in a hive what files of settings say, as `carryOut` does any edit, and warns of lines that are passed over. */
export async function carryOutImport(
  opened: OpenedHive,
  sources: readonly Source[],
  how: SettingsImportOptions,
  options: EditOptions,
  run: CommandRun,
): Promise<CarriedOutImport> {
  let result: ImportResult | undefined;
  const items = (within: Hive) => () => itemsOf(within, sources, how);
  const edit = {
    apply: (within: Hive) => {
      result = applyImport(within, items(within), options.planOnly ? { mostShown: Number.POSITIVE_INFINITY } : {});
      return result.changes;
    },
    verify: (fresh: Hive) => verifyImport(fresh, items(fresh)),
    touched: () => [...(result?.touched ?? [])],
    isBulk: true,
    mayCancel: () => (result?.counts.deletedKeys ?? 0) > 0 || (result?.counts.deletedValues ?? 0) > 0,
    get plan(): Plan | undefined {
      // Otherwise only the first changes are known.
      if (!options.planOnly || result === undefined) return undefined;
      return { version: 1, changes: result.changes.map(({ change }) => change) };
    },
  };
  const done = await carryOut(opened, edit, options, run);
  const { counts, changeCount, ignored } = result as unknown as ImportResult;
  for (const { line, file, reason, counts: unit } of ignored.slice(0, MOST_WARNINGS))
    run.warn(file ?? "", `${unit ? "record" : "line"} ${line} is passed over, as Windows does: ${reason}`);
  if (counts.ignored > MOST_WARNINGS) {
    const files = sources.map(({ file }) => file).join(", ");
    run.warn(files, `${counts.ignored - MOST_WARNINGS} more lines or records are passed over`);
  }
  return { ...done, counts, changeCount, ignored };
}
