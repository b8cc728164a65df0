import type { Engine } from "hivex-wasm";
import type { ModelKey } from "./model.ts";
import * as edits from "./model-edits.ts";
import { dataOf, type Operation } from "./operation.ts";
import type { Place, Places } from "./places.ts";
import { offsetOf, type SingleEdit } from "./single-edit.ts";

export type ManyOperation = Extract<Operation, { op: "create-many" | "delete-many" | "set-many" }>;

/** Many edits of one key, done one by one in a transaction: lists get long, fall into several leaves, and shrink again. */
export function manyEdits(
  engine: Engine,
  root: ModelKey,
  places: Places,
  time: bigint,
  operation: ManyOperation,
): Omit<SingleEdit, "refusals"> | undefined {
  const place = places.pick(root, operation.key);
  if (edits.isPeculiar(place.key)) return undefined;
  places.remember(place.path);
  if (operation.op === "delete-many") return deleting(engine, place, time, operation);
  // Not in the order of the names, so that they come to stand everywhere in the list.
  const { name, count } = operation;
  const names = Array.from({ length: count }, (_, index) => `${name}${(index * 7919) % count}`);
  if (operation.op === "set-many") return setting(engine, place, time, names, operation.size);
  const fresh = [...new Set(names)].filter((each) => edits.refusalsOfName(place.key, each).length === 0);
  return {
    onEngine: () => {
      const offset = offsetOf(engine, place.path);
      for (const each of fresh) engine.editing.createKey(offset, each);
    },
    onModel: () => {
      for (const each of fresh) edits.create(place.key, each, time);
    },
  };
}

function setting(engine: Engine, { key, path }: Place, time: bigint, names: readonly string[], size: number) {
  const contents = names.map((name, index) => ({
    name,
    type: index % 12,
    data: dataOf({ type: 0, size, fill: index & 0xff }),
  }));
  return {
    onEngine: () => {
      const offset = offsetOf(engine, path);
      for (const { name, type, data } of contents) engine.editing.setValue(offset, name, type, data);
    },
    onModel: () => {
      for (const { name, type, data } of contents) edits.set(key, name, type, data, time);
    },
  };
}

/** Neighbours in the list go, from the first, middle or last on, as it falls. */
function deleting(
  engine: Engine,
  { key, path }: Place,
  time: bigint,
  { first, count }: Extract<ManyOperation, { op: "delete-many" }>,
) {
  const subkeys = edits.sortedSubkeys(key);
  const from = subkeys.length === 0 ? 0 : first % subkeys.length;
  const gone = subkeys.slice(from, from + count);
  return {
    onEngine: () => {
      const offset = offsetOf(engine, path);
      for (const { name } of gone) engine.editing.deleteKey(engine.findSubkey(offset, name) ?? Number.NaN);
    },
    onModel: () => {
      for (const subkey of gone) edits.remove(subkey, key, time);
    },
  };
}
