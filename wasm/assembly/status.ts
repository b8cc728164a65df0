// How a fault travels: the first one is noted in the result record, everything after it returns 0 or stops,
// and the export hands the status to the host. No exceptions, no half-told story.
import { FAULT_EXPECTED, FAULT_FILE_OFFSET, FAULT_FOUND, FAULT_RULE, FAULT_STRUCTURE, OK } from "./abi.ts";
import { result } from "./memory.ts";

let current: i32 = OK;

/** Every export begins with this. */
export function begin(): void {
  current = OK;
}

/** Notes a fault, unless there is one already, and returns 0. */
export function fail(status: i32, structure: u32, rule: u32, fileOffset: u32, expected: u32, found: u32): u32 {
  if (current != OK) return 0;
  current = status;
  result(FAULT_STRUCTURE, structure);
  result(FAULT_RULE, rule);
  result(FAULT_FILE_OFFSET, fileOffset);
  result(FAULT_EXPECTED, expected);
  result(FAULT_FOUND, found);
  return 0;
}

/** Takes the fault back, so that one can go on; its facts stay in the result record. */
export function takeFault(): i32 {
  const status = current;
  current = OK;
  return status;
}

export function failed(): bool {
  return current != OK;
}

/** Every export ends with this: the fault if there was one, else `otherwise`. */
export function statusOr(otherwise: i32): i32 {
  return current != OK ? current : otherwise;
}
