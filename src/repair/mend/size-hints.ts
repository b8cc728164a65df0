import { layout } from "hivex-wasm";
import type { SalvagedKey } from "../salvage/salvaged-key.ts";
import type { FoundValue } from "../salvage/values.ts";
import type { Mending } from "./mending.ts";

/** The sizes of the largest things in a key, that programs size their buffers by: raised where they are too small. */
export function mendSizeHints(mending: Mending, { node, subkeys }: SalvagedKey, values: readonly FoundValue[]): void {
  const { data } = node;
  let names = 0;
  let classes = 0;
  for (const subkey of subkeys) {
    names = Math.max(names, subkey.name.length * 2);
    classes = Math.max(classes, mending.u16(subkey.node.data + layout.KEY_NODE_CLASS_SIZE));
  }
  const nameAt = data + layout.KEY_NODE_LARGEST_SUBKEY_NAME;
  if (mending.u16(nameAt) < names) mending.put16(nameAt, names);
  const raise = (field: number, least: number): void => {
    if (mending.u32(data + field) < least) mending.put32(data + field, least);
  };
  raise(layout.KEY_NODE_LARGEST_CLASS, classes);
  raise(
    layout.KEY_NODE_LARGEST_VALUE_NAME,
    values.reduce((most, { name }) => Math.max(most, name.length * 2), 0),
  );
  raise(
    layout.KEY_NODE_LARGEST_VALUE_DATA,
    values.reduce((most, value) => Math.max(most, value.data.length), 0),
  );
}
