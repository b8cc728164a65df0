// The name of the one value of a key that is a symbolic link. (regf-format 9)
import { u8At } from "./memory.ts";
import { upcase } from "./name.ts";

export const LINK_NAME_LENGTH: u32 = 17;
// biome-ignore format: SymbolicLinkValue
const NAME: usize = memory.data<u8>([
  0x53, 0x79, 0x6d, 0x62, 0x6f, 0x6c, 0x69, 0x63, 0x4c, 0x69, 0x6e, 0x6b, 0x56, 0x61, 0x6c, 0x75, 0x65,
]);

/** Upcased unit of that name. */
export function linkNameUnit(index: u32): u32 {
  return upcase(u8At((NAME as u32) + index));
}
