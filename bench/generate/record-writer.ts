import { NIL } from "../../fixtures/build/key-node.ts";
import { hashLeafHash } from "../../fixtures/build/name.ts";
import { compareNames } from "../../fixtures/build/upcase.ts";
import type { CellStream } from "./cell-stream.ts";

/** From this many bytes on, data is cut into segments; each of them gets a cell of this size and four spare bytes. */
const SEGMENT_SIZE = 16344;
const LEAF_COUNT = 507;
const COMPRESSED_KEY_NAME = 0x20;

/** A key whose subkeys and values are still being written; its node is filled in when it is closed. */
export interface OpenKey {
  readonly offset: number;
  readonly name: string;
  readonly parent: number;
  readonly flags: number;
  readonly time: bigint;
  readonly security: number;
  readonly className?: string;
  readonly subkeys: { readonly name: string; readonly offset: number }[];
  readonly values: number[];
  largestSubkeyName: number;
  largestSubkeyClass: number;
  largestValueName: number;
  largestValueData: number;
}

type NewKey = Pick<OpenKey, "name" | "flags" | "time" | "security"> & { readonly className?: string };

/** Writes key nodes, lists and values of version 1.5 into a stream of cells. */
export class RecordWriter {
  readonly #cells: CellStream;
  /** Every record is put together here first. */
  readonly #record = Buffer.alloc(1 << 16);

  constructor(cells: CellStream) {
    this.#cells = cells;
  }

  openKey(key: NewKey, parent?: OpenKey): OpenKey {
    const offset = this.#cells.allocate(76 + nameSize(key.name));
    if (parent) {
      parent.subkeys.push({ name: key.name, offset });
      parent.largestSubkeyName = Math.max(parent.largestSubkeyName, key.name.length * 2);
      parent.largestSubkeyClass = Math.max(parent.largestSubkeyClass, (key.className ?? "").length * 2);
    }
    const largest = { largestSubkeyName: 0, largestSubkeyClass: 0, largestValueName: 0, largestValueData: 0 };
    return { ...key, offset, parent: parent?.offset ?? NIL, subkeys: [], values: [], ...largest };
  }

  /** Writes the lists of the key, then its node. */
  closeKey(key: OpenKey): void {
    const subkeyList = this.#subkeyList(key.subkeys);
    const valueList = key.values.length === 0 ? NIL : this.#cells.store(dwordBytes(key.values));
    const classBytes = Buffer.from(key.className ?? "", "utf16le");
    const classOffset = classBytes.length === 0 ? NIL : this.#cells.store(classBytes);
    const record = this.#record.fill(0, 0, 76);
    record.write("nk", 0, "latin1");
    record.writeUInt16LE(key.flags | (isLatin1(key.name) ? COMPRESSED_KEY_NAME : 0), 2);
    record.writeBigUInt64LE(key.time, 4);
    record.writeUInt32LE(key.parent, 16);
    record.writeUInt32LE(key.subkeys.length, 20);
    record.writeUInt32LE(subkeyList, 28);
    record.writeUInt32LE(NIL, 32);
    record.writeUInt32LE(key.values.length, 36);
    record.writeUInt32LE(valueList, 40);
    record.writeUInt32LE(key.security, 44);
    record.writeUInt32LE(classOffset, 48);
    record.writeUInt16LE(key.largestSubkeyName, 52);
    record.writeUInt32LE(key.largestSubkeyClass, 56);
    record.writeUInt32LE(key.largestValueName, 60);
    record.writeUInt32LE(key.largestValueData, 64);
    record.writeUInt16LE(nameSize(key.name), 72);
    record.writeUInt16LE(classBytes.length, 74);
    writeName(record, key.name, 76);
    this.#cells.put(key.offset, record.subarray(0, 76 + nameSize(key.name)));
  }

  addValue(key: OpenKey, name: string, type: number, data: Uint8Array): void {
    const size = 20 + nameSize(name);
    const offset = this.#cells.allocate(size);
    const inline = data.length <= 4;
    const dataOffset = inline ? 0 : this.#data(data);
    const record = this.#record.fill(0, 0, 20);
    record.write("vk", 0, "latin1");
    record.writeUInt16LE(nameSize(name), 2);
    record.writeUInt32LE((data.length | (inline ? 0x80000000 : 0)) >>> 0, 4);
    if (inline) record.set(data, 8);
    else record.writeUInt32LE(dataOffset, 8);
    record.writeUInt32LE(type, 12);
    record.writeUInt16LE(name !== "" && isLatin1(name) ? 1 : 0, 16);
    writeName(record, name, 20);
    this.#cells.put(offset, record.subarray(0, size));
    key.values.push(offset);
    key.largestValueName = Math.max(key.largestValueName, name.length * 2);
    key.largestValueData = Math.max(key.largestValueData, data.length);
  }

  #data(data: Uint8Array): number {
    if (data.length <= SEGMENT_SIZE) return this.#cells.store(data);
    const count = Math.ceil(data.length / SEGMENT_SIZE);
    const bigData = Buffer.alloc(12);
    const offset = this.#cells.allocate(bigData.length);
    const segments = Array.from({ length: count }, (_, index) => {
      const segment = this.#cells.allocate(SEGMENT_SIZE + 4);
      this.#cells.put(segment, data.subarray(index * SEGMENT_SIZE, (index + 1) * SEGMENT_SIZE));
      return segment;
    });
    bigData.write("db", 0, "latin1");
    bigData.writeUInt16LE(count, 2);
    bigData.writeUInt32LE(this.#cells.store(dwordBytes(segments)), 4);
    this.#cells.put(offset, bigData);
    return offset;
  }

  /** A hash leaf, or several of them under an index root. */
  #subkeyList(subkeys: OpenKey["subkeys"]): number {
    if (subkeys.length === 0) return NIL;
    const sorted = subkeys.toSorted((left, right) => compareNames(left.name, right.name));
    const leaves: number[] = [];
    for (let from = 0; from < sorted.length; from += LEAF_COUNT) {
      const part = sorted.slice(from, from + LEAF_COUNT);
      const pairs = part.flatMap(({ name, offset }) => [offset, hashLeafHash(name)]);
      leaves.push(this.#cells.store(list("lh", part.length, pairs)));
    }
    const [only = NIL] = leaves;
    return leaves.length === 1 ? only : this.#cells.store(list("ri", leaves.length, leaves));
  }
}

function list(signature: string, count: number, dwords: readonly number[]): Uint8Array {
  const bytes = Buffer.concat([Buffer.from(signature, "latin1"), Buffer.alloc(2), dwordBytes(dwords)]);
  bytes.writeUInt16LE(count, 2);
  return bytes;
}

function dwordBytes(dwords: readonly number[]): Buffer {
  const bytes = Buffer.alloc(dwords.length * 4);
  for (const [index, dword] of dwords.entries()) bytes.writeUInt32LE(dword, index * 4);
  return bytes;
}

function isLatin1(name: string): boolean {
  for (let index = 0; index < name.length; index++) if (name.charCodeAt(index) > 0xff) return false;
  return true;
}

function nameSize(name: string): number {
  return isLatin1(name) ? name.length : name.length * 2;
}

function writeName(record: Buffer, name: string, at: number): void {
  record.write(name, at, isLatin1(name) ? "latin1" : "utf16le");
}
