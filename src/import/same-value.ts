import type { Engine } from "hivex-wasm";
import { isSameData } from "../edit/found-value.ts";

/** Whether the value at an offset is of this type and holds these bytes. */
export function isSameValue(
  engine: Engine,
  offset: number,
  { type, data }: { readonly type: number; readonly data: Uint8Array },
): boolean {
  const found = engine.value(offset);
  return found.type === type && found.size === data.length && isSameData(engine.valueData(offset), data);
}
