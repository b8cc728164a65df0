// The keys from the root to the one that a check is at: a frame for every level, so that it can stop anywhere and go on.
import { WALK_STACK } from "../abi.ts";
import { put32, u32At, zeroBytes } from "../memory.ts";

const FRAME_SIZE: u32 = 64;

// What a frame holds: the key, where its list of subkeys is being read, and what has been met in it
const KEY: u32 = 0; // offset
export const NODE: u32 = 4; // address
export const ROOT: u32 = 8; // address of the index root, 0 where the list is a leaf
export const NEXT_LEAF: u32 = 12;
export const LEAF_COUNT: u32 = 16;
export const LEAF: u32 = 20; // address of the present leaf, 0 where there is none
export const KIND: u32 = 24; // its signature
export const COUNT: u32 = 28; // its elements
export const POSITION: u32 = 32;
export const TOTAL: u32 = 36; // elements of all leaves so far
export const PREVIOUS: u32 = 40; // address of the subkey before, 0 where there is none
export const LARGEST_NAME: u32 = 44; // of a subkey, as UTF-16
export const LARGEST_CLASS: u32 = 48;
export const FIRST_KIND: u32 = 52; // signature of the first leaf
export const PREVIOUS_SIZE: u32 = 56; // bytes of its name
export const IS_PARTIAL: u32 = 60; // a part of the list could not be read

/** The level that the check is at; -1 outside of the tree. */
export let level: i32 = -1;

export function openStack(): void {
  level = -1;
}

/** Goes down to a key. */
export function pushKey(offset: u32, node: u32): void {
  level++;
  zeroBytes(frame(), FRAME_SIZE);
  put32(frame() + KEY, offset);
  put32(frame() + NODE, node);
}

/** Goes back to the parent. */
export function popKey(): void {
  level--;
}

/** Offset of the key at a level. */
export function keyAt(which: u32): u32 {
  return u32At(WALK_STACK + which * FRAME_SIZE + KEY);
}

/** A field of the frame of the key that the check is at. */
export function frameField(field: u32): u32 {
  return u32At(frame() + field);
}

export function setFrameField(field: u32, value: u32): void {
  put32(frame() + field, value);
}

/** A field of the frame of the parent of that key. */
export function parentField(field: u32): u32 {
  return u32At(frame() - FRAME_SIZE + field);
}

export function setParentField(field: u32, value: u32): void {
  put32(frame() - FRAME_SIZE + field, value);
}

function frame(): u32 {
  return WALK_STACK + (level as u32) * FRAME_SIZE;
}
