import * as abi from "../../assembly/abi.ts";
import * as layout from "../../assembly/layout.ts";
import type { Engine } from "../engine.ts";
import { exportTree } from "../export.ts";
import type { KeyRecord } from "../key-record.ts";
import type { ValueRecord } from "../records.ts";
import { allStrings, dword, firstString, qword, utf8Length } from "./decode.ts";
import { HivexError, withErrno, withHandleErrno, withRootErrno } from "./errno.ts";
import { HIVEX_VISIT_SKIP_BAD, hiveTypes } from "./flags.ts";
import { asciiFolded, beginsWith, handleOf, mustBeCell, offsetOf } from "./handle.ts";
import { type HivexVisitor, walk } from "./visitor.ts";

/** libhivex's functions that read; `Hivex` opens, closes and writes. */
export abstract class HivexReading {
  readonly #isUnsafe: boolean;

  protected constructor(isUnsafe: boolean) {
    this.#isUnsafe = isUnsafe;
  }

  /** @internal Throws EBADF when the hive has been closed. */
  protected abstract engine(): Engine;

  /** The root key. ENOKEY where it cannot be read, which `open` finds unless it was told to be unsafe. */
  root(): number {
    const engine = this.engine();
    withRootErrno("ENOKEY", () => engine.key(engine.baseBlock.rootOffset));
    return handleOf(engine.baseBlock.rootOffset);
  }

  /** When the hive was last written, by its base block. */
  lastModified(): bigint {
    return this.engine().baseBlock.lastWritten;
  }

  /** A key's name: every UTF-16 unit, a lone surrogate or a NUL, too. */
  nodeName(node: number): string {
    return this.nodeRecord(node).name;
  }

  /** Bytes of a key's name in UTF-8. */
  nodeNameLen(node: number): number {
    return utf8Length(this.nodeName(node));
  }

  /** When a key was last written. */
  nodeTimestamp(node: number): bigint {
    return this.nodeRecord(node).lastWritten;
  }

  /**
   * A key's children, in stored order. ENOTSUP or EFAULT where their list is broken or one of them is no key; a hive that
   * was opened unsafe gives the list without looking at the children.
   */
  nodeChildren(node: number): number[] {
    this.nodeRecord(node);
    const engine = this.engine();
    return withErrno(() => {
      const children = engine.subkeys(offsetOf(node));
      if (!this.#isUnsafe) for (const child of children) engine.key(child);
      return children.map(handleOf);
    });
  }

  /** How many children a key says it has. */
  nodeNrChildren(node: number): number {
    return this.nodeRecord(node).subkeyCount;
  }

  /**
   * A key's child of this name, as Windows compares: case-insensitive beyond ASCII. undefined where there is none.
   * A list that is not sorted as Windows sorts, as libhivex writes it, is looked through from its start.
   *
   * @example
   * const node = hivex.nodeGetChild(hivex.root(), "software");
   * if (node !== undefined) console.log(hivex.nodeTimestamp(node));
   */
  nodeGetChild(node: number, name: string): number | undefined {
    this.nodeRecord(node);
    const found = withErrno(() => this.engine().findSubkey(offsetOf(node), name));
    if (found !== undefined) return handleOf(found);
    return this.nodeChildren(node).find((child) => asciiFolded(this.nodeName(child)) === asciiFolded(name));
  }

  /** A key's parent. EFAULT for the root, which has none, and where the key names something that is no key. */
  nodeParent(node: number): number {
    const { parent } = this.nodeRecord(node);
    const engine = this.engine();
    if (offsetOf(node) === engine.baseBlock.rootOffset) throw new HivexError("EFAULT", "the root key has no parent");
    withErrno(() => engine.key(parent));
    return handleOf(parent);
  }

  /**
   * A key's values, in stored order. EFAULT where their list is broken or leads to no cell; a hive that was opened
   * unsafe gives the list without looking at the values.
   */
  nodeValues(node: number): number[] {
    this.nodeRecord(node);
    const engine = this.engine();
    return withErrno(() => {
      const values = engine.values(offsetOf(node));
      if (!this.#isUnsafe) for (const value of values) mustBeCell(engine, value);
      return values.map(handleOf);
    });
  }

  /** How many values a key says it has; 0 where a predefined handle stands in the field. */
  nodeNrValues(node: number): number {
    return this.nodeRecord(node).valueCount;
  }

  /** A key's value of this name, case-insensitive; "" is the default value. undefined where there is none. */
  nodeGetValue(node: number, key: string): number | undefined {
    this.nodeRecord(node);
    const found = withErrno(() => this.engine().findValue(offsetOf(node), key));
    return found === undefined ? undefined : handleOf(found);
  }

  /** A value's name; "" is the default value. */
  valueKey(value: number): string {
    return this.valueRecord(value).name;
  }

  /** Bytes of a value's name in UTF-8. */
  valueKeyLen(value: number): number {
    return utf8Length(this.valueKey(value));
  }

  /** A value's type (`hiveTypes`, or any other number) and its bytes of data. */
  valueType(value: number): { type: number; len: number } {
    const { type, size } = this.valueRecord(value);
    return { type, len: size };
  }

  /**
   * A value's type and a copy of its data, big data put together. Throws where the data is not all there.
   *
   * @example
   * const value = hivex.nodeGetValue(hivex.root(), "");
   * if (value !== undefined) console.log(hivex.valueValue(value).value.length);
   */
  valueValue(value: number): { type: number; value: Uint8Array<ArrayBuffer> } {
    const { type } = this.valueRecord(value);
    return { type, value: withErrno(() => this.engine().valueData(offsetOf(value))) };
  }

  /** The text of a REG_SZ, REG_EXPAND_SZ or REG_LINK up to its first NUL. EINVAL for other types, EILSEQ if it is not UTF-16. */
  valueString(value: number): string {
    return firstString(this.#dataOf(value, [hiveTypes.REG_SZ, hiveTypes.REG_EXPAND_SZ, hiveTypes.REG_LINK]));
  }

  /**
   * The texts of a REG_MULTI_SZ, empty ones too: the one that ends the list comes last, as libhivex gives it.
   * EINVAL for other types, EILSEQ if one is not UTF-16.
   */
  valueMultipleStrings(value: number): string[] {
    return allStrings(this.#dataOf(value, [hiveTypes.REG_MULTI_SZ]));
  }

  /** The number in a REG_DWORD or REG_DWORD_BIG_ENDIAN, signed. EINVAL for other types and for less than four bytes. */
  valueDword(value: number): number {
    const data = this.#dataOf(value, [hiveTypes.REG_DWORD, hiveTypes.REG_DWORD_BIG_ENDIAN]);
    return dword(this.valueRecord(value).type, data);
  }

  /** The number in a REG_QWORD, signed. EINVAL for other types and for less than eight bytes. */
  valueQword(value: number): bigint {
    return qword(this.#dataOf(value, [hiveTypes.REG_QWORD]));
  }

  /** Bytes that a key's record takes in the file with its cell's header and its name as it is stored. */
  nodeStructLength(node: number): number {
    this.nodeRecord(node);
    return this.#headerSize() + layout.KEY_NODE_SIZE + this.engine().memory.result(abi.KEY_NAME_SIZE);
  }

  /** Bytes that a value's record takes in the file with its cell's header and its name as it is stored. */
  valueStructLength(value: number): number {
    this.valueRecord(value);
    return this.#headerSize() + layout.VALUE_SIZE + this.engine().memory.result(abi.VALUE_NAME_BYTES);
  }

  /**
   * Where the cell with a value's data (or its big data record) lies, and the bytes of data with a cell's header of four
   * bytes; both 0 where the data lies in the value itself or there is none.
   */
  valueDataCellOffset(value: number): { len: number; offset: number } {
    const { size } = this.valueRecord(value);
    const engine = this.engine();
    const offset = engine.memory.result(abi.VALUE_DATA_OFFSET);
    if (offset === layout.NIL) return { len: 0, offset: 0 };
    withErrno(() => mustBeCell(engine, offset));
    return { len: size + layout.CELL_HEADER_SIZE, offset: handleOf(offset) };
  }

  /**
   * Walks the whole hive, depth first, calling the visitor for keys and values. 0, or -1 when a callback returned that.
   * Without `HIVEX_VISIT_SKIP_BAD` the first thing that cannot be read throws; ELOOP for a key that is reached twice.
   *
   * @example
   * hivex.visit({ valueString: (node, value, type, len, key, text) => console.log(key, text) }, HIVEX_VISIT_SKIP_BAD);
   */
  visit(visitor: HivexVisitor, flags = 0): 0 | -1 {
    return this.visitNode(this.root(), visitor, flags);
  }

  /** The same from one key on. */
  visitNode(node: number, visitor: HivexVisitor, flags = 0): 0 | -1 {
    const read = (value: number) => {
      const { type, name } = this.valueRecord(value);
      return { type, key: name, data: withErrno(() => this.engine().valueData(offsetOf(value))) };
    };
    return walk(this, read, node, visitor, flags);
  }

  /**
   * The whole hive as the document that libhivex's hivexml writes: UTF-8, in pieces that are good until the next one is
   * asked for. With `HIVEX_VISIT_SKIP_BAD` what cannot be read is passed over; without it the first such thing throws.
   * Text that XML has no characters for is told in base64, names with such characters by their UTF-16 units as well.
   *
   * @example
   * for (const piece of hivex.xml()) process.stdout.write(Buffer.from(piece));
   */
  *xml(flags = 0): Generator<Uint8Array> {
    const tolerant = (flags & HIVEX_VISIT_SKIP_BAD) !== 0;
    const steps = exportTree(this.engine(), { format: "hivexml", tolerant, borrowed: true });
    for (;;) {
      const { done, value } = withErrno(() => steps.next());
      if (done === true) return;
      yield value.bytes;
    }
  }

  /** @internal What a handle of a key leads to. */
  protected nodeRecord(node: number): KeyRecord {
    const engine = this.engine();
    const offset = offsetOf(node);
    return withHandleErrno(
      () => engine.key(offset),
      () => beginsWith(engine, offset, layout.SIGNATURE_NK),
    );
  }

  /** @internal What a handle of a value leads to. */
  protected valueRecord(value: number): ValueRecord {
    const engine = this.engine();
    const offset = offsetOf(value);
    return withHandleErrno(
      () => engine.value(offset),
      () => beginsWith(engine, offset, layout.SIGNATURE_VK),
    );
  }

  #dataOf(value: number, types: readonly number[]): Uint8Array {
    const { type } = this.valueRecord(value);
    if (!types.includes(type))
      throw new HivexError("EINVAL", "the value is of another type", { found: `type ${type}` });
    return this.valueValue(value).value;
  }

  #headerSize(): number {
    const isOld = this.engine().baseBlock.minorVersion <= layout.OLD_CELL_MINOR;
    return isOld ? layout.OLD_CELL_HEADER_SIZE : layout.CELL_HEADER_SIZE;
  }
}
