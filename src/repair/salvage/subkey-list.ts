import { layout } from "hivex-wasm";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";

/** What a leaf says about one subkey. */
export interface ListElement {
  /** Offset of the key node. */
  readonly key: number;
  /** Of a hash leaf: the hash of the name. */
  readonly hash: number | undefined;
  /** Where the element lies, counted from the first hive bin. */
  readonly place: number;
}

/** A key's subkey list as far as it can be read. */
export interface ReadList {
  readonly elements: readonly ListElement[];
  /** What is wrong with it; then subkeys may be missing among the elements. */
  readonly fault: { readonly code: string; readonly message: string; readonly place: number } | undefined;
  /** Its lists can stay where they lie, as they are built. */
  readonly leaves: readonly Leaf[];
}

/** A leaf as it lies. */
export interface Leaf {
  readonly data: number;
  readonly kind: number;
  readonly count: number;
}

const ELEMENT_SIZES: ReadonlyMap<number, number> = new Map([
  [layout.SIGNATURE_LI, layout.INDEX_ELEMENT_SIZE],
  [layout.SIGNATURE_LF, layout.LEAF_ELEMENT_SIZE],
  [layout.SIGNATURE_LH, layout.LEAF_ELEMENT_SIZE],
]);

/** Reads subkey lists, and passes over the parts of them that cannot be read. */
export class SubkeyListReader {
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  /** Lists that name each other again and again could keep a reader busy for ever. */
  #elementsLeft: number;

  constructor(image: HiveImage, cells: CellMap) {
    this.#image = image;
    this.#cells = cells;
    this.#elementsLeft = image.end / 2;
  }

  /** The list of the key whose node's data begins at `node`. */
  read(node: number): ReadList {
    const list = this.#image.u32(node + layout.KEY_NODE_SUBKEY_LIST);
    const count = this.#image.u32(node + layout.KEY_NODE_SUBKEY_COUNT);
    if (list === layout.NIL && count === 0) return { elements: [], fault: undefined, leaves: [] };
    const reading = new ListReading();
    const isEmpty = count === 0 && this.#mayBeStale(list);
    if (!isEmpty) this.#readList(list, reading, node + layout.KEY_NODE_SUBKEY_LIST, false);
    const { elements, leaves } = reading;
    if (elements.length !== count && !isEmpty) {
      reading.say(
        "I55",
        `the key counts ${count} subkeys, its lists ${elements.length}`,
        node + layout.KEY_NODE_SUBKEY_COUNT,
      );
    }
    return { elements, leaves, fault: reading.fault };
  }

  /** With a count of 0 an offset that leads nowhere, or to another thing, is a remnant. */
  #mayBeStale(list: number): boolean {
    const cell = this.#cells.cell(list);
    if (cell === undefined || !cell.isAllocated) return true;
    const kind = this.#image.u16(cell.data + layout.LIST_SIGNATURE);
    return kind !== layout.SIGNATURE_RI && !ELEMENT_SIZES.has(kind);
  }

  #readList(list: number, reading: ListReading, place: number, isBelowRoot: boolean): void {
    const cell = this.#cells.cell(list);
    if (cell === undefined) {
      reading.say(codeOf(list, isBelowRoot), "the offset of a subkey list leads nowhere", place);
      return;
    }
    if (reading.lists.has(list)) {
      reading.say("I28", "a list is named twice", place);
      return;
    }
    reading.lists.add(list);
    const image = this.#image;
    const kind = image.u16(cell.data + layout.LIST_SIGNATURE);
    const elementSize = kind === layout.SIGNATURE_RI ? layout.INDEX_ELEMENT_SIZE : ELEMENT_SIZES.get(kind);
    if (!cell.isAllocated) reading.say("I29", "a subkey list lies in a free cell", place);
    if (elementSize === undefined) {
      reading.say("I52", "a subkey list has no signature of one", cell.data);
      return;
    }
    const count = image.u16(cell.data + layout.LIST_COUNT);
    const room = Math.floor((cell.reach - layout.LIST_HEADER_SIZE) / elementSize);
    if (count === 0 || count > room)
      reading.say("I53", `a subkey list counts ${count} and has room for ${room}`, cell.data + layout.LIST_COUNT);
    const most = Math.min(count, room, this.#elementsLeft);
    this.#elementsLeft -= most;
    if (kind !== layout.SIGNATURE_RI) reading.leaves.push({ data: cell.data, kind, count: most });
    else if (isBelowRoot) reading.say("I54", "an index root names another one", place);
    for (let index = 0; index < most; index++) {
      const element = cell.data + layout.LIST_HEADER_SIZE + index * elementSize;
      const named = image.u32(element);
      if (kind === layout.SIGNATURE_RI) {
        if (reading.depth < MOST_LEVELS) {
          reading.depth++;
          this.#readList(named, reading, element, true);
          reading.depth--;
        }
      } else {
        const hash = kind === layout.SIGNATURE_LH ? image.u32(element + layout.LEAF_ELEMENT_HINT) : undefined;
        reading.elements.push({ key: named, hash, place: element });
      }
    }
  }
}

/** Index roots below index roots are damage; a few levels are followed all the same. */
const MOST_LEVELS = 4;

class ListReading {
  readonly elements: ListElement[] = [];
  readonly leaves: Leaf[] = [];
  readonly lists = new Set<number>();
  depth = 0;
  /** The first thing that is wrong tells most. */
  fault: ReadList["fault"];

  say(code: string, message: string, place: number): void {
    this.fault ??= { code, message, place };
  }
}

function codeOf(offset: number, isBelowRoot: boolean): string {
  if (offset === layout.NIL && !isBelowRoot) return "I43";
  return offset !== layout.NIL && offset >= layout.VOLATILE ? "I31" : "I30";
}
