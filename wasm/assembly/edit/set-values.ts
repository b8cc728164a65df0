// Setting and deleting values of one key in a row, without a call of the host for each.
import { BATCH_DELETE, DATA, OUTCOME_DELETED, OUTCOME_SAME, OUTCOME_WAITS } from "../abi.ts";
import { keyNode } from "../key-node.ts";
import { NIL } from "../layout.ts";
import { copyBytes } from "../memory.ts";
import { upcaseInput } from "../name.ts";
import { failed } from "../status.ts";
import {
  batchData,
  batchDataSize,
  batchNameLength,
  batchNameToInput,
  batchNext,
  batchType,
  batchWanted,
  noteBatchOutcome,
  openBatchRecord,
} from "../value-batch.ts";
import { deleteKeyValue } from "./delete-value.ts";
import { setKeyValue, setOutcome } from "./set-value.ts";
import { findToEdit } from "./value-names.ts";

/**
 * Does what `count` records of the batch want, from the one at `position` on; how many it has done. With `onlyNew` it stops
 * before a value that is there would be changed or deleted.
 */
export function setKeyValues(key: u32, position: u32, count: u32, onlyNew: bool): u32 {
  let done: u32 = 0;
  while (done < count && openBatchRecord(position)) {
    const next = batchNext;
    const outcome = batchWanted == BATCH_DELETE ? deleted(key, onlyNew) : set(key, onlyNew);
    if (failed() || outcome == OUTCOME_WAITS) break;
    noteBatchOutcome(outcome);
    position = next;
    done++;
  }
  return done;
}

function set(key: u32, onlyNew: bool): u32 {
  batchNameToInput();
  copyBytes(DATA, batchData, batchDataSize);
  setKeyValue(key, batchNameLength, batchType, batchDataSize, onlyNew);
  return setOutcome;
}

function deleted(key: u32, onlyNew: bool): u32 {
  batchNameToInput();
  upcaseInput(batchNameLength);
  const node = keyNode(key);
  const value = node == 0 ? NIL : findToEdit(key, node, batchNameLength);
  if (failed() || value == NIL) return OUTCOME_SAME;
  if (onlyNew) return OUTCOME_WAITS;
  deleteKeyValue(key, value);
  return OUTCOME_DELETED;
}
