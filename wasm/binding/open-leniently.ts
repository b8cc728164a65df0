import * as abi from "../assembly/abi.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";

/** What may be wrong with a base block while the rest can still be read. */
const LENIENCY: Readonly<Record<string, number>> = {
  "bad-checksum": abi.LENIENT_CHECKSUM,
  "truncated-hive": abi.LENIENT_SIZE,
  "bad-base-block": abi.LENIENT_SIZE,
};

/** Opens a hive, where it must be with one leniency more after the other; each one that was needed is a fault. */
export function openLeniently(memory: EngineMemory, mode: number, leniency: number, tolerant: boolean) {
  const faults: HiveError[] = [];
  for (let granted = leniency; ; ) {
    try {
      return { baseBlock: memory.open(mode, granted), faults };
    } catch (error) {
      const more = tolerant && error instanceof HiveError ? (LENIENCY[error.code] ?? 0) : 0;
      if ((more & ~granted) === 0) throw error;
      faults.push(error as HiveError);
      granted |= more;
    }
  }
}
