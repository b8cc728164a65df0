import { layout } from "hivex-wasm";
import type { RepairNote } from "../notes.ts";
import type { Cell, CellMap } from "./cell-map.ts";
import type { Claims } from "./claims.ts";
import type { HiveImage } from "./hive-image.ts";
import { type Names, Siblings } from "./names.ts";
import { type StoredText, storedText, textOf } from "./stored-text.ts";
import { ValueDataReader } from "./value-data.ts";

/** A value that can be kept. */
export interface FoundValue {
  readonly offset: number;
  readonly name: string;
  /** Its record with its name, as the hive has it or as it is to be. */
  readonly record: Uint8Array;
  readonly data: Uint8Array;
}

/** What is told of something at a place in the bins. */
export type Say = (note: Pick<RepairNote, "kind" | "code" | "structure" | "message"> & { offset: number }) => void;

const KNOWN_FLAGS = layout.VALUE_FLAG_COMPRESSED_NAME | layout.VALUE_FLAG_TOMBSTONE;

/** Reads the values of keys; one that cannot be read costs itself alone. */
export class ValueReader {
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  readonly #claims: Claims;
  readonly #data: ValueDataReader;
  readonly #names: Names;

  constructor(image: HiveImage, cells: CellMap, claims: Claims, minorVersion: number, names: Names) {
    this.#image = image;
    this.#cells = cells;
    this.#claims = claims;
    this.#data = new ValueDataReader(image, cells, claims, minorVersion);
    this.#names = names;
  }

  /** The values of the key whose node's data begins at `node`, in their order. */
  read(node: number, say: Say): FoundValue[] {
    const image = this.#image;
    if ((image.u16(node + layout.KEY_NODE_FLAGS) & layout.KEY_FLAG_PREDEFINED_HANDLE) !== 0) return [];
    const count = image.u32(node + layout.KEY_NODE_VALUE_COUNT);
    const place = image.u32(node + layout.KEY_NODE_VALUE_LIST);
    if (count === 0) return [];
    const list = this.#cells.cell(place);
    if (list === undefined) {
      const offset = node + layout.KEY_NODE_VALUE_LIST;
      const message = `all values that it had: it counts ${count}, and the place of their list leads nowhere`;
      const code = place === layout.NIL ? "I43" : codeOf(place);
      say({ kind: "lost", code, structure: "value list", offset, message });
      return [];
    }
    return this.#elements(list, count, node, say);
  }

  #elements(list: Cell, count: number, node: number, say: Say): FoundValue[] {
    const room = Math.floor(list.room / 4);
    const most = Math.min(count, room);
    if (count > room) {
      const message = `it counts ${count} values, and their list has room for ${room}`;
      say({ kind: "changed", code: "I63", structure: "key node", offset: node + layout.KEY_NODE_VALUE_COUNT, message });
    }
    if (!list.isAllocated)
      say({
        kind: "found",
        code: "I29",
        structure: "value list",
        offset: list.offset,
        message: "the list of its values was marked as free",
      });
    if (this.#claims.take(list.offset, most * 16) === "refused") {
      const message = `${most} values: too many keys share their list`;
      say({ kind: "lost", code: "I28", structure: "value list", offset: list.offset, message });
      return [];
    }
    const values: FoundValue[] = [];
    const siblings = new Siblings(this.#names);
    let strangers = 0;
    for (let index = 0; index < most; index++) {
      const element = list.data + index * 4;
      const value = this.#value(this.#image.u32(element), element, say);
      if (value === undefined) {
        // A list that was overwritten may be long and say nothing: what cannot be a value is told once for all of it.
        if (++strangers > MOST_STRANGERS) break;
        continue;
      }
      values.push(named(value, siblings, say));
    }
    return values;
  }

  #value(offset: number, element: number, say: Say): FoundValue | undefined {
    const cell = this.#cells.cell(offset);
    if (cell === undefined || cell.reach < layout.VALUE_SIZE) {
      const message = "one value: its place in the list leads nowhere";
      say({
        kind: "lost",
        code: cell === undefined ? codeOf(offset) : "I64",
        structure: "value list",
        offset: element,
        message,
      });
      return undefined;
    }
    const { data: record } = cell;
    const isSigned = this.#image.u16(record + layout.VALUE_SIGNATURE) === layout.SIGNATURE_VK;
    if (!isSigned && !this.#isPlausible(cell)) {
      const message = "one value: what its place in the list leads to is none";
      say({ kind: "lost", code: "I64", structure: "value", offset: element, message });
      return undefined;
    }
    const name = this.#name(cell);
    const label = (): string => labelOf(name.text);
    const about = { structure: "value", offset };
    if (!isSigned) say({ ...about, kind: "found", code: "I64", message: `${label()}: its signature was written anew` });
    if (!cell.isAllocated)
      say({ ...about, kind: "found", code: "I29", message: `${label()}: its cell was marked as free` });
    const taken = this.#claims.take(offset, cell.room);
    if (taken === "refused") {
      say({ ...about, kind: "lost", code: "I28", message: `${label()}: too many keys share it` });
      return undefined;
    }
    if (taken === "copy")
      say({ ...about, kind: "found", code: "I28", message: `${label()}: another list has it, too; this is a copy` });
    const found = this.#data.read(record);
    if ("code" in found) {
      const type = this.#image.u32(record + layout.VALUE_TYPE);
      say({ ...about, kind: "lost", code: found.code, message: `${label()} of type ${type}: ${found.message}` });
      return undefined;
    }
    if (name.fault !== undefined) say({ ...about, kind: "changed", code: "I65", message: `${label()}: ${name.fault}` });
    for (const { code, message, isLess } of found.faults)
      say({ ...about, kind: isLess ? "lost" : "found", code, message: `${label()}: ${message}` });
    return { offset, name: name.text, record: this.#record(cell, isSigned, name.stored), data: found.bytes };
  }

  /** Without its signature a record must fill its cell, and have nothing in it that no value has. */
  #isPlausible(cell: Cell): boolean {
    const image = this.#image;
    const flags = image.u16(cell.data + layout.VALUE_FLAGS);
    const need = layout.VALUE_SIZE + image.u16(cell.data + layout.VALUE_NAME_SIZE);
    return (
      cell.isStart && cell.isAllocated && (flags & ~KNOWN_FLAGS) === 0 && need <= cell.room && cell.room - need < 8
    );
  }

  #name(cell: Cell): { text: string; stored: StoredText | undefined; fault?: string } {
    const image = this.#image;
    const isCompressed = (image.u16(cell.data + layout.VALUE_FLAGS) & layout.VALUE_FLAG_COMPRESSED_NAME) !== 0;
    const size = image.u16(cell.data + layout.VALUE_NAME_SIZE);
    const space = (size <= cell.room - layout.VALUE_SIZE ? cell.room : cell.reach) - layout.VALUE_SIZE;
    const isWhole = size <= space && (isCompressed || size % 2 === 0);
    const kept = isWhole ? size : Math.min(size, space) & (isCompressed ? -1 : -2);
    const stored = { bytes: image.slice(cell.data + layout.VALUE_SIZE, kept), isCompressed };
    if (isWhole) return { text: textOf(stored), stored: undefined };
    const text = textOf(stored).replace(/\0+$/, "");
    return {
      text,
      stored: storedText(text),
      fault: `its name had a size of ${size}; this is what its cell holds of it`,
    };
  }

  #record({ data }: Cell, isSigned: boolean, name: StoredText | undefined): Uint8Array {
    const size = layout.VALUE_SIZE + this.#image.u16(data + layout.VALUE_NAME_SIZE);
    if (isSigned && name === undefined) return this.#image.slice(data, size);
    const record =
      name === undefined
        ? this.#image.slice(data, size).slice()
        : renamed(this.#image.slice(data, layout.VALUE_SIZE), name);
    new DataView(record.buffer).setUint16(layout.VALUE_SIGNATURE, layout.SIGNATURE_VK, true);
    return record;
  }
}

/** What follows so many entries that are no values is taken for none, either. */
const MOST_STRANGERS = 1000;

/** A key has one value of a name; a second one gets another, so that both stay. */
function named(value: FoundValue, siblings: Siblings, say: Say): FoundValue {
  const name = siblings.take(value.name);
  if (name === value.name) return value;
  const message = `${labelOf(value.name)}: the key has another value of this name, so this one is called ${labelOf(name)}`;
  say({ kind: "changed", code: "I67", structure: "value", offset: value.offset, message });
  return { ...value, name, record: renamed(value.record.subarray(0, layout.VALUE_SIZE), storedText(name)) };
}

/** A value's record with another name. */
function renamed(head: Uint8Array, { bytes, isCompressed }: StoredText): Uint8Array {
  const record = new Uint8Array(layout.VALUE_SIZE + bytes.length);
  record.set(head.subarray(0, layout.VALUE_SIZE));
  record.set(bytes, layout.VALUE_SIZE);
  const view = new DataView(record.buffer);
  view.setUint16(layout.VALUE_NAME_SIZE, bytes.length, true);
  const flags = view.getUint16(layout.VALUE_FLAGS, true) & ~layout.VALUE_FLAG_COMPRESSED_NAME;
  view.setUint16(layout.VALUE_FLAGS, flags | (isCompressed ? layout.VALUE_FLAG_COMPRESSED_NAME : 0), true);
  return record;
}

function labelOf(name: string): string {
  return name === "" ? "the default value" : `value ${JSON.stringify(name)}`;
}

function codeOf(offset: number): string {
  return offset !== layout.NIL && offset >= layout.VOLATILE ? "I31" : "I30";
}
