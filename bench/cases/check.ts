import { checkStructures, type PageSource } from "hivex-wasm";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { againstWalk } from "./against-walk.ts";

/** A check of the whole hive. */
export function checkAgainstWalk(hive: GeneratedHive, rounds?: number): Limit[] {
  return [againstWalk(hive, { title: "check", work: check, limit: 2 }, rounds)];
}

function check(source: PageSource): void {
  for (const step of checkStructures(source, { now: 2n ** 63n, limit: 1000 })) void step;
}
