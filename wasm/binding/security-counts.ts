import * as abi from "../assembly/abi.ts";
import { handle } from "./arguments.ts";
import type { EngineMemory } from "./engine-memory.ts";

/** Which security cells a key and all keys below it share, each with the number of these keys. */
export function securityCounts(memory: EngineMemory, key: number): Map<number, number> {
  const counts = new Map<number, number>();
  memory.startVerb(abi.VERB_SECURITIES, handle(key), "", 0);
  for (let more = true; more; ) {
    more = memory.stepVerb();
    const words = new Uint32Array(memory.resultBytes().buffer);
    for (let at = 0; at < words.length; at += 2) {
      const [offset = 0, count = 0] = words.subarray(at, at + 2);
      counts.set(offset, (counts.get(offset) ?? 0) + count);
    }
  }
  return counts;
}
