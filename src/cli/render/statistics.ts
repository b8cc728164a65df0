import type { BinStatistics, ExportCounts } from "../../index.ts";

/** What `info --stats` has counted: by walking the tree from the root, and by going through the bins. */
export interface HiveStatistics {
  readonly tree: ExportCounts;
  /** undefined where the bins are damaged. */
  readonly bins: BinStatistics | undefined;
}

/** The statistics for `--json`. */
export function statisticsDocument({ tree, bins }: HiveStatistics): object {
  return { ...tree, dataSize: Number(tree.dataSize), bins: bins ?? null };
}

/** Rows of a table for people. */
export function statisticsRows({ tree, bins }: HiveStatistics): string[][] {
  const rows = [
    ["keys", `${tree.keys}, the deepest ${tree.deepest} below the root`],
    ["values", `${tree.values} with ${tree.dataSize} bytes of data; ${tree.bigData} in several segments`],
  ];
  if (bins === undefined) return [...rows, ["hive bins", "damaged: not counted"]];
  return [
    ...rows,
    ["hive bins", `${bins.bins}`],
    ["cells in use", `${bins.usedCells}, ${bins.usedSize} bytes`],
    ["free cells", `${bins.freeCells}, ${bins.freeSize} bytes`],
    ["subkey lists", listsText(bins)],
    ["security cells", `${bins.securityCells}`],
  ];
}

function listsText({ hashLeaves, fastLeaves, indexLeaves, indexRoots }: BinStatistics): string {
  return `${hashLeaves} lh, ${fastLeaves} lf, ${indexLeaves} li, ${indexRoots} ri`;
}
