// Much data stands in a hive many times: small numbers, empty texts, the same path. What has been digested within a step is
// remembered by where it lies, so that equal data is compared, not digested again.
import { REMEMBERED, REMEMBERED_SIZE } from "../abi.ts";
import { put32, put64, sameBytes, u32At, u64At, zeroBytes } from "../memory.ts";

const ENTRY_SIZE: u32 = 32;
const ADDRESS: u32 = 0; // 0: nothing is remembered here
const SIZE: u32 = 4;
const MARK: u32 = 8; // more of the number that the place is made of: other data seldom has the same
const DIGEST: u32 = 16; // its first eight bytes

/** Forgets all: between two steps data may change. */
export function forgetDigests(): void {
  zeroBytes(REMEMBERED, REMEMBERED_SIZE);
}

/** A number that equal data has in common, made of its size and some of its bytes. */
export function markOf(address: u32, size: u32): u64 {
  if (size < 8) return mixed(size == 0 ? 0 : u64At(address) << (((8 - size) as u64) * 8), size);
  return mixed(
    u64At(address) ^ rotl<u64>(u64At(address + size / 2 - 4), 21) ^ rotl<u64>(u64At(address + size - 8), 43),
    size,
  );
}

function mixed(bytes: u64, size: u32): u64 {
  const product = (bytes + size) * (((0x9e3779b9 as u64) << 32) | 0x7f4a7c15);
  return product ^ (product >> 32);
}

/** Where data with such a number would be remembered. */
export function placeOf(mark: u64): u32 {
  return REMEMBERED + ((mark as u32) % (REMEMBERED_SIZE / ENTRY_SIZE)) * ENTRY_SIZE;
}

/** Whether the digest of just this data is remembered where it would be. */
export function isRemembered(mark: u64, address: u32, size: u32): bool {
  const place = placeOf(mark);
  if (u64At(place + MARK) != mark || u32At(place + SIZE) != size || u32At(place + ADDRESS) == 0) return false;
  return sameBytes(u32At(place + ADDRESS), address, size);
}

export function rememberedDigest(mark: u64): u64 {
  return u64At(placeOf(mark) + DIGEST);
}

export function rememberDigest(mark: u64, address: u32, size: u32, digest: u64): void {
  const place = placeOf(mark);
  put32(place + ADDRESS, address);
  put32(place + SIZE, size);
  put64(place + MARK, mark);
  put64(place + DIGEST, digest);
}
