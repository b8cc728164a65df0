// Looking up whether a key holds the values of a batch. What was written in a row stands in the list in a row, so each is
// sought behind the one before; what is not near there is left to the host, which knows all names by then.
import { BATCH_DELETE, RESULT_EXTRA } from "./abi.ts";
import { keyNode, valueCount } from "./key-node.ts";
import { NIL } from "./layout.ts";
import { result, sameBytes, u32At } from "./memory.ts";
import { upcaseInput } from "./name.ts";
import { failed } from "./status.ts";
import { dataSize, value, valueList, valueNameIsInput, valueType } from "./value.ts";
import {
  batchData,
  batchDataSize,
  batchNameLength,
  batchNameToInput,
  batchNext,
  batchType,
  batchWanted,
  openBatchRecord,
} from "./value-batch.ts";
import { dataPiece, pieceSize } from "./value-data.ts";

const NEAR: u32 = 32; // elements of a list

/**
 * How many of `count` records, from the one at `position` on, a key holds as they are wanted; they are sought in its list from
 * the element `from` on; where that is NIL, the first is sought everywhere. RESULT_EXTRA: the element behind the last one found.
 */
export function countSameValues(key: u32, position: u32, count: u32, from: u32): u32 {
  const node = keyNode(key);
  const list = node == 0 ? 0 : valueList(node);
  const total = list == 0 ? 0 : valueCount(node);
  let done: u32 = 0;
  let next = from == NIL ? 0 : from;
  while (done < count && openBatchRecord(position) && batchWanted != BATCH_DELETE) {
    batchNameToInput();
    upcaseInput(batchNameLength);
    const end = from == NIL && done == 0 ? total : next + NEAR;
    const index = indexOfInput(list, next, end < total ? end : total);
    if (index == NIL || !isAsWanted(value(u32At(list + index * 4)))) break;
    next = index + 1;
    position = batchNext;
    done++;
  }
  result(RESULT_EXTRA, next);
  return done;
}

function indexOfInput(list: u32, from: u32, end: u32): u32 {
  for (let index = from; index < end; index++) {
    const same = valueNameIsInput(u32At(list + index * 4), batchNameLength);
    if (failed()) return NIL;
    if (same) return index;
  }
  return NIL;
}

function isAsWanted(record: u32): bool {
  if (record == 0 || valueType(record) != batchType || dataSize(record) != batchDataSize) return false;
  for (let position: u32 = 0; position < batchDataSize; position += pieceSize) {
    const piece = dataPiece(record, position);
    if (failed() || !sameBytes(piece, batchData + position, pieceSize)) return false;
  }
  return true;
}
