import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { hexToBytes } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Plan } from "./plan.ts";

/**
 * Checks in a freshly opened hive that everything a plan wanted is there.
 *
 * @throws HiveError `read-back-differs`
 * @example
 * await commitEdit(opened, { verify: (fresh) => verifyPlan(fresh, plan) });
 */
export function verifyPlan(hive: Hive, plan: Plan): void {
  for (const change of plan.changes) {
    const value = hive.findKey(change.key)?.findValue(change.value);
    const wanted = hexToBytes(change.data);
    const data = value?.data();
    const isThere =
      data !== undefined && data.length === wanted?.length && data.every((byte, index) => byte === wanted[index]);
    if (isThere && value?.type === change.expect.type) continue;
    throw hiveError("read-back-differs", `the value ${displaySafe(change.value)} does not read as it was written`, {
      keyPath: change.key,
    });
  }
}
