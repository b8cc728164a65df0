// What a tolerant verb cannot read: each fault is taken back and noted for the host, and the verb goes on behind it.
import {
  FAULT_COUNT,
  FAULT_EXPECTED,
  FAULT_FILE_OFFSET,
  FAULT_FOUND,
  FAULT_RECORD_SIZE,
  FAULT_RULE,
  FAULT_STRUCTURE,
  FAULTS,
  FAULTS_SIZE,
} from "./abi.ts";
import { binsEnd } from "./cell.ts";
import { NIL } from "./layout.ts";
import { put32, result, resultOf } from "./memory.ts";
import { takeFault } from "./status.ts";
import { keyAt, level } from "./walk.ts";

// Lists that share bad elements could be passed over for ever; honest damage costs a list element or more each time.
const BYTES_PER_FAULT: u32 = 4;

let isTolerant: bool = false;
let faults: u32 = 0; // of this step
let faultsLeft: u32 = 0; // before the verb gives up

/** Begins a verb. */
export function beginTolerance(tolerant: bool): void {
  isTolerant = tolerant;
  faultsLeft = binsEnd() / BYTES_PER_FAULT;
}

/** Begins a step: the host has collected what the last one noted. */
export function forgetFaults(): void {
  faults = 0;
}

/** Whether what one more visit may note still fits the list. */
export function hasRoomForFaults(): bool {
  return (faults + 2) * FAULT_RECORD_SIZE <= FAULTS_SIZE;
}

/** Whether so much has been passed over that nothing more is to be looked for. */
export function hasGivenUp(): bool {
  return faultsLeft == 0;
}

/** Takes the fault back and puts it into the list that the host collects after each step; false where it must stand. */
export function passOver(): bool {
  if (!isTolerant) return false;
  const at = FAULTS + faults * FAULT_RECORD_SIZE;
  put32(at, takeFault() as u32);
  put32(at + 4, resultOf(FAULT_STRUCTURE));
  put32(at + 8, resultOf(FAULT_RULE));
  put32(at + 12, resultOf(FAULT_FILE_OFFSET));
  put32(at + 16, resultOf(FAULT_EXPECTED));
  put32(at + 20, resultOf(FAULT_FOUND));
  put32(at + 24, level < 0 ? NIL : keyAt(level));
  faults++;
  if (faultsLeft != 0) faultsLeft--;
  return true;
}

/** Tells the host how many have been noted in this step. */
export function reportFaults(): void {
  result(FAULT_COUNT, faults);
}
