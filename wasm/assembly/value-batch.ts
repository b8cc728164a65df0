// Values in a row, as the host hands them in at BATCH: what is wanted of one key, record by record.
import {
  BATCH,
  BATCH_DATA_SIZE,
  BATCH_NAME,
  BATCH_NAME_LENGTH,
  BATCH_SIZE,
  BATCH_TYPE,
  BATCH_WANTED,
  DATA_SIZE,
  ENGINE_BUG,
  INPUT,
  RULE_NONE,
} from "./abi.ts";
import { MAXIMUM_NAME_LENGTH } from "./layout.ts";
import { copyBytes, put32, u32At } from "./memory.ts";
import { fail } from "./status.ts";

let record: u32 = 0; // its address
/** Of the record that is open: BATCH_SET or BATCH_DELETE, */
export let batchWanted: u32 = 0;
/** units of its name, */
export let batchNameLength: u32 = 0;
/** the value's type, */
export let batchType: u32 = 0;
/** where its data lies, */
export let batchData: u32 = 0;
/** how much of it there is, */
export let batchDataSize: u32 = 0;
/** and the place of the next record. */
export let batchNext: u32 = 0;

/** Opens the record at a place in the batch; false after a fault. */
export function openBatchRecord(position: u32): bool {
  if (position > BATCH_SIZE - BATCH_NAME) return refuse(position);
  record = BATCH + position;
  batchWanted = u32At(record + BATCH_WANTED);
  batchNameLength = u32At(record + BATCH_NAME_LENGTH);
  batchType = u32At(record + BATCH_TYPE);
  batchDataSize = u32At(record + BATCH_DATA_SIZE);
  if (batchNameLength > MAXIMUM_NAME_LENGTH || batchDataSize > DATA_SIZE) return refuse(position);
  const data = position + BATCH_NAME + padded(batchNameLength * 2);
  batchData = BATCH + data;
  batchNext = data + padded(batchDataSize);
  return batchNext <= BATCH_SIZE || refuse(position);
}

/** Puts the name of the open record into INPUT. */
export function batchNameToInput(): void {
  copyBytes(INPUT, record + BATCH_NAME, batchNameLength * 2);
}

/** Tells the host what has become of the open record. */
export function noteBatchOutcome(outcome: u32): void {
  put32(record + BATCH_WANTED, outcome);
}

function padded(size: u32): u32 {
  return (size + 3) & ~3;
}

function refuse(position: u32): bool {
  fail(ENGINE_BUG, 0, RULE_NONE, 0, BATCH_SIZE, position);
  return false;
}
