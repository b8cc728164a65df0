import { displaySafe, layout } from "hivex-wasm";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";
import type { Names } from "./names.ts";
import { type StoredText, storedText, textOf } from "./stored-text.ts";

/** A key node that may be taken for one, whatever is wrong with it. */
export interface FoundNode {
  readonly offset: number;
  /** Where its data begins. */
  readonly data: number;
  readonly parent: number;
  readonly name: string;
  /** How its name is stored, where it is to be stored otherwise than it is. */
  readonly newName: StoredText | undefined;
  /** What is wrong with it, as codes of `check` with a sentence each. */
  readonly faults: readonly { readonly code: string; readonly message: string }[];
}

/** What led to a key node. */
export interface NodeEvidence {
  /** The key whose list names it. */
  readonly parent: number;
  /** The hash of its name, where a hash leaf tells it. */
  readonly hash?: number;
}

/** A name, and how it is to be stored where that is otherwise than it is. */
interface FoundName {
  readonly text: string;
  readonly stored: StoredText | undefined;
  readonly fault?: { readonly code: string; readonly message: string };
}

const MOST_NAME_LENGTH = 256;
const UNKNOWN_FLAGS = 0xfc00;

/** Reads the key nodes of a hive, and decides which of what is wrong with one can be told without guessing. */
export class KeyNodeReader {
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  readonly #names: Names;

  constructor(image: HiveImage, cells: CellMap, names: Names) {
    this.#image = image;
    this.#cells = cells;
    this.#names = names;
  }

  /** The key node at an offset; undefined where nothing speaks for one. */
  read(offset: number, evidence?: NodeEvidence): FoundNode | undefined {
    const cell = this.#cells.cell(offset);
    if (cell === undefined || cell.reach < layout.KEY_NODE_SIZE) return undefined;
    const image = this.#image;
    const { data } = cell;
    const faults: { code: string; message: string }[] = [];
    const parent = image.u32(data + layout.KEY_NODE_PARENT);
    const isSigned = image.u16(data + layout.KEY_NODE_SIGNATURE) === layout.SIGNATURE_NK;
    const isNamed = this.#stored(data, this.#nameSize(data)) !== undefined;
    if (!isSigned) {
      if (evidence === undefined || !cell.isStart || parent !== evidence.parent || !this.#isPlausible(data))
        return undefined;
      faults.push({ code: "I33", message: "its signature was written anew: it names its parent, and all else fits" });
    }
    if (!cell.isAllocated) {
      if (evidence === undefined || parent !== evidence.parent) return undefined;
      faults.push({ code: "I29", message: "its cell was marked as free" });
    }
    if (!cell.isStart && evidence === undefined) return undefined;
    const name = this.#name(data, cell.room, cell.reach, evidence?.hash);
    if (name.fault !== undefined) faults.push(name.fault);
    if (!isNamed && !isSigned) return undefined;
    return { offset, data, parent, name: name.text, newName: name.stored, faults };
  }

  #nameSize(data: number): number {
    return this.#image.u16(data + layout.KEY_NODE_NAME_SIZE);
  }

  /** Without a signature a key node must look like one in all that can be looked at. */
  #isPlausible(data: number): boolean {
    const image = this.#image;
    const security = this.#cells.cell(image.u32(data + layout.KEY_NODE_SECURITY));
    const isSecured = security !== undefined && image.u16(security.data) === layout.SIGNATURE_SK;
    return isSecured && (image.u16(data + layout.KEY_NODE_FLAGS) & UNKNOWN_FLAGS) === 0;
  }

  #stored(data: number, size: number): StoredText | undefined {
    const isCompressed = (this.#image.u16(data + layout.KEY_NODE_FLAGS) & layout.KEY_FLAG_COMPRESSED_NAME) !== 0;
    if (size === 0 || (!isCompressed && size % 2 !== 0)) return undefined;
    const bytes = this.#image.slice(data + layout.KEY_NODE_SIZE, size);
    return bytes.length === size ? { bytes, isCompressed } : undefined;
  }

  #name(data: number, room: number, reach: number, hash: number | undefined): FoundName {
    const size = this.#nameSize(data);
    const stored = this.#stored(data, size);
    const space = room - layout.KEY_NODE_SIZE;
    if (stored !== undefined && size <= space) return this.#allowed(textOf(stored));
    const code = size > space ? "I34" : "I35";
    // The hash in the list was made from the name, so it tells which of the possible sizes is the right one.
    const most = Math.min(reach - layout.KEY_NODE_SIZE, MOST_NAME_LENGTH * 2);
    for (let tried = most; hash !== undefined && tried > 0; tried--) {
      const candidate = this.#stored(data, tried);
      if (candidate === undefined || this.#names.hash(textOf(candidate)) !== hash) continue;
      const message = `the size of its name was ${size}; the hash in its parent's list fits a size of ${tried}`;
      return this.#rather(candidate, { code, message });
    }
    if (stored !== undefined && size <= reach - layout.KEY_NODE_SIZE) {
      return {
        ...this.#allowed(textOf(stored)),
        fault: { code, message: "its name lies beyond its cell, whose size was damaged" },
      };
    }
    const cut = size > space ? this.#cut(data, Math.min(space, MOST_NAME_LENGTH)) : undefined;
    if (cut !== undefined) {
      const message = `the size of its name was ${size}, and its cell has room for ${space}; this name is what fits`;
      return this.#rather(cut, { code, message });
    }
    const text = `unnamed-${data - layout.CELL_HEADER_SIZE}`;
    return { text, stored: storedText(text), fault: { code, message: `its name was lost; this one was made up` } };
  }

  /** What fits the cell, without the zeros that fill it up. */
  #cut(data: number, space: number): StoredText | undefined {
    for (let size = space; size > 0; size--) {
      const stored = this.#stored(data, size);
      if (stored !== undefined && !textOf(stored).endsWith("\0")) return stored;
    }
    return undefined;
  }

  /** A name that another size gives: it may still be one that Windows would not allow. */
  #rather(name: StoredText, fault: NonNullable<FoundName["fault"]>): FoundName {
    const { text, stored = name } = this.#allowed(textOf(name));
    return { text, stored, fault };
  }

  /** A name that Windows would not allow gets one that it does. */
  #allowed(name: string): FoundName {
    const isLong = name.length > MOST_NAME_LENGTH;
    const short = isLong ? name.slice(0, layout.MAXIMUM_KEY_NAME_LENGTH) : name;
    const text = short.replaceAll("\\", "_");
    if (text === name) return { text, stored: undefined };
    const code = isLong ? "I36" : "I37";
    const message = isLong
      ? `its name had ${name.length} characters and was cut to ${text.length}`
      : `its name had a backslash: ${displaySafe(name)}`;
    return { text, stored: storedText(text), fault: { code, message } };
  }
}
