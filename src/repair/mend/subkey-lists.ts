import { hashOf, hintOf, layout, upcaseTable } from "hivex-wasm";
import type { SalvagedKey } from "../salvage/salvaged-key.ts";
import { type Leaf, type ReadList, SubkeyListReader } from "../salvage/subkey-list.ts";
import type { Mending } from "./mending.ts";

/** Lists of subkeys, where they can hold what they should: elements in order, with hints and hashes, and the key's count. */
export class SubkeyListMender {
  readonly #mending: Mending;
  readonly #lists: SubkeyListReader;
  readonly #upcase: Uint16Array = upcaseTable();

  constructor(mending: Mending) {
    this.#mending = mending;
    const { image, cells } = mending.salvaged;
    this.#lists = new SubkeyListReader(image, cells);
  }

  /** False where the list has to be built anew. */
  mend({ node, subkeys }: SalvagedKey): boolean {
    const mending = this.#mending;
    const { data } = node;
    mending.put32(data + layout.KEY_NODE_SUBKEY_COUNT, subkeys.length);
    if (subkeys.length === 0) {
      mending.put32(data + layout.KEY_NODE_SUBKEY_LIST, layout.NIL);
      return true;
    }
    const list = this.#lists.read(data);
    return this.#holds(list, subkeys.length) && this.#use(data, list) && this.#fill(list.leaves, subkeys);
  }

  /** Every leaf keeps something to hold, and the last ones may hold less than they did. */
  #holds({ leaves, fault }: ReadList, count: number): boolean {
    if (fault !== undefined && !MENDED_WITHIN.has(fault.code)) return false;
    const before = leaves.slice(0, -1).reduce((sum, leaf) => sum + leaf.count, 0);
    return leaves.length > 0 && count > before && count <= before + (leaves.at(-1)?.count ?? 0);
  }

  #use(data: number, { leaves }: ReadList): boolean {
    const mending = this.#mending;
    const list = mending.u32(data + layout.KEY_NODE_SUBKEY_LIST);
    const places = leaves.map((leaf) => leaf.data - layout.CELL_HEADER_SIZE);
    const isOneLeaf = places.length === 1 && places[0] === list;
    return (isOneLeaf || mending.use(list)) && places.every((place) => mending.roomAt(place) > 0 && mending.use(place));
  }

  #fill(leaves: readonly Leaf[], subkeys: readonly SalvagedKey[]): boolean {
    const mending = this.#mending;
    let next = 0;
    for (const { data, kind, count } of leaves) {
      const most = Math.min(count, subkeys.length - next);
      mending.put16(data + layout.LIST_COUNT, most);
      for (let index = 0; index < most; index++) {
        const subkey = subkeys[next++] as SalvagedKey;
        const size = kind === layout.SIGNATURE_LI ? layout.INDEX_ELEMENT_SIZE : layout.LEAF_ELEMENT_SIZE;
        const element = data + layout.LIST_HEADER_SIZE + index * size;
        mending.put32(element, subkey.node.offset);
        if (kind !== layout.SIGNATURE_LI) mending.put32(element + layout.LEAF_ELEMENT_HINT, this.#hint(kind, subkey));
      }
    }
    return next === subkeys.length;
  }

  /** What a leaf says of a name, once that stands in its record. */
  #hint(kind: number, { node }: SalvagedKey): number {
    const mending = this.#mending;
    const at = layout.BASE_BLOCK_SIZE + node.data + layout.KEY_NODE_SIZE;
    const size = mending.u16(node.data + layout.KEY_NODE_NAME_SIZE);
    const isCompressed = (mending.u16(node.data + layout.KEY_NODE_FLAGS) & layout.KEY_FLAG_COMPRESSED_NAME) !== 0;
    const name = { bytes: mending.bytes, at, size, isCompressed };
    return kind === layout.SIGNATURE_LH ? hashOf(name, this.#upcase) : hintOf(name);
  }
}

/** Faults that leave all leaves where they are: wrong counts, elements that lead nowhere. */
const MENDED_WITHIN: ReadonlySet<string> = new Set(["I55"]);
