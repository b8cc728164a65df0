import { sealBaseBlock } from "../../fixtures/build/checksum.ts";
import { marvin32 } from "../../fixtures/build/marvin32.ts";

/** A file that belongs to a hive: its own, or one of its logs. */
export type FileRole = "hive" | "LOG" | "LOG1" | "LOG2";
export type HiveFiles = ReadonlyMap<FileRole, Uint8Array>;

/** One change of a file's bytes; positions and sizes are in bytes, from the start of the file. Plain data, to be noted down. */
export type Mutation = { readonly in: FileRole } & (
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "byte" | "word" | "dword"; readonly at: number; readonly value: number }
  | { readonly kind: "copy" | "swap"; readonly at: number; readonly with: number; readonly size: number }
  | { readonly kind: "cut"; readonly size: number }
  /** Makes the base block's checksum fit again, so that the damage gets past it. */
  | { readonly kind: "seal" }
  /** Makes the hashes of the log entry at a place fit again. */
  | { readonly kind: "seal-entry"; readonly at: number }
);

/** Changed copies. What a mutation would do behind the end, where one before it has cut, is left undone. */
export function mutated(files: HiveFiles, mutations: readonly Mutation[]): HiveFiles {
  const copies = new Map<FileRole, Uint8Array>([...files].map(([role, bytes]) => [role, bytes.slice()]));
  for (const mutation of mutations) {
    const bytes = copies.get(mutation.in);
    if (bytes) copies.set(mutation.in, apply(bytes, mutation));
  }
  return copies;
}

function apply(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  switch (mutation.kind) {
    case "flip":
      return set(bytes, mutation.at, 1, (bytes[mutation.at] ?? 0) ^ (1 << mutation.bit));
    case "byte":
      return set(bytes, mutation.at, 1, mutation.value);
    case "word":
      return set(bytes, mutation.at, 2, mutation.value);
    case "dword":
      return set(bytes, mutation.at, 4, mutation.value);
    case "copy":
      if (isWithin(bytes, mutation)) bytes.copyWithin(mutation.at, mutation.with, mutation.with + mutation.size);
      return bytes;
    case "swap":
      return isWithin(bytes, mutation) ? swap(bytes, mutation.at, mutation.with, mutation.size) : bytes;
    case "cut":
      return bytes.slice(0, mutation.size);
    case "seal":
      if (bytes.length >= 512) sealBaseBlock(bytes);
      return bytes;
    case "seal-entry":
      return sealEntry(bytes, mutation.at);
  }
}

/** The second hash covers the first, so their order matters. */
function sealEntry(bytes: Uint8Array, at: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = at + 40 <= bytes.length ? view.getUint32(at + 4, true) : 0;
  if (size < 40 || size % 4 !== 0 || at + size > bytes.length) return bytes;
  view.setBigUint64(at + 24, marvin32(bytes.subarray(at + 40, at + size)), true);
  view.setBigUint64(at + 32, marvin32(bytes.subarray(at, at + 32)), true);
  return bytes;
}

function isWithin(bytes: Uint8Array, { at, with: other, size }: { at: number; with: number; size: number }): boolean {
  return Math.max(at, other) + size <= bytes.length;
}

function set(bytes: Uint8Array, at: number, size: number, value: number): Uint8Array {
  for (let index = 0; index < size && at + index < bytes.length; index++)
    bytes[at + index] = (value >>> (index * 8)) & 0xff;
  return bytes;
}

function swap(bytes: Uint8Array, at: number, other: number, size: number): Uint8Array {
  const first = bytes.slice(at, at + size);
  bytes.set(bytes.slice(other, other + size), at);
  bytes.set(first, other);
  return bytes;
}
