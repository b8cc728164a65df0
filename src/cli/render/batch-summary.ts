import { type BatchCounts, displaySafe, type ReportRow } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { table } from "./table.ts";

/** What a batch came to. */
export interface BatchSummary {
  readonly counts: Readonly<BatchCounts>;
  /** Hives that an earlier run had done. */
  readonly settled: number;
  /** Hives that were not begun. */
  readonly left: number;
  readonly stopped?: string;
  /** Hives changed on a share of profiles. */
  readonly onShare: number;
  readonly cutShort: readonly string[];
}

/** The table at the end of a batch: how many of each, and those that were not done. */
export function batchSummaryText(
  { counts, settled, left, stopped, onShare, cutShort }: BatchSummary,
  notDone: readonly ReportRow[],
  colours: Colours,
): string {
  const numbers = [
    ...Object.entries(counts).filter(([result, count]) => count > 0 || result !== "would-change"),
    ...(settled > 0 ? [["done before", settled]] : []),
    ...(left > 0 ? [[`not begun${stopped === undefined ? "" : ` (${stopped})`}`, left]] : []),
  ].map(([what, count]) => [String(what), String(count)]);
  const open = notDone.map(({ result, hive, reason = "" }) => [
    colours.yellow(result),
    displaySafe(hive),
    displaySafe(reason),
  ]);
  const shared =
    onShare === 0
      ? ""
      : `${onShare} of the changed hives ${onShare === 1 ? "lies" : "lie"} on a share: that takes effect only if the user is logged off everywhere.\n`;
  const urgent = cutShort.map(
    (path) => `${colours.red("must be recovered before the next logon:")} ${displaySafe(path)}\n`,
  );
  return table(numbers) + table(open) + shared + urgent.join("");
}
