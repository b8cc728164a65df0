import { type Hivex, HivexError } from "hivex-wasm";

/** A value to be set; its data in hexadecimal. */
export interface ValueToSet {
  readonly key: string;
  readonly t: number;
  readonly hex: string;
}

/** A key by the names that lead to it, or a handle as it is. */
type Place = readonly string[] | number;

/** An edit that both libraries can make, by libhivex's names; `libhivex-edits.py` reads the same. */
export type HivexEdit =
  | { readonly function: "node_add_child"; readonly node: Place; readonly name: string }
  | { readonly function: "node_delete_child"; readonly node: Place }
  | { readonly function: "node_set_value"; readonly node: Place; readonly value: ValueToSet }
  | { readonly function: "node_set_values"; readonly node: Place; readonly values: readonly ValueToSet[] };

/** Makes the edits, and says of each "ok" or the name of the errno. */
export function makeEdits(hivex: Hivex, edits: readonly HivexEdit[]): string[] {
  return edits.map((edit) => {
    try {
      make(hivex, edit);
      return "ok";
    } catch (error) {
      if (error instanceof HivexError) return error.code;
      throw error;
    }
  });
}

function make(hivex: Hivex, edit: HivexEdit): void {
  const node = nodeAt(hivex, edit.node);
  if (edit.function === "node_add_child") hivex.nodeAddChild(node, edit.name);
  else if (edit.function === "node_delete_child") hivex.nodeDeleteChild(node);
  else if (edit.function === "node_set_value") hivex.nodeSetValue(node, setValueOf(edit.value));
  else hivex.nodeSetValues(node, edit.values.map(setValueOf));
}

function setValueOf({ key, t, hex }: ValueToSet): { key: string; t: number; value: Uint8Array } {
  return { key, t, value: Uint8Array.from(Buffer.from(hex, "hex")) };
}

/** The key at a path that is there. */
function nodeAt(hivex: Hivex, place: Place): number {
  if (typeof place === "number") return place;
  return place.reduce((node, name) => {
    const child = hivex.nodeGetChild(node, name);
    if (child === undefined) throw new Error(`there is no key ${name}`);
    return child;
  }, hivex.root());
}
