import {
  BASE_BLOCK,
  BIG_DATA,
  type FieldTable,
  KEY_NODE,
  SECURITY,
  SUBKEY_LIST,
  sizeOf,
  VALUE,
} from "./layout-transcription.ts";
import { StructureView } from "./structure-view.ts";

const NIL = 0xffffffff;
const SEGMENT_SIZE = 16344;
const MAXIMUM_DEPTH = 512;

export interface ReferenceValue {
  readonly offset: number;
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
  readonly record: StructureView;
}

export interface ReferenceKey {
  readonly offset: number;
  readonly name: string;
  /** Names below the root; the root has none. */
  readonly path: readonly string[];
  readonly node: StructureView;
  readonly className: string | undefined;
  readonly values: readonly ReferenceValue[];
  readonly keys: readonly ReferenceKey[];
  /** Offset of each leaf of the subkey list, with the position of its first element among all subkeys. */
  readonly leaves: readonly {
    readonly offset: number;
    readonly kind: string;
    readonly first: number;
    readonly count: number;
  }[];
}

export interface ReferenceHive {
  readonly baseBlock: StructureView;
  readonly binsSize: number;
  readonly root: ReferenceKey;
  /** Which allocated cells belong to the tree, and how often each was referred to. */
  readonly reached: ReadonlyMap<number, number>;
}

/** Reads a whole hive, slowly and plainly, as it lies in the file; throws a plain Error at the first thing that is wrong. */
export function readHive(bytes: Uint8Array): ReferenceHive {
  return new HiveReader(bytes).read();
}

/** All keys of the hive in the order of its lists, each before its subkeys. */
export function* walkKeys(key: ReferenceKey): Generator<ReferenceKey> {
  yield key;
  for (const subkey of key.keys) yield* walkKeys(subkey);
}

class HiveReader {
  readonly #bins: Uint8Array;
  readonly #baseBlock: StructureView;
  readonly #reached = new Map<number, number>();
  readonly #path: string[] = [];
  readonly #isOld: boolean;

  constructor(bytes: Uint8Array) {
    this.#baseBlock = new StructureView(bytes, BASE_BLOCK, 0);
    const size = this.#baseBlock.number("hiveBinsDataSize");
    if (this.#baseBlock.text("signature") !== "regf") throw new Error("not a hive");
    if (4096 + size > bytes.length) throw new Error("the hive is truncated");
    this.#bins = bytes.subarray(4096, 4096 + size);
    this.#isOld = this.#baseBlock.number("minorVersion") < 2;
  }

  read(): ReferenceHive {
    const root = this.#key(this.#baseBlock.number("rootCell"), "");
    return { baseBlock: this.#baseBlock, binsSize: this.#bins.length, root, reached: this.#reached };
  }

  #key(offset: number, parentPath: string): ReferenceKey {
    if (this.#reached.has(offset)) throw new Error(`the key at ${offset} is listed twice`);
    const data = this.#cell(offset);
    const node = this.#structure(data, KEY_NODE, "nk", offset);
    const flags = node.number("flags");
    const name = this.#name(data, sizeOf(KEY_NODE), node.number("nameSize"), !this.#isOld && (flags & 0x20) !== 0);
    if (this.#path.length > MAXIMUM_DEPTH) throw new Error(`the tree is too deep below ${parentPath}`);
    this.#cell(node.number("security"));
    const isHandle = (flags & 0x40) !== 0;
    const values = isHandle ? [] : this.#valueList(node).map((value) => this.#value(value));
    const { elements, leaves } = this.#subkeys(node);
    const keys = elements.map((element) => {
      this.#path.push(this.#nameAt(element));
      const subkey = this.#key(element, name);
      this.#path.pop();
      return subkey;
    });
    return { offset, name, path: [...this.#path], node, className: this.#className(node), values, keys, leaves };
  }

  #subkeys(node: StructureView) {
    const count = node.number("subkeyCount");
    const leaves: { offset: number; kind: string; first: number; count: number }[] = [];
    const elements: number[] = [];
    if (count > 0) {
      const list = node.number("subkeyList");
      const leafOffsets = this.#signature(list) === "ri" ? this.#elements(list, 4) : [list];
      for (const offset of leafOffsets) {
        const kind = this.#signature(offset);
        if (!["li", "lf", "lh"].includes(kind)) throw new Error(`no leaf at ${offset}`);
        const found = this.#elements(offset, kind === "li" ? 4 : 8);
        leaves.push({ offset, kind, first: elements.length, count: found.length });
        elements.push(...found);
      }
    }
    if (elements.length !== count) throw new Error(`a key counts ${count} subkeys and lists ${elements.length}`);
    return { elements, leaves };
  }

  #elements(offset: number, width: number): number[] {
    const data = this.#cell(offset);
    const count = new StructureView(data, SUBKEY_LIST, 0).number("count");
    if (count === 0) throw new Error(`an empty list at ${offset}`);
    return Array.from({ length: count }, (_, index) => dwordAt(data, sizeOf(SUBKEY_LIST) + index * width));
  }

  #valueList(node: StructureView): number[] {
    const count = node.number("valueCount");
    if (count === 0) return [];
    const data = this.#cell(node.number("valueList"));
    return Array.from({ length: count }, (_, index) => dwordAt(data, index * 4));
  }

  #value(offset: number): ReferenceValue {
    const data = this.#cell(offset);
    const value = this.#structure(data, VALUE, "vk", offset);
    const name = this.#name(
      data,
      sizeOf(VALUE),
      value.number("nameSize"),
      !this.#isOld && (value.number("flags") & 1) !== 0,
    );
    return { offset, name, type: value.number("type"), data: this.#data(value), record: value };
  }

  #data(value: StructureView): Uint8Array {
    const size = value.number("dataSize");
    if (size >= 0x80000000) {
      if (size - 0x80000000 > 4) throw new Error("more than 4 bytes inside a value");
      return value.bytes("data").subarray(0, size - 0x80000000);
    }
    if (size === 0) return new Uint8Array(0);
    const offset = value.number("data");
    const cell = this.#cell(offset);
    if (this.#baseBlock.number("minorVersion") >= 4 && size > SEGMENT_SIZE) return this.#bigData(cell, offset, size);
    if (size > cell.length) throw new Error(`${size} bytes of data in a cell for ${cell.length}`);
    return cell.subarray(0, size);
  }

  #bigData(cell: Uint8Array, offset: number, size: number): Uint8Array {
    const record = this.#structure(cell, BIG_DATA, "db", offset);
    const count = record.number("segmentCount");
    if (count !== Math.ceil(size / SEGMENT_SIZE)) throw new Error(`${count} segments for ${size} bytes`);
    const list = this.#cell(record.number("segmentList"));
    const data = new Uint8Array(size);
    for (let index = 0; index < count; index++) {
      const at = index * SEGMENT_SIZE;
      const segment = this.#cell(dwordAt(list, index * 4)).subarray(0, Math.min(SEGMENT_SIZE, size - at));
      if (segment.length < Math.min(SEGMENT_SIZE, size - at)) throw new Error("a segment is too small");
      data.set(segment, at);
    }
    return data;
  }

  #className(node: StructureView): string | undefined {
    const size = node.number("classSize");
    return size === 0 ? undefined : this.#name(this.#cell(node.number("className")), 0, size, false);
  }

  #nameAt(offset: number): string {
    const data = this.#look(offset);
    const node = this.#structure(data, KEY_NODE, "nk", offset);
    return this.#name(
      data,
      sizeOf(KEY_NODE),
      node.number("nameSize"),
      !this.#isOld && (node.number("flags") & 0x20) !== 0,
    );
  }

  #name(data: Uint8Array, start: number, size: number, compressed: boolean): string {
    if (start + size > data.length) throw new Error("a name is longer than its cell");
    if (!compressed && size % 2 !== 0) throw new Error("half a letter in a name");
    const bytes = Buffer.from(data.subarray(start, start + size));
    return bytes.toString(compressed ? "latin1" : "utf16le");
  }

  #signature(offset: number): string {
    return Buffer.from(this.#look(offset).subarray(0, 2)).toString("latin1");
  }

  #structure(data: Uint8Array, table: FieldTable, signature: string, offset: number): StructureView {
    const view = new StructureView(data, table, 0);
    if (view.text("signature") !== signature) throw new Error(`no ${signature} at ${offset}`);
    return view;
  }

  /** The data of an allocated cell that something refers to. */
  #cell(offset: number): Uint8Array {
    const data = this.#look(offset);
    this.#reached.set(offset, (this.#reached.get(offset) ?? 0) + 1);
    return data;
  }

  #look(offset: number): Uint8Array {
    if (offset === NIL || offset % 8 !== 0 || offset + 8 > this.#bins.length) throw new Error(`no cell at ${offset}`);
    const size = 0x100000000 - dwordAt(this.#bins, offset);
    if (size < 8 || size > this.#bins.length - offset) throw new Error(`no allocated cell at ${offset}`);
    // Version 1.1 has the place of the bin's previous cell in front of the data as well.
    return this.#bins.subarray(offset + (this.#isOld ? 8 : 4), offset + size);
  }
}

/** A security cell seen through its fields, for those who check the ring. */
export function securityAt(bytes: Uint8Array, offset: number): StructureView {
  const isOld = new StructureView(bytes, BASE_BLOCK, 0).number("minorVersion") < 2;
  return new StructureView(bytes, SECURITY, 4096 + offset + (isOld ? 8 : 4));
}

export function dwordAt(bytes: Uint8Array, at: number): number {
  if (at < 0 || at + 4 > bytes.length) throw new RangeError(`no dword at ${at}`);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}
