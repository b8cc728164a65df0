import { layout } from "hivex-wasm";
import type { RepairNote, RepairNotes } from "../notes.ts";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";
import type { FoundNode, KeyNodeReader } from "./key-node.ts";
import { isNew } from "./new-node.ts";
import { SalvagedKey } from "./salvaged-key.ts";
import { type ListElement, type ReadList, SubkeyListReader } from "./subkey-list.ts";

/** A key whose list does not name all subkeys that it should. */
interface Incomplete {
  readonly key: SalvagedKey;
  readonly fault: NonNullable<ReadList["fault"]>;
  /** Elements that lead to nothing that can be its subkey. */
  missing: number;
  /** What the key counts, where it can be believed. */
  readonly counted: number;
}

/**
 * Puts keys together to a tree. A key belongs where a list names it that belongs to the parent it names itself; that of
 * two statements is taken first. Then come keys that name a parent whose list is damaged, and then those that a list names
 * although they name another parent. So a key has one place, and no part of the tree leads back to itself.
 */
export class TreeReader {
  /** By the offsets of their nodes. */
  readonly keys = new Map<number, SalvagedKey>();
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  readonly #nodes: KeyNodeReader;
  readonly #lists: SubkeyListReader;
  readonly #notes: RepairNotes;
  /** Keys whose lists are still to be read. */
  readonly #open: SalvagedKey[] = [];
  #incomplete: Incomplete[] = [];
  #strangers: { key: SalvagedKey; element: ListElement; node: FoundNode }[] = [];
  #nodesOfParents: Map<number, number[]> | undefined;

  constructor(image: HiveImage, cells: CellMap, nodes: KeyNodeReader, notes: RepairNotes) {
    this.#image = image;
    this.#cells = cells;
    this.#nodes = nodes;
    this.#lists = new SubkeyListReader(image, cells);
    this.#notes = notes;
  }

  /** Reads a key and all below it that no other key has been given. */
  read(node: FoundNode, parent?: SalvagedKey): SalvagedKey {
    const key = this.#claim(node, parent);
    const incomplete: Incomplete[] = [];
    while (this.#open.length > 0 || this.#incomplete.length > 0 || this.#strangers.length > 0) {
      const next = this.#open.pop();
      if (next !== undefined) this.#readList(next);
      else if (this.#incomplete.length > 0) {
        for (const each of this.#incomplete) this.#adopt(each);
        incomplete.push(...this.#incomplete);
        this.#incomplete = [];
      } else this.#placeStranger();
    }
    for (const each of incomplete) this.#tellMissing(each);
    return key;
  }

  /** Offsets of key nodes, by the parent that they name; all that the cells of the hive show. */
  get nodesOfParents(): ReadonlyMap<number, readonly number[]> {
    this.#nodesOfParents ??= this.#collectNodes();
    return this.#nodesOfParents;
  }

  /** Notes something about a key. */
  note(
    kind: RepairNote["kind"],
    code: string,
    structure: string,
    offset: number,
    key: SalvagedKey,
    message: string,
  ): void {
    const fileOffset = layout.BASE_BLOCK_SIZE + offset;
    this.#notes.add(kind, code, () => ({ structure, fileOffset, keyPath: key.path, message }));
  }

  #claim(node: FoundNode, parent: SalvagedKey | undefined): SalvagedKey {
    const key = new SalvagedKey(node, parent);
    this.keys.set(node.offset, key);
    parent?.subkeys.push(key);
    for (const { code, message } of node.faults)
      this.note(code === "I33" || code === "I29" ? "found" : "changed", code, "key node", node.offset, key, message);
    this.#open.push(key);
    return key;
  }

  #readList(key: SalvagedKey): void {
    // Of a root that was lost nothing is left but the keys that name it.
    const list: ReadList = isNew(key.node) ? LOST_LIST : this.#lists.read(key.node.data);
    let missing = 0;
    let fault = list.fault;
    for (const element of list.elements) {
      const node = this.#nodes.read(element.key, {
        parent: key.node.offset,
        ...(element.hash !== undefined && { hash: element.hash }),
      });
      if (node === undefined) {
        missing++;
        fault ??= { code: this.#codeOf(element.key), message: "an element leads to no key node", place: element.place };
      } else if (node.parent !== key.node.offset || this.keys.has(node.offset))
        this.#strangers.push({ key, element, node });
      else this.#claim(node, key);
    }
    if (fault === undefined) return;
    const counted = isNew(key.node) ? 0 : this.#image.u32(key.node.data + layout.KEY_NODE_SUBKEY_COUNT);
    this.#incomplete.push({ key, fault, missing, counted });
  }

  #codeOf(offset: number): string {
    if (offset !== layout.NIL && offset >= layout.VOLATILE) return "I31";
    const cell = this.#cells.cell(offset);
    if (cell === undefined) return "I30";
    return cell.isAllocated ? "I62" : "I29";
  }

  /** Gives a key with a damaged list the keys that name it. */
  #adopt(incomplete: Incomplete): void {
    const { key, fault } = incomplete;
    for (const offset of this.nodesOfParents.get(key.node.offset) ?? []) {
      if (this.keys.has(offset)) continue;
      const node = this.#nodes.read(offset);
      if (node === undefined) continue;
      if (incomplete.missing > 0) incomplete.missing--;
      const found = this.#claim(node, key);
      this.note(
        "found",
        fault.code,
        "subkey list",
        offset,
        found,
        "it names this parent, whose list of subkeys is damaged",
      );
    }
  }

  /** A list names a key that names another parent, or that another list has named before. */
  #placeStranger(): void {
    const stranger = this.#strangers.pop();
    if (stranger === undefined) return;
    const { key, element, node } = stranger;
    const owner = this.keys.get(node.offset);
    if (owner === undefined) {
      this.#claim(node, key);
      return;
    }
    const message = `an element of its list led to ${owner === key ? "a subkey that it has already" : "another key's subkey"}`;
    this.note("changed", "I39", "subkey list", element.place, key, message);
    this.#incomplete.push({ key, fault: { code: "I39", message, place: element.place }, missing: 0, counted: 0 });
  }

  #tellMissing({ key, fault, missing, counted }: Incomplete): void {
    const found = key.subkeys.length;
    const place = isNew(key.node) ? 0 : fault.place;
    if (missing > 0) {
      this.note("lost", fault.code, "subkey list", place, key, `${missing} of its subkeys: ${fault.message}`);
      return;
    }
    if (counted <= found || fault.code === "I39") return;
    const kind = fault.code === "I55" ? "changed" : "lost";
    this.note(
      kind,
      fault.code,
      "subkey list",
      place,
      key,
      `it counts ${counted} subkeys, and ${found} could be found: ${fault.message}`,
    );
  }

  #collectNodes(): Map<number, number[]> {
    const nodes = new Map<number, number[]>();
    for (const offset of this.#cells.starts()) {
      if (this.#image.u16(offset + layout.CELL_HEADER_SIZE) !== layout.SIGNATURE_NK) continue;
      const node = this.#nodes.read(offset);
      if (node === undefined) continue;
      const others = nodes.get(node.parent);
      if (others === undefined) nodes.set(node.parent, [offset]);
      else others.push(offset);
    }
    return nodes;
  }
}

const LOST_LIST: ReadList = {
  elements: [],
  leaves: [],
  fault: { code: "I13", message: "its key node was lost", place: 0 },
};
