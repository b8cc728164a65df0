import { spawnSync } from "node:child_process";
import { describe } from "vitest";

/** Tests that run another program: skipped with one line that cannot be overlooked where it is not installed. */
export function describeWith(program: string, name: string, body: () => void): void {
  const isThere = spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
  if (!isThere) console.warn(`SKIPPED, ${program} is not installed: ${name}`);
  describe.skipIf(!isThere)(`${name} (${program})`, body);
}
