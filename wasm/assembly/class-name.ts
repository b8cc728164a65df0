// A key's class name: a cell of bare UTF-16 units, whose size the key node tells. It may hold anything; account hives
// keep keys of ciphers in it.
import { IN_CLASS_NAME, RESULT, RESULT_SIZE } from "./abi.ts";
import { cell, dataFileOffsetOf } from "./cell.ts";
import { keyNode } from "./key-node.ts";
import { KEY_NODE_CLASS, KEY_NODE_CLASS_SIZE } from "./layout.ts";
import { result, u16At, u32At } from "./memory.ts";
import { nameHolds } from "./name.ts";

/** RESULT, RESULT_SIZE: a key's class name; of size 0 where it has none. */
export function describeClassName(key: u32): void {
  const node = keyNode(key);
  if (node == 0) return;
  const size = u16At(node + KEY_NODE_CLASS_SIZE);
  result(RESULT, 0);
  result(RESULT_SIZE, size);
  if (size == 0) return;
  if (!nameHolds(IN_CLASS_NAME, dataFileOffsetOf(key) + KEY_NODE_CLASS_SIZE, size, false, true)) return;
  result(RESULT, cell(u32At(node + KEY_NODE_CLASS), IN_CLASS_NAME, size));
}
