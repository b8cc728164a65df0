import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";
import { halves, handle } from "./arguments.ts";
import {
  type ChangedSecurity,
  type ChangeSecurityOptions,
  changeSecurityBelow,
  type DescriptorChange,
  tooLargeDescriptor,
} from "./change-security.ts";
import type { EngineMemory } from "./engine-memory.ts";
import { HiveError } from "./hive-error.ts";
import type { EngineExports } from "./instance.ts";
import { replaceBins } from "./rewrite/replace-bins.ts";
import type { ValueBatch } from "./value-batch.ts";

/** Many changes that are only taken back together, and what makes that necessary. */
interface Bulk {
  failure: { readonly error: unknown } | undefined;
}

/**
 * Changes a hive in memory. Each call does all that it says, or throws and has changed nothing: what the engine changes it
 * notes, and takes back when it fails, also when the page source does. Nothing is written; see `planCommit`.
 *
 * Handles of other keys and values stay good; those of what was deleted do not, and moving, renaming or changing something
 * gives its handle anew.
 *
 * Errors of all: `bin-not-proved` where that part of the hive is not built as it should be, `hive-full`, `limit-exceeded`.
 *
 * @example
 * const { editing } = Engine.open(bytesSource(bytes), { mode: "edit" });
 * const key = editing.createKey(root, "Acme");
 * editing.setValue(key, "Server", 1, new Uint8Array([0x61, 0, 0, 0]));
 */
export class Editing {
  /** The last-write time that edited keys get, as a FILETIME; `keep` leaves each as it is, and gives new keys time 0. */
  time: bigint | "keep" = "keep";

  readonly #memory: EngineMemory;
  /** Where the journal stood before each operation that can be undone. */
  #marks: number[] = [];
  #depth = 0;
  /** While pages are kept instead of bytes. */
  #bulk: Bulk | undefined;

  /** @internal `Engine.editing` makes it. */
  constructor(memory: EngineMemory) {
    this.#memory = memory;
  }

  /**
   * Creates a subkey with its parent's security; its offset.
   * Throws `name-taken` where there is one of that name, `name-refused` for an impossible name (1 to 255 UTF-16 units, no
   * backslash), `key-refused` for a parent that is a link, a predefined handle or a tombstone, `limit-exceeded` below 512
   * levels, `bad-subkey-list` beside damage in the parent's list.
   */
  createKey(parent: number, name: string): number {
    return this.#named(name, (engine) => engine.createKey(handle(parent), name.length));
  }

  /**
   * Deletes a key with everything below it. Throws `root-stays`, `key-refused` where one of them is marked against it, and
   * the code of any damage below it: nothing is freed that is not what it should be.
   */
  deleteKey(key: number): void {
    this.transaction(() => this.#call((engine) => engine.deleteKey(handle(key))));
  }

  /**
   * Hangs a key, with everything below it, under another parent or name within the hive; its offset afterwards. The key and
   * both parents get the time of the edit; what lies below keeps its own. The name may be its own in other letter case.
   * Throws `name-taken`, `name-refused`, `root-stays`, `into-itself`, and for the parent what `createKey` does.
   */
  moveKey(key: number, parent: number, name: string): number {
    return this.#named(name, (engine) => engine.moveKey(handle(key), handle(parent), name.length));
  }

  /** Sets a key's class name, up to 32,766 UTF-16 units; the empty one takes it away. */
  setClassName(key: number, name: string): void {
    this.#named(name, (engine) => engine.setClassName(handle(key), name.length));
  }

  /** Sets a key's last-write time, a FILETIME. */
  setKeyTime(key: number, time: bigint): void {
    const [low, high] = halves(time);
    this.transaction(() => this.#call((engine) => engine.setKeyTime(handle(key), low, high)));
  }

  /** Sets a key's 16 flags as they stand in the key node; the caller knows what they mean. */
  setKeyFlags(key: number, flags: number): void {
    this.transaction(() => this.#call((engine) => engine.setKeyFlags(handle(key), flags & 0xffff)));
  }

  /** Sets the flags of 32-bit views of the registry (bits 0 to 3) and of its virtualization (bits 4 to 7). */
  setKeyUserFlags(key: number, flags: number): void {
    this.transaction(() => this.#call((engine) => engine.setKeyUserFlags(handle(key), flags & 0xff)));
  }

  /** Lets the values at two positions of a key's list change places. */
  swapValues(key: number, one: number, other: number): void {
    this.transaction(() => this.#call((engine) => engine.swapValues(handle(key), handle(one), handle(other))));
  }

  /**
   * Gives a key a value of this name, type and data, or changes the one that is there; its offset. The empty name is the
   * default value. A value that is there keeps its place in the list and the spelling of its name; where it already is as
   * it should be, nothing is changed, not even the key's time.
   *
   * Throws `limit-exceeded` for more data than the version can hold: 1 MiB until 1.3, 1,071,104,040 bytes from 1.4 on;
   * `key-refused` for a key that cannot have such a value: one with a predefined handle, or a symbolic link.
   */
  setValue(key: number, name: string, type: number, data: Uint8Array): number {
    if (name.length > layout.MAXIMUM_NAME_LENGTH) throw tooLong(name);
    const offset = data.length > abi.DATA_SIZE ? this.#sameValue(key, name, type, data) : undefined;
    return offset ?? this.transaction(() => this.#setValue(key, name, type, data));
  }

  /**
   * Does what a batch wants of a key, one after the other, all or nothing, and returns how many it has done from the one of
   * index `from` on. With `onlyNew` it ends before a value that is there would have to be changed or deleted.
   * Throws what `setValue` and `deleteValue` do.
   */
  setValues(key: number, batch: ValueBatch, from = 0, onlyNew = false): number {
    const memory = this.#memory;
    return this.transaction(() => {
      const position = batch.position(from);
      memory.inputBatch(batch, position);
      memory.call((engine) => engine.setValues(handle(key), position, batch.count - from, onlyNew ? 1 : 0));
      memory.outputBatch(batch, position);
      return memory.result(abi.RESULT);
    });
  }

  #setValue(key: number, name: string, type: number, data: Uint8Array): number {
    const memory = this.#memory;
    memory.inputName(name);
    memory.inputData(data.subarray(0, abi.DATA_SIZE));
    memory.call((engine) => engine.setValue(handle(key), name.length, type >>> 0, data.length));
    const value = memory.result(abi.RESULT);
    for (let position = abi.DATA_SIZE; position < data.length; position += abi.DATA_SIZE) {
      const part = data.subarray(position, position + abi.DATA_SIZE);
      memory.inputData(part);
      memory.call((engine) => engine.putData(value, position, part.length));
    }
    return value;
  }

  /** The value that is already as it should be, where its data is too large for the engine to see at once. */
  #sameValue(key: number, name: string, type: number, data: Uint8Array): number | undefined {
    const memory = this.#memory;
    const value = memory.lookUp(name, (engine, length) => engine.findValue(handle(key), length));
    if (value === undefined) return undefined;
    memory.call((engine) => engine.readValue(value));
    const isTombstone = (memory.result(abi.VALUE_RECORD_FLAGS) & layout.VALUE_FLAG_TOMBSTONE) !== 0;
    const isSameType = memory.result(abi.VALUE_DATA_TYPE) === type >>> 0;
    if (!isSameType || isTombstone || memory.result(abi.VALUE_DATA_BYTES) !== data.length) return undefined;
    for (let position = 0; position < data.length; ) {
      memory.call((engine) => engine.readData(value, position));
      const piece = memory.resultView();
      for (let index = 0; index < piece.length; index++) if (piece[index] !== data[position + index]) return undefined;
      position += piece.length;
    }
    return value;
  }

  /** Deletes a value of a key. */
  deleteValue(key: number, value: number): void {
    this.transaction(() => this.#call((engine) => engine.deleteValue(handle(key), handle(value))));
  }

  /** Renames a value of a key; its offset afterwards. Throws `name-taken`, `name-refused`. */
  renameValue(key: number, value: number, name: string): number {
    return this.#named(name, (engine) => engine.renameValue(handle(key), handle(value), name.length));
  }

  /**
   * Gives a key a security descriptor, self-relative bytes; keys with equal ones share a cell. Only the head of the bytes is
   * looked at. Throws `bad-security-ring` where security cells contradict each other.
   */
  setSecurity(key: number, descriptor: Uint8Array): void {
    this.transaction(() => {
      if (descriptor.length > abi.INPUT_SIZE) throw tooLargeDescriptor(descriptor.length);
      this.#memory.input(descriptor);
      this.#call((engine) => engine.setSecurity(handle(key), descriptor.length));
    });
  }

  /**
   * Changes the security descriptors of a key and of all keys below it: `change` is asked once for each, and gives the new
   * bytes, or undefined for those that stay. Cells whose bytes become equal are merged. Keys get the edit's time only
   * where `touchKeys` says so. Returns how many keys and how many different descriptors have changed.
   */
  changeSecurity(key: number, change: DescriptorChange, options: ChangeSecurityOptions = {}): ChangedSecurity {
    return this.transaction(() => changeSecurityBelow(this.#memory, handle(key), change, options));
  }

  /** Whether the bytes of what is deleted are zeroed. Windows leaves them, and so do we unless asked. */
  wipeFreed(wipe: boolean): void {
    this.#memory.call((engine) => engine.wipeFreed(wipe ? 1 : 0));
  }

  /**
   * Puts the bins of another hive of the same version in the place of all of this one's: `bytes` is its whole file, as
   * `writeTree` gives it. The base block keeps everything but root and size, and the file will end with the bins.
   * It cannot be undone, and all handles are gone: the hive is then to be committed, and closed. Where all bytes are
   * those that are there, nothing has changed.
   */
  replaceBins(bytes: Uint8Array): void {
    if (this.#depth > 0) throw new HiveError("usage", "bins are not replaced within a transaction");
    replaceBins(this.#memory, bytes);
    this.#marks = [];
  }

  /**
   * Does several changes as one: where one fails, none has happened. They are undone as one as well. Until the end, every
   * changed byte is kept in memory as it was: a transaction that would need more than 4 GiB with the hive is refused with
   * `out-of-memory`.
   */
  transaction<Result>(work: () => Result): Result {
    const mark = this.#begin();
    this.#depth++;
    let result: Result;
    try {
      result = work();
    } catch (error) {
      if (this.#bulk === undefined) this.#rollBack(mark);
      else this.#bulk.failure ??= { error };
      throw error;
    } finally {
      this.#depth--;
    }
    if (this.#depth === 0) this.#marks.push(mark);
    return result;
  }

  /**
   * A transaction of very many changes. It keeps each page as it was, once, and nothing of new ones: memory goes with the hive
   * as it was, not with what is done. So a change that fails takes all of them back, also where its error is caught, and
   * nothing in it can be rehearsed.
   *
   * @example
   * editing.bulk(() => {
   *   for (const name of names) editing.setValue(key, name, 1, data);
   * });
   */
  bulk<Result>(work: () => Result): Result {
    if (this.#bulk !== undefined) return this.transaction(work);
    return this.transaction(() => {
      const mark = this.#begin();
      const bulk: Bulk = { failure: undefined };
      this.#memory.call((engine) => engine.keepPages(1));
      this.#bulk = bulk;
      try {
        const result = work();
        if (bulk.failure === undefined) return result;
      } catch (error) {
        bulk.failure ??= { error };
      } finally {
        this.#bulk = undefined;
        if (this.#memory.isOpen) this.#memory.call((engine) => engine.keepPages(0));
      }
      this.#rollBack(mark);
      throw bulk.failure.error;
    });
  }

  /** Does changes, hands out what `work` finds, and takes them back, whatever happens. */
  rehearse<Result>(work: () => Result): Result {
    if (this.#bulk !== undefined) throw new HiveError("usage", "nothing is rehearsed within a bulk of changes");
    const mark = this.#begin();
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#rollBack(mark);
    }
  }

  /**
   * Takes the last change, or transaction, back. False when there is none that can be: what is older than the last 64 MiB of
   * changed bytes is forgotten, and nothing is undone while a transaction goes on.
   */
  undo(): boolean {
    const mark = this.#depth > 0 ? undefined : this.#marks.pop();
    if (mark !== undefined) this.#rollBack(mark);
    return mark !== undefined;
  }

  #named(name: string, call: (engine: EngineExports) => number): number {
    return this.transaction(() => {
      if (name.length > layout.MAXIMUM_NAME_LENGTH * 2) throw tooLong(name);
      this.#memory.inputName(name);
      this.#call(call);
      return this.#memory.result(abi.RESULT);
    });
  }

  #call(call: (engine: EngineExports) => number): void {
    this.#memory.call(call);
  }

  #begin(): number {
    if (this.#bulk?.failure !== undefined) throw this.#bulk.failure.error;
    const [low, high] = this.time === "keep" ? [layout.NIL, layout.NIL] : halves(this.time);
    this.#memory.call((engine) => engine.beginChange(low, high));
    const mark = this.#memory.result(abi.RESULT);
    if (this.#depth > 0 || mark < LARGEST_JOURNAL) return mark;
    this.#memory.call((engine) => engine.forget());
    this.#marks = [];
    return 0;
  }

  /** After a trap there is no engine any more, and nothing to take back. */
  #rollBack(mark: number): void {
    if (this.#memory.isOpen) this.#memory.call((engine) => engine.rollback(mark));
  }
}

/** Bytes: what is older is no longer undone. */
const LARGEST_JOURNAL = 64 * 1024 * 1024;

function tooLong(name: string): HiveError {
  return new HiveError("name-refused", "the name is too long", { found: `${name.length} characters` });
}
