import type { Engine, KeyRecord, SecurityRecord } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { filetimeToDate } from "./filetime.ts";
import { KEY_FLAG, type LayerBits, layerBits } from "./key-flags.ts";
import { parseSecurityDescriptor, type SecurityDescriptor } from "./security-descriptor.ts";
import { SYMBOLIC_LINK_VALUE } from "./symbolic-link.ts";
import { utf16Text } from "./utf16.ts";
import { Value } from "./value.ts";
import { VALUE_TYPE } from "./value-type.ts";

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

  /** FILETIME rounded down to milliseconds. Times before 1970 and far behind 9999 are met in damaged hives. */
  get lastWrittenDate(): Date {
    return filetimeToDate(this.#record.lastWritten);
  }

  get hasClassName(): boolean {
    return this.#record.classSize > 0;
  }

  /** The class name exactly as stored; undefined where there is none. Read anew each time. */
  get className(): string | undefined {
    return this.hasClassName ? this.#engine.className(this.offset) : undefined;
  }

  /** All fields of the key node. */
  get record(): KeyRecord {
    return this.#record;
  }

  /** The bits of `KEY_FLAG`; `keyFlagNames` names them. */
  get flags(): number {
    return this.#record.flags;
  }

  get isSymbolicLink(): boolean {
    return (this.flags & KEY_FLAG.symbolicLink) !== 0;
  }

  /** Where a symbolic link leads: an absolute path of the kernel's, such as `\\Registry\\Machine\\...`. */
  get linkTarget(): string | undefined {
    const value = this.isSymbolicLink ? this.findValue(SYMBOLIC_LINK_VALUE) : undefined;
    if (value === undefined || value.type !== VALUE_TYPE.link || value.size % 2 !== 0) return undefined;
    return utf16Text(value.data());
  }

  /** The handle that stands in the place of values; undefined for all but a few old keys. */
  get predefinedHandle(): number | undefined {
    return this.flags & KEY_FLAG.predefinedHandle ? this.#record.valueCountField : undefined;
  }

  /** What the key does to its like in the layer below; undefined in hives that are no layers, which is nearly all. */
  get layer(): LayerBits | undefined {
    const { flags = 0, minorVersion } = this.#engine.baseBlock;
    return minorVersion >= 6 && flags & 2 ? layerBits(this.#record.layerBits) : undefined;
  }

  /** Whether a layered hive says here that the layer below has this key no more. */
  get isTombstone(): boolean {
    return this.layer?.semantics === "tombstone";
  }

  /** The key's security cell, which it shares with others; the descriptor's bytes are not looked at. */
  securityRecord(): SecurityRecord {
    return this.#engine.security(this.#record.security);
  }

  /**
   * Who owns the key and who may do what with it. Throws `bad-security` where the descriptor is damaged.
   *
   * @example
   * console.log(securityDescriptorText(key.security())); // "O:BAG:SYD:P(A;CI;KA;;;SY)"
   */
  security(): SecurityDescriptor {
    return parseSecurityDescriptor(this.securityRecord().descriptor);
  }

  /** The engine that reads this key's hive. */
  get engine(): Engine {
    return this.#engine;
  }

  /** The subkeys, in stored order, which is the order of their names. In a tolerant hive those that can be read. */
  *subkeys(): Generator<Key> {
    for (const offset of this.#engine.subkeys(this.offset)) {
      const subkey = this.#engine.attempt(() => Key.below(this, offset));
      if (subkey !== undefined) yield subkey;
    }
  }

  /** The values, in stored order, which is the order of their creation. */
  *values(): Generator<Value> {
    for (const offset of this.#engine.values(this.offset)) {
      const value = this.#engine.attempt(() => new Value(this, offset));
      if (value !== undefined) yield value;
    }
  }

  /** The subkey of that name, compared as Windows compares; undefined where there is none. */
  findSubkey(name: string): Key | undefined {
    const offset = this.#engine.findSubkey(this.offset, name);
    return offset === undefined ? undefined : Key.below(this, offset);
  }

  /** The value of that name; the empty name is the default value. */
  findValue(name: string): Value | undefined {
    const offset = this.#engine.attempt(() => this.#engine.findValue(this.offset, name));
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
