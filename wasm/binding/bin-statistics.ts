import * as abi from "../assembly/abi.ts";
import type { Engine } from "./engine.ts";

/** What the hive bins hold. Sizes are bytes, cell headers included. */
export interface BinStatistics {
  readonly bins: number;
  readonly freeCells: number;
  readonly freeSize: number;
  readonly usedCells: number;
  readonly usedSize: number;
  /** Cells that begin as a security cell or a subkey list does; data may look the same. */
  readonly securityCells: number;
  readonly indexLeaves: number;
  readonly fastLeaves: number;
  readonly hashLeaves: number;
  readonly indexRoots: number;
}

/**
 * Counts what the hive bins hold, all cells, whether anything refers to them or not. Reads the whole hive.
 *
 * @throws HiveError `bad-hive-bin` where bins or cells do not meet
 *
 * @example
 * const { freeSize } = binStatistics(engine);
 */
export function binStatistics(engine: Engine): BinStatistics {
  const { memory } = engine;
  memory.startVerb(abi.VERB_BINS, engine.baseBlock.rootOffset, "", 0);
  while (memory.stepVerb()) {
    // The next step goes on where this one stopped.
  }
  return {
    bins: memory.result(abi.COUNT_BINS),
    freeCells: memory.result(abi.COUNT_FREE_CELLS),
    freeSize: memory.result(abi.COUNT_FREE_BYTES),
    usedCells: memory.result(abi.COUNT_USED_CELLS),
    usedSize: memory.result(abi.COUNT_USED_BYTES),
    securityCells: memory.result(abi.COUNT_SECURITY),
    indexLeaves: memory.result(abi.COUNT_LISTS_LI),
    fastLeaves: memory.result(abi.COUNT_LISTS_LF),
    hashLeaves: memory.result(abi.COUNT_LISTS_LH),
    indexRoots: memory.result(abi.COUNT_LISTS_RI),
  };
}
