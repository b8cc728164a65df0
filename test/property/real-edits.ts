import type { Hive } from "../../src/hive/hive.ts";
import { type ModelKey, modelKeys } from "./model.ts";
import * as edits from "./model-edits.ts";
import { DESCRIPTORS, dataOf } from "./operation.ts";
import { type Place, placeAt } from "./places.ts";
import { offsetOf } from "./single-edit.ts";

const EDIT_TIME = 0x01dc_5b00_0000_0000n;
const ADDED = "hivetool Größe €";
const SIBLINGS = 2000;
const LARGEST_DELETED = 50;
const NO_DELETE = 0x8;

/** Edits of every kind, done to a hive and to its model: what is there is changed, renamed and deleted, and some is added. */
export function editReal(hive: Hive, model: ModelKey): void {
  hive.engine.editing.time = EDIT_TIME;
  deleteSome(hive, model);
  changeValues(hive, model);
  renameSome(hive, model);
  add(hive, model);
}

/** Takes away again what has been added. */
export function deleteAdded(hive: Hive, model: ModelKey): void {
  hive.engine.editing.time = EDIT_TIME;
  const { key, owner, path } = placeAt(model, [ADDED]) as Place;
  hive.engine.editing.deleteKey(offsetOf(hive.engine, path));
  edits.remove(key, owner as ModelKey, EDIT_TIME);
}

/** A smallish tree that may go, where the hive has one. */
function deleteSome({ engine }: Hive, model: ModelKey): void {
  const place = find(model, ({ path, key }) => {
    if (path.length < 2) return false;
    const tree = [...modelKeys(key)].map((each) => each.key);
    return tree.length > 1 && tree.length < LARGEST_DELETED && tree.every(({ flags }) => (flags & NO_DELETE) === 0);
  });
  if (place?.owner === undefined) return;
  engine.editing.deleteKey(offsetOf(engine, place.path));
  edits.remove(place.key, place.owner, EDIT_TIME);
}

/** The first value gets longer, the second another name, and the third goes. */
function changeValues({ engine }: Hive, model: ModelKey): void {
  const place =
    find(model, ({ key }) => key.values.length > 2 && (key.values[0]?.data.length ?? 0) > 4) ??
    find(model, ({ key }) => key.values.length > 0);
  if (place === undefined) return;
  const { key, path } = place;
  const offset = offsetOf(engine, path);
  const [first, second, third] = key.values;
  if (first === undefined) return;
  const data = Uint8Array.from([...first.data, ...dataOf({ type: 0, size: 100, fill: 7 })]);
  engine.editing.setValue(offset, first.name, first.type, data);
  edits.set(key, first.name, first.type, data, EDIT_TIME);
  if (second === undefined || third === undefined) return;
  engine.editing.renameValue(offset, engine.findValue(offset, second.name) as number, "umbenannt ü €");
  edits.renameValue(key, second, "umbenannt ü €", EDIT_TIME);
  engine.editing.deleteValue(offset, engine.findValue(offset, third.name) as number);
  edits.unset(key, third, EDIT_TIME);
}

/** A key that has subkeys gets another name, and one that has none another descriptor. */
function renameSome({ engine }: Hive, model: ModelKey): void {
  const renamed = find(model, ({ key, path }) => path.length > 0 && key.keys.size > 0);
  if (renamed?.owner) {
    const name = "Ärger mit Ωμέγα";
    engine.editing.moveKey(offsetOf(engine, renamed.path), offsetOf(engine, renamed.path.slice(0, -1)), name);
    edits.move(renamed.key, renamed.owner, renamed.owner, name, EDIT_TIME);
  }
  const secured = find(model, ({ key, path }) => path.length > 0 && key.keys.size === 0);
  if (secured === undefined) return;
  engine.editing.setSecurity(offsetOf(engine, secured.path), DESCRIPTORS[4] as Uint8Array);
  edits.setSecurity(secured.key, DESCRIPTORS[4] as Uint8Array, EDIT_TIME);
}

function add({ engine }: Hive, model: ModelKey): void {
  const { editing } = engine;
  const offset = editing.createKey(engine.baseBlock.rootOffset, ADDED);
  const key = edits.create(model, ADDED, EDIT_TIME);
  editing.setClassName(offset, "Klasse");
  edits.setClass(key, model, "Klasse", EDIT_TIME);
  const values: [name: string, type: number, size: number][] = [
    ["", 1, 12],
    ["Wert für €", 4, 4],
    ["20 KB", 3, 20_000],
    ["just segmented", 3, 16_345],
    ["just plain", 0xffff0012, 16_344],
  ];
  for (const [name, type, size] of values) {
    const data = dataOf({ type, size, fill: size & 0xff });
    editing.setValue(offset, name, type, data);
    edits.set(key, name, type, data, EDIT_TIME);
  }
  const many = editing.createKey(offset, "siblings");
  const manyKey = edits.create(key, "siblings", EDIT_TIME);
  for (let index = 0; index < SIBLINGS; index++) {
    const name = `${(index * 7919) % SIBLINGS} ${"äÖ€"[index % 3]}`;
    editing.createKey(many, name);
    edits.create(manyKey, name, EDIT_TIME);
  }
}

/** The first key like that, in the order of the lists; links and handles are left alone. */
function find(
  model: ModelKey,
  isSo: (place: { key: ModelKey; path: readonly string[] }) => boolean,
): Place | undefined {
  for (const { key, path } of modelKeys(model)) {
    if (!edits.isPeculiar(key) && isSo({ key, path })) return placeAt(model, path);
  }
  return undefined;
}
