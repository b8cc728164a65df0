import * as layout from "../../assembly/layout.ts";
import type { BinWriter } from "./bin-writer.ts";

const DATA = layout.BASE_BLOCK_SIZE + layout.CELL_HEADER_SIZE; // from a cell's offset to its data in the file

/** A kind of leaf: how large its elements are, and how many of them are written to one, which fill a page then. */
interface LeafKind {
  readonly signature: number;
  readonly elementSize: number;
  readonly most: number;
}

const HASH_LEAF: LeafKind = {
  signature: layout.SIGNATURE_LH,
  elementSize: layout.LEAF_ELEMENT_SIZE,
  most: layout.LEAF_MAXIMUM,
};
const FAST_LEAF: LeafKind = { ...HASH_LEAF, signature: layout.SIGNATURE_LF };
const INDEX_LEAF: LeafKind = {
  signature: layout.SIGNATURE_LI,
  elementSize: layout.INDEX_ELEMENT_SIZE,
  most: layout.INDEX_LEAF_MAXIMUM,
};

/** Before hash leaves came, Windows has an index leaf take over where a fast one is full. */
function leafKindFor(count: number, minorVersion: number): LeafKind {
  if (minorVersion >= layout.HASH_LEAF_MINOR) return HASH_LEAF;
  return count <= FAST_LEAF.most ? FAST_LEAF : INDEX_LEAF;
}

/**
 * A key's subkey list, of the kind that its hive's version has: one leaf, or several below an index root. A leaf comes into
 * being with its first subkey, so that it lies before the keys that it names.
 */
export class SubkeyListWriter {
  /** What the key node names; NIL for a key without subkeys. */
  readonly offset: number;
  readonly #bins: BinWriter;
  readonly #kind: LeafKind;
  readonly #count: number;
  readonly #hasRoot: boolean;
  #leaf: number;
  #added = 0;

  constructor(bins: BinWriter, count: number, minorVersion: number) {
    this.#bins = bins;
    this.#count = count;
    this.#kind = leafKindFor(count, minorVersion);
    const { most } = this.#kind;
    this.#hasRoot = count > most;
    if (this.#hasRoot)
      this.offset = this.#list(layout.SIGNATURE_RI, Math.ceil(count / most), layout.INDEX_ELEMENT_SIZE);
    else this.offset = count === 0 ? layout.NIL : this.#newLeaf(count);
    this.#leaf = this.offset;
  }

  /** Makes the leaf for the next subkey where there is none yet: to be called before the subkey gets its cell. */
  makeRoom(): void {
    const { most } = this.#kind;
    if (!this.#hasRoot || this.#added % most !== 0) return;
    this.#leaf = this.#newLeaf(Math.min(most, this.#count - this.#added));
    const element = DATA + this.offset + layout.LIST_HEADER_SIZE + (this.#added / most) * layout.INDEX_ELEMENT_SIZE;
    this.#bins.view.setUint32(element, this.#leaf, true);
  }

  /** Names the next subkey; `hint` makes what the leaf keeps of its name, where it keeps something. */
  add(offset: number, hint: () => number): void {
    const { most, elementSize } = this.#kind;
    const element = DATA + this.#leaf + layout.LIST_HEADER_SIZE + (this.#added++ % most) * elementSize;
    this.#bins.view.setUint32(element, offset, true);
    if (elementSize === layout.LEAF_ELEMENT_SIZE)
      this.#bins.view.setUint32(element + layout.LEAF_ELEMENT_HINT, hint(), true);
  }

  #newLeaf(count: number): number {
    return this.#list(this.#kind.signature, count, this.#kind.elementSize);
  }

  #list(signature: number, count: number, elementSize: number): number {
    const offset = this.#bins.allocate(layout.LIST_HEADER_SIZE + count * elementSize);
    const { view } = this.#bins;
    view.setUint16(DATA + offset + layout.LIST_SIGNATURE, signature, true);
    view.setUint16(DATA + offset + layout.LIST_COUNT, count, true);
    return offset;
  }
}
