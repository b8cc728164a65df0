/** A record of a hive that mutations aim at. */
export interface Record {
  readonly signature: string;
  /** Of the cell, its size field included, from the start of the file. */
  readonly fileOffset: number;
  readonly size: number;
}

/** Where the records of a hive lie, as its bins and cells say; ends where they make no sense. */
export function recordsOf(bytes: Uint8Array): Record[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Record[] = [];
  for (let bin = 4096; bin + 32 < bytes.length && view.getUint32(bin, true) === HIVE_BIN; ) {
    const size = view.getUint32(bin + 8, true);
    if (size < 4096 || bin + size > bytes.length) break;
    records.push(...recordsOfBin(view, bin, bin + size));
    bin += size;
  }
  return records;
}

const HIVE_BIN = 0x6e696268;
const SIGNATURES = new Set(["nk", "vk", "sk", "li", "lf", "lh", "ri", "db"]);

function* recordsOfBin(view: DataView, start: number, end: number): Generator<Record> {
  for (let cell = start + 32; cell + 8 <= end; ) {
    const field = view.getInt32(cell, true);
    const size = Math.abs(field);
    if (size < 8 || cell + size > end) return;
    const signature = String.fromCharCode(view.getUint8(cell + 4), view.getUint8(cell + 5));
    // A cell without signature holds a value list, data, or a list of segments.
    if (field < 0) yield { signature: SIGNATURES.has(signature) ? signature : "", fileOffset: cell, size };
    cell += size;
  }
}
