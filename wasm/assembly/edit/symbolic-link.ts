// A key that is a symbolic link (regf-format 9): it has one value, SymbolicLinkValue, of its own type, that says where it
// leads. Windows refuses any other.
import { IN_KEY_NODE, KEY_REFUSED, RULE_LINK } from "../abi.ts";
import { dataFileOffsetOf } from "../cell.ts";
import { KEY_FLAG_SYMBOLIC_LINK, KEY_NODE_FLAGS, TYPE_LINK } from "../layout.ts";
import { LINK_NAME_LENGTH, linkNameUnit } from "../link-name.ts";
import { u16At } from "../memory.ts";
import { inputUnit } from "../name.ts";
import { fail } from "../status.ts";

/** Whether a key may have a value of this type with the upcased name in INPUT; false after a fault. */
export function mayHaveValue(offset: u32, key: u32, length: u32, type: u32): bool {
  if ((u16At(key + KEY_NODE_FLAGS) & KEY_FLAG_SYMBOLIC_LINK) == 0) return true;
  if (type == TYPE_LINK && isLinkName(length)) return true;
  fail(KEY_REFUSED, IN_KEY_NODE, RULE_LINK, dataFileOffsetOf(offset) + KEY_NODE_FLAGS, 0, 0);
  return false;
}

function isLinkName(length: u32): bool {
  if (length != LINK_NAME_LENGTH) return false;
  for (let index: u32 = 0; index < length; index++) {
    if (inputUnit(index) != linkNameUnit(index)) return false;
  }
  return true;
}
