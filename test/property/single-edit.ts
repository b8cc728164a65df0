import type { Engine } from "hivex-wasm";
import { copyTree } from "../../src/edit/copy-tree.ts";
import type { Hive } from "../../src/hive/hive.ts";
import { joinKeyPath } from "../../src/hive/key-path.ts";
import type { ManyOperation } from "./many-edits.ts";
import { type ModelKey, modelKeys } from "./model.ts";
import * as edits from "./model-edits.ts";
import { type Content, DESCRIPTORS, dataOf, type Operation } from "./operation.ts";
import { type Path, type Place, type Places, placeAt } from "./places.ts";

const LARGEST_COPY = 60;
/** Says how a name is stored: the engine's own business. */
const COMPRESSED_NAME = 0x20;

/** One edit, ready to be done on either side. */
export interface SingleEdit {
  /** Codes that it may be refused with; it must be, with one of them, unless there are none. */
  readonly refusals: edits.Refusals;
  readonly onEngine: () => void;
  readonly onModel: () => void;
}

type Single = Exclude<Operation, { op: "undo" | "interrupted" | "together" | ManyOperation["op"] }>;

/** What an operation means for a hive as it now is; undefined where it means nothing. */
export function singleEdit(
  hive: Hive,
  root: ModelKey,
  places: Places,
  time: bigint,
  operation: Single,
): SingleEdit | undefined {
  const { engine } = hive;
  const { editing } = engine;
  const at = (path: Path): number => offsetOf(engine, path);
  const place = places.pick(root, operation.key);
  const { path, key, owner } = place;
  switch (operation.op) {
    case "create": {
      const { name } = operation;
      if (edits.isPeculiar(key)) return undefined;
      return {
        refusals: edits.refusalsOfName(key, name),
        onEngine: () => void editing.createKey(at(path), name),
        onModel: () => {
          edits.create(key, name, time);
          places.remember(path, [...path, name]);
        },
      };
    }
    case "delete":
      return {
        refusals: owner === undefined ? ["root-stays"] : [],
        onEngine: () => editing.deleteKey(at(path)),
        onModel: () => owner && edits.remove(key, owner, time),
      };
    case "rename":
      return moving(engine, place, placeAt(root, path.slice(0, -1)) as Place, places, time, operation.name);
    case "move":
      return moving(engine, place, places.pick(root, operation.parent), places, time, operation.name);
    case "copy":
      return copying(hive, place, places.pick(root, operation.parent), places, time, operation.name);
    case "class":
      return {
        refusals: [],
        onEngine: () => editing.setClassName(at(path), operation.name),
        onModel: () => edits.setClass(key, owner, operation.name, time),
      };
    case "time":
      return {
        refusals: [],
        onEngine: () => editing.setKeyTime(at(path), operation.time),
        onModel: () => edits.touch(key, operation.time),
      };
    case "flags":
      return {
        refusals: [],
        onEngine: () => setFlags(engine, at(path), key.flags ^ operation.flags),
        onModel: () => edits.setFlags(key, key.flags ^ operation.flags),
      };
    case "security": {
      const descriptor = DESCRIPTORS[operation.descriptor] as Uint8Array;
      return {
        refusals: [],
        onEngine: () => editing.setSecurity(at(path), descriptor),
        onModel: () => edits.setSecurity(key, descriptor, time),
      };
    }
    case "set":
      return setting(engine, place, places, time, operation.name, operation.content);
    default:
      return ofValue(engine, root, places, time, operation);
  }
}

function ofValue(
  engine: Engine,
  root: ModelKey,
  places: Places,
  time: bigint,
  operation: Extract<Single, { value: number }>,
): SingleEdit | undefined {
  const { editing } = engine;
  const place = places.pickValue(root, operation.key, operation.value);
  if (place === undefined) return undefined;
  const { path, key, value } = place;
  const key_ = (): number => offsetOf(engine, path);
  const value_ = (): number => engine.findValue(key_(), value.name) ?? Number.NaN;
  switch (operation.op) {
    case "change":
      return setting(engine, place, places, time, value.name, operation.content);
    case "unset":
      return {
        refusals: [],
        onEngine: () => editing.deleteValue(key_(), value_()),
        onModel: () => edits.unset(key, value, time),
      };
    case "rename-value":
      return {
        refusals: edits.refusalsOfValueName(key, operation.name, value),
        onEngine: () => void editing.renameValue(key_(), value_(), operation.name),
        onModel: () => edits.renameValue(key, value, operation.name, time),
      };
  }
}

function setting(
  engine: Engine,
  place: Place,
  places: Places,
  time: bigint,
  name: string,
  content: Content,
): SingleEdit | undefined {
  const { path, key } = place;
  if (edits.isPeculiar(key)) return undefined;
  const data = dataOf(content);
  return {
    refusals: edits.refusalsOfValueName(key, name),
    onEngine: () => void engine.editing.setValue(offsetOf(engine, path), name, content.type, data),
    onModel: () => {
      edits.set(key, name, content.type, data, time);
      places.remember(path);
    },
  };
}

function moving(
  engine: Engine,
  { path, key, owner }: Place,
  to: Place,
  places: Places,
  time: bigint,
  name: string,
): SingleEdit | undefined {
  if (edits.isPeculiar(to.key)) return undefined;
  return {
    refusals: edits.refusalsOfMove(key, owner, to.key, name),
    onEngine: () => void engine.editing.moveKey(offsetOf(engine, path), offsetOf(engine, to.path), name),
    onModel: () => {
      if (owner) edits.move(key, owner, to.key, name, time);
      places.remember([...to.path, name]);
    },
  };
}

/** A key with all below it, made anew elsewhere; not its flags, but what people put into it. */
function copying(
  hive: Hive,
  { key, path }: Place,
  to: Place,
  places: Places,
  time: bigint,
  name: string,
): SingleEdit | undefined {
  const keys = [...modelKeys(key)].map((each) => each.key);
  if (keys.length > LARGEST_COPY || [...keys, to.key].some(edits.isPeculiar)) return undefined;
  // In a path these would mean something else than a name.
  if (name === "" || name.includes("\\")) return undefined;
  return {
    refusals: edits.refusalsOfCopy(key, to.key, name),
    onEngine: () => {
      let source = hive.root;
      for (const each of path) source = source.findSubkey(each) ?? source;
      copyTree(source, hive, joinKeyPath([...to.path, name]), { security: true });
    },
    onModel: () => {
      edits.copy(key, to.key, name, time);
      places.remember([...to.path, name]);
    },
  };
}

function setFlags(engine: Engine, offset: number, flags: number): void {
  engine.editing.setKeyFlags(offset, flags | (engine.key(offset).flags & COMPRESSED_NAME));
}

/** Where the engine has a key, looked up name by name. */
export function offsetOf(engine: Engine, path: Path): number {
  return path.reduce((offset, name) => engine.findSubkey(offset, name) ?? Number.NaN, engine.baseBlock.rootOffset);
}
