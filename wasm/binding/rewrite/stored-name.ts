import * as abi from "../../assembly/abi.ts";
import { returnInstance, takeInstance } from "../instance.ts";

/** The engine's table: every UTF-16 unit as Windows upcases it. */
export function upcaseTable(): Uint16Array {
  const instance = takeInstance();
  try {
    return new Uint16Array(instance.memory.buffer.slice(abi.UPCASE, abi.UPCASE + 0x20000));
  } finally {
    returnInstance(instance);
  }
}

/** A name as it lies in a record: Latin-1 bytes, or UTF-16LE. */
export interface StoredName {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly size: number;
  readonly isCompressed: boolean;
}

/** Bytes of a name as if in UTF-16, as hints tell sizes. */
export function wideSize({ size, isCompressed }: StoredName): number {
  return isCompressed ? size * 2 : size;
}

/** What a hash leaf keeps of a name: over its upcased units, each time 37 times what there was and the unit. */
export function hashOf(name: StoredName, upcase: Uint16Array): number {
  const length = wideSize(name) / 2;
  let hash = 0;
  for (let index = 0; index < length; index++)
    hash = (Math.imul(hash, 37) + (upcase[unitAt(name, index)] as number)) | 0;
  return hash >>> 0;
}

/** What a fast leaf keeps: the first four units as bytes, from the last one on down to the first that is no byte. */
export function hintOf(name: StoredName): number {
  let hint = 0;
  for (let index = Math.min(4, wideSize(name) / 2) - 1; index >= 0; index--) {
    const unit = unitAt(name, index);
    if (unit > 0xff) break;
    hint |= unit << (index * 8);
  }
  return hint >>> 0;
}

function unitAt({ bytes, at, isCompressed }: StoredName, index: number): number {
  if (isCompressed) return bytes[at + index] as number;
  return (bytes[at + index * 2] as number) | ((bytes[at + index * 2 + 1] as number) << 8);
}
