import * as abi from "../assembly/abi.ts";
import { HiveError } from "./hive-error.ts";
import { type EngineInstance, returnInstance, takeInstance } from "./instance.ts";

/**
 * Hashes as log entries are hashed: Marvin32 with the seed that Windows uses for them, 64 bits. No hive is needed.
 *
 * @example
 * entryHash([new Uint8Array(4)]); // 0x2400585e2d116fbfn
 */
export function entryHash(parts: Iterable<Uint8Array>): bigint {
  const instance = takeInstance();
  try {
    instance.exports.hashBegin();
    for (const part of parts) addPart(instance, part);
    instance.exports.hashEnd();
    const record = new DataView(instance.memory.buffer, abi.RECORD);
    return (BigInt(record.getUint32(abi.RESULT_EXTRA, true)) << 32n) | BigInt(record.getUint32(abi.RESULT, true));
  } finally {
    returnInstance(instance);
  }
}

function addPart({ memory, exports }: EngineInstance, part: Uint8Array): void {
  if (part.length % 4 !== 0) throw new HiveError("usage", "hashing takes parts of a multiple of 4 bytes");
  for (let at = 0; at < part.length; at += abi.OUTPUT_SIZE) {
    const piece = part.subarray(at, at + abi.OUTPUT_SIZE);
    new Uint8Array(memory.buffer, abi.OUTPUT, piece.length).set(piece);
    exports.hashPart(piece.length);
  }
}
