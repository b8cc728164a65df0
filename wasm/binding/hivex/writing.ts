import type { Editing } from "../editing.ts";
import { HivexError, withErrno } from "./errno.ts";
import { handleOf, offsetOf } from "./handle.ts";
import { HivexReading } from "./reading.ts";

/** A value to be set, by the names of libhivex's bindings: its name ("" is the default value), type and data. */
export interface HivexSetValue {
  readonly key: string;
  /** One of `hiveTypes`, or any other number of 32 bits. */
  readonly t: number;
  readonly value: Uint8Array;
}

/**
 * libhivex's functions that change keys and values, and those that it lacks, in its manner. Each does all that it says, or
 * throws and has changed nothing. Nothing reaches a file before `commit`.
 */
export abstract class HivexWriting extends HivexReading {
  /** @internal Offsets of keys that have been changed; some of them may have been deleted since. */
  protected readonly touched = new Set<number>();

  /** @internal Throws EROFS unless the hive was opened with `HIVEX_OPEN_WRITE`. */
  protected abstract editing(): Editing;

  /**
   * Creates a key below another one, with that one's security and last-write time, and returns its handle.
   * EEXIST where there is one of that name, EINVAL for a name that Windows would not take.
   *
   * @example
   * const acme = hivex.nodeAddChild(hivex.root(), "Acme");
   */
  nodeAddChild(parent: number, name: string): number {
    const editing = this.editing();
    const { lastWritten } = this.nodeRecord(parent);
    if (name === "") throw new HivexError("EINVAL", "a key's name is empty");
    const key = withErrno(() =>
      editing.transaction(() => {
        const created = editing.createKey(offsetOf(parent), name);
        if (editing.time === "keep") editing.setKeyTime(created, lastWritten);
        return created;
      }),
    );
    return this.#touch(handleOf(key));
  }

  /** Deletes a key with all below it. EINVAL for the root. */
  nodeDeleteChild(node: number): void {
    const editing = this.editing();
    const { parent } = this.nodeRecord(node);
    withErrno(() => editing.deleteKey(offsetOf(node)));
    this.touched.add(parent);
  }

  /**
   * Gives a key these values and no others, in this order. Handles of its values are no longer good.
   * EEXIST where two of them have one name.
   *
   * @example
   * hivex.nodeSetValues(node, []); // deletes all
   */
  nodeSetValues(node: number, values: readonly HivexSetValue[], flags = 0): void {
    const editing = this.editing();
    const key = offsetOf(node);
    this.nodeRecord(node);
    noFlags(flags);
    values.forEach(mustBeSetValue);
    withErrno(() =>
      editing.transaction(() => {
        this.#keepCommonStart(editing, key, values);
        for (const value of values) setValue(editing, key, value);
        if (this.engine().key(key).valueCount !== values.length)
          throw new HivexError("EEXIST", "two of the values have one name");
      }),
    );
    this.#touch(node);
  }

  /**
   * Sets one value of a key, in its place when the key has one of that name, else behind the others; returns its handle.
   * The name is then spelled as it is given here.
   *
   * @example
   * hivex.nodeSetValue(node, { key: "Port", t: hiveTypes.REG_DWORD, value: Uint8Array.of(0xbb, 1, 0, 0) });
   */
  nodeSetValue(node: number, value: HivexSetValue, flags = 0): number {
    const editing = this.editing();
    const key = offsetOf(node);
    this.nodeRecord(node);
    noFlags(flags);
    mustBeSetValue(value);
    const handle = withErrno(() =>
      editing.transaction(() => {
        const set = setValue(editing, key, value);
        const isRespelled = this.engine().value(set).name !== value.key;
        return handleOf(isRespelled ? editing.renameValue(key, set, value.key) : set);
      }),
    );
    this.#touch(node);
    return handle;
  }

  /** Deletes one value of a key. libhivex can only set all the others anew. */
  nodeDeleteValue(node: number, value: number): void {
    const editing = this.editing();
    this.#ofItsKey(node, value, () => editing.deleteValue(offsetOf(node), offsetOf(value)));
  }

  /** Renames one value of a key and returns its handle. EEXIST where another one has that name. */
  nodeRenameValue(node: number, value: number, key: string): number {
    const editing = this.editing();
    return handleOf(this.#ofItsKey(node, value, () => editing.renameValue(offsetOf(node), offsetOf(value), key)));
  }

  /** Renames a key and returns its handle. EEXIST where its parent has another one of that name, EINVAL for the root. */
  nodeRename(node: number, name: string): number {
    const editing = this.editing();
    const { parent } = this.nodeRecord(node);
    return this.#touch(handleOf(withErrno(() => editing.moveKey(offsetOf(node), parent, name))));
  }

  /**
   * Hangs a key, with all below it, under another parent, and returns its handle. EEXIST where that one has a key of the
   * name, EINVAL for the root and for a parent below the key itself.
   *
   * @example
   * const moved = hivex.nodeMove(node, hivex.nodeAddChild(hivex.root(), "Old settings"));
   */
  nodeMove(node: number, parent: number, name: string = this.nodeName(node)): number {
    const editing = this.editing();
    const { parent: old } = this.nodeRecord(node);
    this.nodeRecord(parent);
    const moved = withErrno(() => editing.moveKey(offsetOf(node), offsetOf(parent), name));
    this.touched.add(old);
    return this.#touch(handleOf(moved));
  }

  /** A key's class name, any UTF-16 units; undefined where it has none. */
  nodeClassName(node: number): string | undefined {
    this.nodeRecord(node);
    return withErrno(() => this.engine().className(offsetOf(node)));
  }

  /** Gives a key a class name; undefined takes it away. */
  nodeSetClassName(node: number, name: string | undefined): void {
    const editing = this.editing();
    this.nodeRecord(node);
    withErrno(() => editing.setClassName(offsetOf(node), name ?? ""));
    this.#touch(node);
  }

  /** A key's security descriptor: self-relative bytes. */
  nodeSecurity(node: number): Uint8Array {
    const { security } = this.nodeRecord(node);
    return withErrno(() => this.engine().security(security).descriptor);
  }

  /** Gives a key a security descriptor, self-relative bytes. EINVAL where they are none. Keys with equal ones share a cell. */
  nodeSetSecurity(node: number, descriptor: Uint8Array): void {
    const editing = this.editing();
    this.nodeRecord(node);
    mustBeBytes(descriptor);
    withErrno(() => editing.setSecurity(offsetOf(node), descriptor));
    this.#touch(node);
  }

  /** Sets when a key was last written, a FILETIME. */
  nodeSetTimestamp(node: number, time: bigint): void {
    const editing = this.editing();
    this.nodeRecord(node);
    withErrno(() => editing.setKeyTime(offsetOf(node), time));
    this.#touch(node);
  }

  #touch(node: number): number {
    this.touched.add(offsetOf(node));
    return node;
  }

  /** Changes a value of a key. When that fails because the value is another key's, the caller is to blame, not the hive. */
  #ofItsKey<Result>(node: number, value: number, change: () => Result): Result {
    this.nodeRecord(node);
    this.valueRecord(value);
    try {
      const result = withErrno(change);
      this.#touch(node);
      return result;
    } catch (error) {
      if (!(error instanceof HivexError) || error.code !== "EUCLEAN" || this.nodeValues(node).includes(value))
        throw error;
      throw new HivexError("EINVAL", "the value is not one of this key's", { cause: error });
    }
  }

  /**
   * Deletes a key's values from the first one on whose name is not the wanted one's, last first, so that the list is not
   * moved for each. Those that stay are set in their old place: whoever reads all values, changes one and
   * sets them all, as libhivex's users must, changes the bytes of that one.
   */
  #keepCommonStart(editing: Editing, key: number, wanted: readonly HivexSetValue[]): void {
    const engine = this.engine();
    const values = engine.values(key);
    const seen = new Set<string>(); // libhivex has left keys with two values of one name
    const differs = values.findIndex((value, index) => {
      const { name } = engine.value(value);
      const isDouble = seen.size === seen.add(name.toUpperCase()).size;
      return isDouble || name !== wanted[index]?.key;
    });
    const changed = differs < 0 ? [] : values.slice(differs);
    for (const value of changed.reverse()) editing.deleteValue(key, value);
  }
}

function setValue(editing: Editing, key: number, { key: name, t, value }: HivexSetValue): number {
  return editing.setValue(key, name, t, value);
}

function noFlags(flags: number): void {
  if (flags !== 0) throw new HivexError("EINVAL", "no flag means anything here yet", { found: String(flags) });
}

function mustBeSetValue({ key, t, value }: HivexSetValue): void {
  if (typeof key !== "string") throw new HivexError("EINVAL", "a value's name, `key`, is no text");
  if (!Number.isInteger(t) || t < -0x80000000 || t > 0xffffffff)
    throw new HivexError("EINVAL", "a value's type, `t`, is no number of 32 bits", { found: String(t) });
  mustBeBytes(value);
}

function mustBeBytes(bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw new HivexError("EINVAL", "the data is no Uint8Array");
}
