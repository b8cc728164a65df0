/**
 * Where an engine gets a hive's bytes from: a file, a buffer, a file with recovered pages laid over it.
 * Reading is synchronous, because a page fault within the engine cannot wait.
 */
export interface PageSource {
  /** Length of the whole file in bytes, the base block included. */
  readonly size: number;
  /** Fills `target` from `fileOffset` on and returns the bytes read; fewer than asked for is an error to the engine. */
  read(fileOffset: number, target: Uint8Array): number;
}

/** A page source over bytes in memory; the bytes are not copied and must not change while the hive is open. */
export function bytesSource(bytes: Uint8Array): PageSource {
  return {
    size: bytes.length,
    read(fileOffset, target) {
      const slice = bytes.subarray(fileOffset, fileOffset + target.length);
      target.set(slice);
      return slice.length;
    },
  };
}
