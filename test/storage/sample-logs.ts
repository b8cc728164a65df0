import { dirtyVectorLog, entryLog } from "../../fixtures/build/log-writer.ts";

/** The first page of the hive bins data: it begins with a bin, and holds nothing that could be read. */
const page = (): Uint8Array => {
  const bytes = new Uint8Array(4096).fill(0xee);
  bytes.set([0x68, 0x62, 0x69, 0x6e]);
  return bytes;
};

/** A log of the new kind with one entry of this number, made from the hive's own base block. */
export function newLog(hive: Uint8Array, sequence: number): Uint8Array {
  return entryLog(hive, [{ sequence, binsSize: binsSizeOf(hive), pages: [{ offset: 0, bytes: page() }] }]);
}

/** A log of the old kind; `time` is the hive's own unless given. */
export function oldLog(hive: Uint8Array, sequence: number, time = timeOf(hive)): Uint8Array {
  return dirtyVectorLog(hive, { sequence, binsSize: binsSizeOf(hive), time, pages: [{ offset: 0, bytes: page() }] });
}

function binsSizeOf(hive: Uint8Array): number {
  return new DataView(hive.buffer, hive.byteOffset).getUint32(40, true);
}

function timeOf(hive: Uint8Array): bigint {
  return new DataView(hive.buffer, hive.byteOffset).getBigUint64(12, true);
}
