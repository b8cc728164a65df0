// The bulk verb that judges a whole hive: its bins cell by cell, its tree from the root, its security cells, and then what
// nothing refers to. Every cell is judged once, whatever refers to it, so the time that a hive takes goes with its size.
import {
  CHECKED_BINS,
  CHECKED_KEYS,
  CHECKED_LEAKED_BYTES,
  CHECKED_LEAKED_CELLS,
  CHECKED_SECOND_SECURITY,
  CHECKED_SECURITY,
  CHECKED_VALUES,
  IN_CELL,
  OUTPUT,
  OUTPUT_SIZE,
  RESULT,
  RESULT_SIZE,
  STEP_VISITS,
} from "../abi.ts";
import { rootOffset } from "../base-block.ts";
import { CELL_ALIGNMENT, NIL } from "../layout.ts";
import { result } from "../memory.ts";
import { bulkRead } from "../paging.ts";
import { failed } from "../status.ts";
import { binCount, checkNextCell, openBins, securityCellsAtMost } from "./bins.ts";
import { cellPlace, isFree, isUnknown, mapEnd, nextUnclaimed, openCellMap, sizeOf } from "./cell-map.ts";
import { emptyFindings, openFindings, out, report } from "./findings.ts";
import { enterRoot, keysSeen, openKeys } from "./key.ts";
import { level, openStack } from "./key-stack.ts";
import { checkLink } from "./links.ts";
import {
  checkRing,
  checkSecurityCell,
  checkSecurityOfKey,
  openSecurity,
  securityCount,
  securityEnd,
} from "./security.ts";
import { checkNextSubkey, openSubkeys } from "./subkeys.ts";
import { openTable } from "./value-names.ts";
import { checkNextValue, forgetValues, openValues, valuesSeen } from "./values.ts";

const IN_BINS: u32 = 0;
const IN_TREE: u32 = 1;
const IN_CELLS: u32 = 2;
const DONE: u32 = 3;

let phase: u32 = DONE;
let leakedCells: u32 = 0;
let leakedBytes: u32 = 0;
let secondSecurity: u32 = NIL; // in the order of the file
let at: u32 = 0; // where the last phase has got to

/** Begins with the open hive; `now` is the time after which nothing can have been written, `most` the findings of a rule. */
export function startCheck(now: u64, most: u32): void {
  openStack();
  openFindings(most);
  openBins();
  openKeys(now);
  forgetValues();
  leakedCells = 0;
  leakedBytes = 0;
  secondSecurity = NIL;
  phase = openCellMap() ? IN_BINS : DONE;
  bulkRead(true);
}

/** Goes on; true when there is more. The findings of the step lie in OUTPUT, see findings.ts. */
export function stepCheck(): bool {
  emptyFindings();
  for (let visits: u32 = 0; visits < STEP_VISITS && out < OUTPUT + OUTPUT_SIZE && phase != DONE; visits++) {
    if (phase == IN_BINS) checkBinsOn();
    else if (phase == IN_TREE) checkTreeOn();
    else checkCellsOn();
  }
  result(RESULT, OUTPUT);
  result(RESULT_SIZE, out - OUTPUT);
  if (phase == DONE) describe();
  return phase != DONE;
}

function checkBinsOn(): void {
  if (checkNextCell()) return;
  bulkRead(false);
  if (failed() || !openSecurity(mapEnd, securityCellsAtMost)) {
    phase = DONE;
    return;
  }
  openTable(securityEnd);
  phase = IN_TREE;
  if (enterRoot(rootOffset()) != 0) checkEntered();
}

function checkTreeOn(): void {
  if (checkNextValue()) return;
  if (level >= 0) {
    if (checkNextSubkey()) checkEntered();
    return;
  }
  checkRing();
  at = 0;
  phase = IN_CELLS;
}

/** What hangs on the key that has just been entered. Its values come next, then its subkeys. */
function checkEntered(): void {
  checkSecurityOfKey();
  checkLink();
  openValues();
  openSubkeys();
}

/** I27: what neither the tree nor the ring refers to. */
function checkCellsOn(): void {
  const offset = nextUnclaimed(at);
  if (offset == NIL) {
    phase = DONE;
    return;
  }
  at = offset + CELL_ALIGNMENT;
  if (isFree(offset)) return;
  if (checkSecurityCell(offset)) {
    if (securityCount == 2) secondSecurity = offset;
    return;
  }
  if (isUnknown(offset)) return;
  leakedCells++;
  leakedBytes += sizeOf(offset);
  report(27, IN_CELL, cellPlace(offset), 0, sizeOf(offset));
}

function describe(): void {
  result(CHECKED_BINS, binCount);
  result(CHECKED_KEYS, keysSeen);
  result(CHECKED_VALUES, valuesSeen);
  result(CHECKED_SECURITY, securityCount);
  result(CHECKED_SECOND_SECURITY, secondSecurity);
  result(CHECKED_LEAKED_CELLS, leakedCells);
  result(CHECKED_LEAKED_BYTES, leakedBytes);
}
