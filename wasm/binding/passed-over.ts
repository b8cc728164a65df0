import * as abi from "../assembly/abi.ts";
import { engineError } from "./engine-faults.ts";
import type { EngineMemory } from "./engine-memory.ts";
import type { HiveError } from "./hive-error.ts";

/** Something that a tolerant verb could not read: the error, and the key below which it lies. */
export interface PassedOver {
  readonly error: HiveError;
  /** Offset of the key; undefined when it was the first one. */
  readonly key: number | undefined;
}

/** What the last step of a tolerant verb has passed over. */
export function passedOver(memory: EngineMemory): PassedOver[] {
  const size = memory.result(abi.FAULT_COUNT) * abi.FAULT_RECORD_SIZE;
  const words = new Uint32Array(memory.bytesAt(abi.FAULTS, size).buffer);
  return Array.from({ length: memory.result(abi.FAULT_COUNT) }, (_, index) => {
    const [status = 0, structure = 0, rule = 0, fileOffset = 0, expected = 0, found = 0, key = 0] = words.subarray(
      index * 7,
    );
    const error = engineError({ status, structure, rule, fileOffset, expected, found });
    return { error, key: key === 0xffffffff ? undefined : key };
  });
}
