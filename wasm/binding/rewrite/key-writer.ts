import * as layout from "../../assembly/layout.ts";
import type { BinWriter } from "./bin-writer.ts";
import { SecurityWriter } from "./security-writer.ts";
import { hashOf, hintOf, upcaseTable, wideSize } from "./stored-name.ts";
import { SubkeyListWriter } from "./subkey-list-writer.ts";
import type { TreeSource } from "./tree-source.ts";
import { writeValue } from "./write-value.ts";

const DATA = layout.BASE_BLOCK_SIZE + layout.CELL_HEADER_SIZE;

/** A key that has been written, and whose subkeys are being written. */
export interface OpenKey {
  readonly offset: number;
  readonly subkeys: ArrayLike<number>;
  /** Which of them comes next. */
  next: number;
  readonly list: SubkeyListWriter;
  /** Bytes, as hints tell them. */
  largestName: number;
  largestClass: number;
}

/** Writes keys, each with what belongs to it: class name, security, values, and its place in its parent's list. */
export class KeyWriter {
  readonly #bins: BinWriter;
  readonly #source: TreeSource;
  readonly #minorVersion: number;
  readonly #securities: SecurityWriter;
  readonly #upcase: Uint16Array | undefined; // where lists keep hashes

  constructor(bins: BinWriter, source: TreeSource, minorVersion: number) {
    this.#bins = bins;
    this.#source = source;
    this.#minorVersion = minorVersion;
    this.#securities = new SecurityWriter(bins, source);
    this.#upcase = minorVersion >= layout.HASH_LEAF_MINOR ? upcaseTable() : undefined;
  }

  /** Writes a key but for what its subkeys decide; `close` does that, and is to be called where there are any. */
  open(handle: number, parent: OpenKey | undefined): OpenKey {
    const bins = this.#bins;
    const { node, className, security } = this.#source.key(handle);
    parent?.list.makeRoom();
    const offset = bins.allocate(node.length);
    const at = DATA + offset;
    bins.bytes.set(node, at);
    this.#forgetMemory(at);
    this.#putClassName(at, className);
    if (parent !== undefined) this.#enlist(offset, parent, className.length);
    this.#put(at, layout.KEY_NODE_SECURITY, this.#securities.share(security));
    this.#writeValues(at, handle);
    const subkeys = this.#source.subkeys(handle);
    const list = new SubkeyListWriter(bins, subkeys.length, this.#minorVersion);
    this.#put(at, layout.KEY_NODE_SUBKEY_COUNT, subkeys.length);
    this.#put(at, layout.KEY_NODE_SUBKEY_LIST, list.offset);
    return { offset, subkeys, next: 0, list, largestName: 0, largestClass: 0 };
  }

  close({ offset, largestName, largestClass }: OpenKey): void {
    this.#bins.view.setUint16(DATA + offset + layout.KEY_NODE_LARGEST_SUBKEY_NAME, largestName, true);
    this.#put(DATA + offset, layout.KEY_NODE_LARGEST_CLASS, largestClass);
  }

  /** Volatile subkeys and the look-up cache of old kernels mean nothing in a file; hints begin anew. */
  #forgetMemory(at: number): void {
    this.#put(at, layout.KEY_NODE_VOLATILE_SUBKEY_COUNT, 0);
    this.#put(at, layout.KEY_NODE_VOLATILE_SUBKEY_LIST, layout.NIL);
    this.#put(at, layout.KEY_NODE_WORK, 0);
    this.#bins.view.setUint16(at + layout.KEY_NODE_LARGEST_SUBKEY_NAME, 0, true);
    this.#put(at, layout.KEY_NODE_LARGEST_CLASS, 0);
  }

  #putClassName(at: number, className: Uint8Array): void {
    const cell = className.length === 0 ? layout.NIL : this.#bins.allocate(className.length);
    this.#put(at, layout.KEY_NODE_CLASS, cell);
    this.#bins.view.setUint16(at + layout.KEY_NODE_CLASS_SIZE, className.length, true);
    if (className.length > 0) this.#bins.bytes.set(className, DATA + cell);
  }

  #enlist(offset: number, parent: OpenKey, classSize: number): void {
    const { bytes, view } = this.#bins;
    const at = DATA + offset;
    view.setUint32(at + layout.KEY_NODE_PARENT, parent.offset, true);
    const size = view.getUint16(at + layout.KEY_NODE_NAME_SIZE, true);
    const flags = view.getUint16(at + layout.KEY_NODE_FLAGS, true);
    const isCompressed = (flags & layout.KEY_FLAG_COMPRESSED_NAME) !== 0;
    const name = { bytes, at: at + layout.KEY_NODE_SIZE, size, isCompressed };
    parent.list.add(offset, () => (this.#upcase ? hashOf(name, this.#upcase) : hintOf(name)));
    parent.largestName = Math.max(parent.largestName, wideSize(name));
    parent.largestClass = Math.max(parent.largestClass, classSize);
  }

  #writeValues(at: number, handle: number): void {
    const bins = this.#bins;
    const values = this.#source.values(handle);
    const flags = bins.view.getUint16(at + layout.KEY_NODE_FLAGS, true);
    const isHandle = (flags & layout.KEY_FLAG_PREDEFINED_HANDLE) !== 0; // it stands in the place of the count
    const list = values.length === 0 ? layout.NIL : bins.allocate(values.length * 4);
    let largestName = 0;
    let largestData = 0;
    for (let index = 0; index < values.length; index++) {
      const value = this.#source.value(values[index] as number);
      const offset = writeValue(bins, value, this.#minorVersion);
      bins.view.setUint32(DATA + list + index * 4, offset, true);
      largestName = Math.max(largestName, nameSizeOf(bins.view, DATA + offset));
      largestData = Math.max(largestData, value.data.length);
    }
    if (!isHandle) this.#put(at, layout.KEY_NODE_VALUE_COUNT, values.length);
    this.#put(at, layout.KEY_NODE_VALUE_LIST, list);
    this.#put(at, layout.KEY_NODE_LARGEST_VALUE_NAME, largestName);
    this.#put(at, layout.KEY_NODE_LARGEST_VALUE_DATA, largestData);
  }

  #put(at: number, field: number, value: number): void {
    this.#bins.view.setUint32(at + field, value, true);
  }
}

/** Bytes of a value's name as if in UTF-16. */
function nameSizeOf(view: DataView, at: number): number {
  const size = view.getUint16(at + layout.VALUE_NAME_SIZE, true);
  const flags = view.getUint16(at + layout.VALUE_FLAGS, true);
  return (flags & layout.VALUE_FLAG_COMPRESSED_NAME) !== 0 ? size * 2 : size;
}
