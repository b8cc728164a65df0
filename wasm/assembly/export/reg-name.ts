// Names that no .reg file can tell: a line break or a NUL ends the line or the name for whoever reads it, and what stands
// behind would be taken for another key or value.
import { FORMAT_REG, FORMAT_REG_UTF8, NAME_NOT_IN_REG, RULE_NAME_REG } from "../abi.ts";
import { fail } from "../status.ts";
import { isHighSurrogate, isLowSurrogate } from "./emit.ts";
import { nameLength, nameUnit, ordinaryRun } from "./units.ts";

/** Whether a format can tell a name; false after a fault. */
export function nameFitsReg(
  format: u32,
  structure: u32,
  fileOffset: u32,
  address: u32,
  size: u32,
  compressed: bool,
): bool {
  if (format != FORMAT_REG && format != FORMAT_REG_UTF8) return true;
  const length = nameLength(size, compressed);
  for (let index = ordinaryRun(address, length, compressed); index < length; index++) {
    const unit = nameUnit(address, compressed, index);
    if (
      unit == 0 ||
      unit == 0x0a ||
      unit == 0x0d ||
      (format == FORMAT_REG_UTF8 && isUnpaired(address, length, index, unit))
    ) {
      fail(NAME_NOT_IN_REG, structure, RULE_NAME_REG, fileOffset, index, unit);
      return false;
    }
  }
  return true;
}

/** In UTF-8 there is no room for half a pair. */
function isUnpaired(address: u32, length: u32, index: u32, unit: u32): bool {
  if ((unit & 0xf800) != 0xd800) return false;
  if (isHighSurrogate(unit)) return index + 1 == length || !isLowSurrogate(nameUnit(address, false, index + 1));
  return index == 0 || !isHighSurrogate(nameUnit(address, false, index - 1));
}
