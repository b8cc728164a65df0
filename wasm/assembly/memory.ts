// The only loads and stores of the engine. Addresses are taken as proved: whoever calls has been through `cell()`
// or stays inside the fixed part of the memory map.
import { RECORD, WASM_PAGE } from "./abi.ts";

export function u8At(address: u32): u32 {
  return load<u8>(address);
}

export function u16At(address: u32): u32 {
  return load<u16>(address);
}

export function u32At(address: u32): u32 {
  return load<u32>(address);
}

export function i32At(address: u32): i32 {
  return load<i32>(address);
}

export function put8(address: u32, value: u32): void {
  store<u8>(address, value as u8);
}

export function put16(address: u32, value: u32): void {
  store<u16>(address, value as u16);
}

export function put32(address: u32, value: u32): void {
  store<u32>(address, value);
}

export function u64At(address: u32): u64 {
  return load<u64>(address);
}

export function put64(address: u32, value: u64): void {
  store<u64>(address, value);
}

export function v128At(address: u32): v128 {
  return v128.load(address);
}

export function putV128(address: u32, value: v128): void {
  v128.store(address, value);
}

/** The u32 at an address, four times. */
export function u32Splat(address: u32): v128 {
  return v128.load32_splat(address);
}

/** Copies in steps of 32 bytes: reads and writes up to 31 bytes beyond the end, which must not matter. */
export function copyLoosely(target: u32, source: u32, size: u32): void {
  for (let at: u32 = 0; at < size; at += 32) {
    v128.store(target + at, v128.load(source + at));
    v128.store(target + at + 16, v128.load(source + at + 16));
  }
}

export function copyBytes(target: u32, source: u32, size: u32): void {
  memory.copy(target, source, size);
}

export function zeroBytes(address: u32, size: u32): void {
  memory.fill(address, 0, size);
}

export function sameBytes(left: u32, right: u32, size: u32): bool {
  return memory.compare(left, right, size) == 0;
}

/** Stores a field of the result record. */
export function result(field: u32, value: u32): void {
  store<u32>(RECORD + field, value);
}

/** Reads a field of the result record back. */
export function resultOf(field: u32): u32 {
  return load<u32>(RECORD + field);
}

/** Makes memory reach up to `end`, an address; false when the host has no more to give. */
export function reach(end: u64): bool {
  const pages = ((end + (WASM_PAGE - 1)) / WASM_PAGE) as i32;
  const missing = pages - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

export function bitAt(bits: u32, index: u32): bool {
  return ((load<u8>(bits + (index >> 3)) >> ((index & 7) as u8)) & 1) != 0;
}

export function setBit(bits: u32, index: u32): void {
  const address = bits + (index >> 3);
  store<u8>(address, load<u8>(address) | ((1 as u8) << ((index & 7) as u8)));
}

/** The last bit that is set, from this one back; 0xffffffff when none is. */
export function lastBit(bits: u32, index: u32): u32 {
  let word = index >> 6;
  let value = load<u64>(bits + word * 8) & (~(0 as u64) >> ((63 - (index & 63)) as u64));
  while (value == 0) {
    if (word == 0) return 0xffffffff;
    value = load<u64>(bits + --word * 8);
  }
  return word * 64 + 63 - (clz<u64>(value) as u32);
}

/** The first bit that is set, from this one to before `end`; 0xffffffff when none is. */
export function nextBit(bits: u32, index: u32, end: u32): u32 {
  while (index < end) {
    const value = load<u64>(bits + (index >> 6) * 8) >> ((index & 63) as u64);
    if (value != 0) {
      const found = index + (ctz<u64>(value) as u32);
      return found < end ? found : 0xffffffff;
    }
    index = (index | 63) + 1;
  }
  return 0xffffffff;
}

export function clearBit(bits: u32, index: u32): void {
  const address = bits + (index >> 3);
  store<u8>(address, load<u8>(address) & ~((1 as u8) << ((index & 7) as u8)));
}
