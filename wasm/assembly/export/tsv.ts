// TSV: canonical lines for comparing hives, one for each key and value; data by its size and digest.
import { KEY_NODE_LAST_WRITTEN, VALUE_TYPE } from "../layout.ts";
import { u32At } from "../memory.ts";
import { dataSize } from "../value.ts";
import { emitPath, emitValueName } from "./context.ts";
import { emitDecimal } from "./decimal.ts";
import { emitDigest } from "./digests.ts";
import { emit } from "./emit.ts";

export function emitTsvKey(key: u32): void {
  emit(0x4b); // K
  emit(0x09);
  emitPath();
  emit(0x09);
  const time = key + KEY_NODE_LAST_WRITTEN;
  emitDecimal((u32At(time) as u64) | ((u32At(time + 4) as u64) << 32));
  emit(0x0a);
}

export function emitTsvValue(record: u32): void {
  emit(0x56); // V
  emit(0x09);
  emitPath();
  emit(0x09);
  emitValueName(record);
  emit(0x09);
  emitDecimal(u32At(record + VALUE_TYPE));
  emit(0x09);
  emitDecimal(dataSize(record));
  emit(0x09);
  emitDigest(record);
  emit(0x0a);
}
