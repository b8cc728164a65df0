import type { Engine, KeyRecord } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { Value } from "./value.ts";

/** A key of an open hive. Its record is read once, when the key is first met. */
export class Key {
  /** Offset of the key node, from the first hive bin; the handle that the engine knows it by. */
  readonly offset: number;
  /** The key it was reached through; undefined for the root. */
  readonly parent: Key | undefined;
  readonly #engine: Engine;
  readonly #record: KeyRecord;

  private constructor(engine: Engine, offset: number, parent: Key | undefined) {
    this.offset = offset;
    this.parent = parent;
    this.#engine = engine;
    this.#record = engine.key(offset);
  }

  /** The root key of the hive that an engine has open. */
  static root(engine: Engine): Key {
    return new Key(engine, engine.baseBlock.rootOffset, undefined);
  }

  /** The key at an offset that one of the engine's lists gave as a subkey of `parent`. */
  static below(parent: Key, offset: number): Key {
    return new Key(parent.#engine, offset, parent);
  }

  get name(): string {
    return this.#record.name;
  }

  /** The names below the root, joined by backslashes; the root's path is empty. */
  get path(): string {
    if (this.parent === undefined) return "";
    return this.parent.isRoot ? this.name : `${this.parent.path}\\${this.name}`;
  }

  get isRoot(): boolean {
    return this.parent === undefined;
  }

  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  get lastWritten(): bigint {
    return this.#record.lastWritten;
  }

  get subkeyCount(): number {
    return this.#record.subkeyCount;
  }

  get valueCount(): number {
    return this.#record.valueCount;
  }

  get hasClassName(): boolean {
    return this.#record.classSize > 0;
  }

  /** The engine that reads this key's hive. */
  get engine(): Engine {
    return this.#engine;
  }

  /** The subkeys, in stored order, which is the order of their names. */
  *subkeys(): Generator<Key> {
    for (const offset of this.#engine.subkeys(this.offset)) yield Key.below(this, offset);
  }

  /** The values, in stored order, which is the order of their creation. */
  *values(): Generator<Value> {
    for (const offset of this.#engine.values(this.offset)) yield new Value(this, offset);
  }

  /** The subkey of that name, compared as Windows compares; undefined where there is none. */
  findSubkey(name: string): Key | undefined {
    const offset = this.#engine.findSubkey(this.offset, name);
    return offset === undefined ? undefined : Key.below(this, offset);
  }

  /** The value of that name; the empty name is the default value. */
  findValue(name: string): Value | undefined {
    const offset = this.#engine.findValue(this.offset, name);
    return offset === undefined ? undefined : new Value(this, offset);
  }

  /** Like `findValue`, but throws `value-not-found`. */
  value(name: string): Value {
    const value = this.findValue(name);
    if (value !== undefined) return value;
    const what = name === "" ? "no default value" : `no value "${name}"`;
    throw hiveError("value-not-found", `the key has ${what}`, { keyPath: this.path });
  }
}
