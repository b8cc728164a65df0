import { compareNames, upcased } from "../../fixtures/build/upcase.ts";
import { copyOf, type ModelKey, type ModelValue } from "./model.ts";

const SYMBOLIC_LINK = 0x10;
const PREDEFINED_HANDLE = 0x40;

/** Codes that an edit may be refused with; it must be, with one of them, unless there are none. */
export type Refusals = readonly string[];

/** Why a key cannot get a subkey of this name; `itself` is the one that is renamed. */
export function refusalsOfName(parent: ModelKey, name: string, itself?: ModelKey): Refusals {
  if (name === "" || name.includes("\\") || name.length > 255) return ["name-refused"];
  const found = parent.keys.get(upcased(name));
  return found === undefined || found === itself ? [] : ["name-taken"];
}

export function refusalsOfValueName(key: ModelKey, name: string, itself?: ModelValue): Refusals {
  if (name.length > 16383) return ["name-refused"];
  const found = valueNamed(key, name);
  return itself === undefined || found === undefined || found === itself ? [] : ["name-taken"];
}

export function refusalsOfMove(key: ModelKey, owner: ModelKey | undefined, parent: ModelKey, name: string): Refusals {
  const refusals = [...refusalsOfName(parent, name, owner === parent ? key : undefined)];
  if (owner === undefined) refusals.push("root-stays");
  if (holds(key, parent)) refusals.push("into-itself");
  return refusals;
}

export function refusalsOfCopy(key: ModelKey, parent: ModelKey, name: string): Refusals {
  return [...refusalsOfName(parent, name), ...(holds(key, parent) ? ["into-itself"] : [])];
}

/** Whether a key is another one, or above it. */
function holds(key: ModelKey, other: ModelKey): boolean {
  return key === other || [...key.keys.values()].some((subkey) => holds(subkey, other));
}

function valueNamed(key: ModelKey, name: string): ModelValue | undefined {
  return key.values.find((value) => upcased(value.name) === upcased(name));
}

/** Links and handles take no values or subkeys as others do. */
export function isPeculiar(key: ModelKey): boolean {
  return (key.flags & (SYMBOLIC_LINK | PREDEFINED_HANDLE)) !== 0;
}

export function create(parent: ModelKey, name: string, time: bigint): ModelKey {
  const key: ModelKey = {
    name,
    className: "",
    flags: 0,
    time,
    security: parent.security,
    keys: new Map(),
    values: [],
    origin: undefined,
    listOrigin: undefined,
    valueListOrigin: undefined,
  };
  hang(key, parent, time);
  return key;
}

export function remove(key: ModelKey, parent: ModelKey, time: bigint): void {
  parent.keys.delete(upcased(key.name));
  touch(parent, time);
  parent.listOrigin = undefined;
}

export function move(key: ModelKey, owner: ModelKey, parent: ModelKey, name: string, time: bigint): void {
  if (owner === parent && key.name === name) return;
  remove(key, owner, time);
  key.name = name;
  hang(key, parent, time);
  touch(key, time);
  for (const subkey of key.keys.values()) subkey.origin = undefined;
}

function hang(key: ModelKey, parent: ModelKey, time: bigint): void {
  parent.keys.set(upcased(key.name), key);
  touch(parent, time);
  parent.listOrigin = undefined;
}

/** What already is as it should be is not touched, nor is the time. */
export function set(key: ModelKey, name: string, type: number, data: Uint8Array, time: bigint): void {
  const found = valueNamed(key, name);
  if (found?.type === type && Buffer.from(found.data).equals(data)) return;
  if (found === undefined) {
    key.values.push({ name, type, data, origin: undefined });
    key.valueListOrigin = undefined;
  } else Object.assign(found, { type, data, origin: undefined });
  touch(key, time);
}

export function unset(key: ModelKey, value: ModelValue, time: bigint): void {
  key.values = key.values.filter((other) => other !== value);
  key.valueListOrigin = undefined;
  touch(key, time);
}

export function renameValue(key: ModelKey, value: ModelValue, name: string, time: bigint): void {
  if (value.name === name) return;
  Object.assign(value, { name, origin: undefined });
  key.valueListOrigin = undefined;
  touch(key, time);
}

export function setClass(key: ModelKey, owner: ModelKey | undefined, name: string, time: bigint): void {
  if (key.className === name) return;
  key.className = name;
  touch(key, time);
  if (owner) owner.origin = undefined; // it knows the size of the largest class name
}

export function setFlags(key: ModelKey, flags: number): void {
  key.flags = flags;
  key.origin = undefined;
}

export function setSecurity(key: ModelKey, descriptor: Uint8Array, time: bigint): void {
  const security = Buffer.from(descriptor).toString("hex");
  if (key.security === security) return;
  key.security = security;
  touch(key, time);
}

export function touch(key: ModelKey, time: bigint): void {
  key.time = time;
  key.origin = undefined;
}

/** A copy of a key under another parent, as if made anew one thing after the other. */
export function copy(key: ModelKey, parent: ModelKey, name: string, time: bigint): void {
  const source = copyOf(key);
  const made = create(parent, name, time);
  fill(made, source, time);
}

function fill(made: ModelKey, { className, security, values, keys }: ModelKey, time: bigint): void {
  Object.assign(made, { className, security });
  made.values = values.map((value) => ({ ...value, origin: undefined }));
  for (const subkey of keys.values()) fill(create(made, subkey.name, time), subkey, time);
}

/** In the order of a hive's lists. */
export function sortedSubkeys(key: ModelKey): ModelKey[] {
  return [...key.keys.values()].sort((left, right) => compareNames(left.name, right.name));
}
