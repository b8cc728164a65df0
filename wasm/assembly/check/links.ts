// Symbolic links (I76): one value that tells where they lead, and no subkeys. (regf-format 9)
import { IN_KEY_NODE } from "../abi.ts";
import { subkeyCount, valueCount, valueListOf } from "../key-node.ts";
import { KEY_FLAG_SYMBOLIC_LINK, KEY_NODE_FLAGS, SIGNATURE_VK, TYPE_LINK, VALUE_SIZE, VALUE_TYPE } from "../layout.ts";
import { LINK_NAME_LENGTH, linkNameUnit } from "../link-name.ts";
import { u16At, u32At } from "../memory.ts";
import { storedUnit, upcase } from "../name.ts";
import { dataSize, hasCompressedName, valueNameSize } from "../value.ts";
import { capacity, dataOf, leadsSilently, placeOf } from "./cell-map.ts";
import { report } from "./findings.ts";
import { frameField, NODE } from "./key-stack.ts";

/** I76 */
export function checkLink(): void {
  const node = frameField(NODE);
  if ((u16At(node + KEY_NODE_FLAGS) & KEY_FLAG_SYMBOLIC_LINK) == 0) return;
  if (subkeyCount(node) == 0 && valueCount(node) == 1 && namesTarget(valueListOf(node))) return;
  report(76, IN_KEY_NODE, placeOf(node) + KEY_NODE_FLAGS, valueCount(node), subkeyCount(node));
}

/** Where the list or the value cannot be read, other rules say so. */
function namesTarget(list: u32): bool {
  if (!leadsSilently(list) || capacity < 4) return true;
  const offset = u32At(dataOf(list));
  if (!leadsSilently(offset) || capacity < VALUE_SIZE || u16At(dataOf(offset)) != SIGNATURE_VK) return true;
  const record = dataOf(offset);
  return u32At(record + VALUE_TYPE) == TYPE_LINK && (dataSize(record) & 1) == 0 && hasItsName(record);
}

function hasItsName(record: u32): bool {
  const isCompressed = hasCompressedName(record);
  const size = valueNameSize(record);
  if ((isCompressed ? size : size / 2) != LINK_NAME_LENGTH || size > capacity - VALUE_SIZE) return false;
  for (let index: u32 = 0; index < LINK_NAME_LENGTH; index++) {
    const unit = upcase(storedUnit(record + VALUE_SIZE, index, isCompressed));
    if (unit != linkNameUnit(index)) return false;
  }
  return true;
}
