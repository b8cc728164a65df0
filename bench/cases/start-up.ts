import { spawnSync } from "node:child_process";
import { type Command, ENVIRONMENT, hivetool } from "../contestant.ts";
import type { Limit } from "../limits.ts";

const ROUNDS = 30;

/** How much longer than Node alone hivetool takes to start: the least of many turns each. */
export function startUp(rounds: number = ROUNDS): Limit {
  const commands: readonly Command[] = [{ program: process.execPath, args: ["-e", "0"] }, hivetool("--version")];
  const least = commands.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, index) => {
      least[index] = Math.min(least[index] ?? 0, timeOf(command));
    });
  }
  const [node = 0, ours = 0] = least;
  return { title: `start, beyond Node's own ${node.toFixed(0)} ms`, figure: ours - node, limit: 15, unit: "ms" };
}

function timeOf({ program, args }: Command): number {
  const begin = performance.now();
  spawnSync(program, args, { stdio: "ignore", env: ENVIRONMENT });
  return performance.now() - begin;
}
