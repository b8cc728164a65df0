// A bulk verb: what the hive bins hold, cell by cell, whether anything refers to it or not.
import {
  BAD_HIVE_BIN,
  COUNT_BINS,
  COUNT_FREE_BYTES,
  COUNT_FREE_CELLS,
  COUNT_LISTS_LF,
  COUNT_LISTS_LH,
  COUNT_LISTS_LI,
  COUNT_LISTS_RI,
  COUNT_SECURITY,
  COUNT_USED_BYTES,
  COUNT_USED_CELLS,
  IN_CELL,
  IN_HIVE_BIN,
  RULE_BIN_POSITION,
  RULE_BIN_SIZE,
  RULE_BIN_TILING,
  STEP_VISITS,
} from "./abi.ts";
import { addressOf, binsEnd, fileOffsetOf } from "./cell.ts";
import { binSize, isHeader } from "./hive-bin.ts";
import {
  CELL_ALIGNMENT,
  CELL_HEADER_SIZE,
  HIVE_BIN_SIZE,
  PAGE_SIZE,
  SIGNATURE_HBIN,
  SIGNATURE_LF,
  SIGNATURE_LH,
  SIGNATURE_LI,
  SIGNATURE_RI,
  SIGNATURE_SK,
} from "./layout.ts";
import { i32At, result, resultOf, u16At } from "./memory.ts";
import { need } from "./paging.ts";
import { fail } from "./status.ts";

let at: u32 = 0; // where the next bin or cell begins
let end: u32 = 0; // where the present bin ends; equal to `at` between two bins

export function startBins(): void {
  at = 0;
  end = 0;
  for (let field = COUNT_BINS; field <= COUNT_LISTS_RI; field += 4) result(field, 0);
}

/** Goes on; true when there is more. */
export function countBins(): bool {
  for (let visits: u32 = 0; visits < STEP_VISITS; visits++) {
    if (at == end && at == binsEnd()) return false;
    if (!(at == end ? enterBin() : countCell())) return false;
  }
  return true;
}

function enterBin(): bool {
  if (!isHeader(at)) return refuse(IN_HIVE_BIN, RULE_BIN_POSITION, SIGNATURE_HBIN, 0);
  const size = binSize(at);
  if (size % PAGE_SIZE != 0 || size > binsEnd() - at) return refuse(IN_HIVE_BIN, RULE_BIN_SIZE, binsEnd() - at, size);
  count(COUNT_BINS, 1);
  end = at + size;
  at += HIVE_BIN_SIZE;
  return true;
}

function countCell(): bool {
  if (!need(fileOffsetOf(at), CELL_HEADER_SIZE + 2)) return false;
  const bytes = i32At(addressOf(at));
  const size = (bytes < 0 ? 0 - bytes : bytes) as u32;
  if (size == 0 || size % CELL_ALIGNMENT != 0 || size > end - at) {
    return refuse(IN_CELL, RULE_BIN_TILING, end - at, size);
  }
  count(bytes < 0 ? COUNT_USED_CELLS : COUNT_FREE_CELLS, 1);
  count(bytes < 0 ? COUNT_USED_BYTES : COUNT_FREE_BYTES, size);
  if (bytes < 0) countSignature(u16At(addressOf(at) + CELL_HEADER_SIZE));
  at += size;
  return true;
}

/** Data may look like a record, so these counts are what a glance tells, not what the tree says. */
function countSignature(signature: u32): void {
  if (signature == SIGNATURE_SK) count(COUNT_SECURITY, 1);
  else if (signature == SIGNATURE_LI) count(COUNT_LISTS_LI, 1);
  else if (signature == SIGNATURE_LF) count(COUNT_LISTS_LF, 1);
  else if (signature == SIGNATURE_LH) count(COUNT_LISTS_LH, 1);
  else if (signature == SIGNATURE_RI) count(COUNT_LISTS_RI, 1);
}

function count(field: u32, by: u32): void {
  result(field, resultOf(field) + by);
}

function refuse(structure: u32, rule: u32, expected: u32, found: u32): bool {
  fail(BAD_HIVE_BIN, structure, rule, fileOffsetOf(at), expected, found);
  return false;
}
