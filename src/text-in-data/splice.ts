/** Other bytes for a part of some data. */
export interface Piece {
  readonly offset: number;
  /** Bytes that go. */
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** Data with other bytes in the places of some parts, which do not overlap; what stands between them is kept. */
export function spliced(data: Uint8Array, pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const inOrder = [...pieces].sort((one, other) => one.offset - other.offset);
  const grown = pieces.reduce((sum, { size, bytes }) => sum + bytes.length - size, 0);
  const result = new Uint8Array(data.length + grown);
  let [from, to] = [0, 0];
  for (const { offset, size, bytes } of inOrder) {
    result.set(data.subarray(from, offset), to);
    to += offset - from;
    result.set(bytes, to);
    to += bytes.length;
    from = offset + size;
  }
  result.set(data.subarray(from), to);
  return result;
}
