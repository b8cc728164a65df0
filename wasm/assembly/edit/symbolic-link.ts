// A key that is a symbolic link (regf-format 9): it has one value, SymbolicLinkValue, of its own type, that says where it
// leads. Windows refuses any other.
import { IN_KEY_NODE, KEY_REFUSED, RULE_LINK } from "../abi.ts";
import { dataFileOffsetOf } from "../cell.ts";
import { KEY_FLAG_SYMBOLIC_LINK, KEY_NODE_FLAGS, TYPE_LINK } from "../layout.ts";
import { u8At, u16At } from "../memory.ts";
import { inputUnit, upcase } from "../name.ts";
import { fail } from "../status.ts";

const NAME_LENGTH: u32 = 17;
// biome-ignore format: SymbolicLinkValue
const NAME: usize = memory.data<u8>([
  0x53, 0x79, 0x6d, 0x62, 0x6f, 0x6c, 0x69, 0x63, 0x4c, 0x69, 0x6e, 0x6b, 0x56, 0x61, 0x6c, 0x75, 0x65,
]);

/** Whether a key may have a value of this type with the upcased name in INPUT; false after a fault. */
export function mayHaveValue(offset: u32, key: u32, length: u32, type: u32): bool {
  if ((u16At(key + KEY_NODE_FLAGS) & KEY_FLAG_SYMBOLIC_LINK) == 0) return true;
  if (type == TYPE_LINK && isLinkName(length)) return true;
  fail(KEY_REFUSED, IN_KEY_NODE, RULE_LINK, dataFileOffsetOf(offset) + KEY_NODE_FLAGS, 0, 0);
  return false;
}

function isLinkName(length: u32): bool {
  if (length != NAME_LENGTH) return false;
  for (let index: u32 = 0; index < length; index++) {
    if (inputUnit(index) != upcase(u8At((NAME as u32) + index))) return false;
  }
  return true;
}
