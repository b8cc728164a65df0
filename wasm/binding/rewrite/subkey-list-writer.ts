import * as layout from "../../assembly/layout.ts";
import type { BinWriter } from "./bin-writer.ts";

const DATA = layout.BASE_BLOCK_SIZE + layout.CELL_HEADER_SIZE; // from a cell's offset to its data in the file

/**
 * A key's subkey list, of the kind that its hive's version has: one leaf, or leaves of 507 elements below an index root.
 * A leaf comes into being with its first subkey, so that it lies before the keys that it names.
 */
export class SubkeyListWriter {
  /** What the key node names; NIL for a key without subkeys. */
  readonly offset: number;
  readonly #bins: BinWriter;
  readonly #signature: number;
  readonly #count: number;
  readonly #hasRoot: boolean;
  #leaf: number;
  #added = 0;

  constructor(bins: BinWriter, count: number, signature: number) {
    this.#bins = bins;
    this.#count = count;
    this.#signature = signature;
    this.#hasRoot = count > layout.LEAF_MAXIMUM;
    const leaves = Math.ceil(count / layout.LEAF_MAXIMUM);
    if (this.#hasRoot) this.offset = this.#list(layout.SIGNATURE_RI, leaves, layout.INDEX_ELEMENT_SIZE);
    else this.offset = count === 0 ? layout.NIL : this.#newLeaf(count);
    this.#leaf = this.offset;
  }

  /** Makes the leaf for the next subkey where there is none yet: to be called before the subkey gets its cell. */
  makeRoom(): void {
    if (!this.#hasRoot || this.#added % layout.LEAF_MAXIMUM !== 0) return;
    this.#leaf = this.#newLeaf(Math.min(layout.LEAF_MAXIMUM, this.#count - this.#added));
    const at = this.#added / layout.LEAF_MAXIMUM;
    const element = DATA + this.offset + layout.LIST_HEADER_SIZE + at * layout.INDEX_ELEMENT_SIZE;
    this.#bins.view.setUint32(element, this.#leaf, true);
  }

  /** Names the next subkey, with its hint or hash. */
  add(offset: number, hint: number): void {
    const at = this.#added++ % layout.LEAF_MAXIMUM;
    const element = DATA + this.#leaf + layout.LIST_HEADER_SIZE + at * layout.LEAF_ELEMENT_SIZE;
    this.#bins.view.setUint32(element, offset, true);
    this.#bins.view.setUint32(element + layout.LEAF_ELEMENT_HINT, hint, true);
  }

  #newLeaf(count: number): number {
    return this.#list(this.#signature, count, layout.LEAF_ELEMENT_SIZE);
  }

  #list(signature: number, count: number, elementSize: number): number {
    const offset = this.#bins.allocate(layout.LIST_HEADER_SIZE + count * elementSize);
    const { view } = this.#bins;
    view.setUint16(DATA + offset + layout.LIST_SIGNATURE, signature, true);
    view.setUint16(DATA + offset + layout.LIST_COUNT, count, true);
    return offset;
  }
}
