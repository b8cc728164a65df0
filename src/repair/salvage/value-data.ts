import { layout } from "hivex-wasm";
import type { CellMap } from "./cell-map.ts";
import type { Claims } from "./claims.ts";
import type { HiveImage } from "./hive-image.ts";

/** A value's data as far as it can be read. */
export interface FoundData {
  readonly bytes: Uint8Array;
  /** What is wrong with it; `isLess` where bytes are missing or made up. */
  readonly faults: readonly DataFault[];
}

/** What is wrong with data. */
export interface DataFault {
  readonly code: string;
  readonly message: string;
  readonly isLess: boolean;
}

/** Why there is no data at all. */
export interface LostData {
  readonly code: string;
  readonly message: string;
}

const NONE = new Uint8Array(0);

/** Reads the data of values. */
export class ValueDataReader {
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  readonly #claims: Claims;
  readonly #hasBigData: boolean;

  constructor(image: HiveImage, cells: CellMap, claims: Claims, minorVersion: number) {
    this.#image = image;
    this.#cells = cells;
    this.#claims = claims;
    this.#hasBigData = minorVersion >= layout.BIG_DATA_MINOR;
  }

  /** The data of the value whose record's data begins at `record`. */
  read(record: number): FoundData | LostData {
    const field = this.#image.u32(record + layout.VALUE_DATA_SIZE);
    const size = field % layout.VALUE_DATA_INLINE;
    if (field >= layout.VALUE_DATA_INLINE) return this.#inline(record, size);
    const place = this.#image.u32(record + layout.VALUE_DATA);
    if (size === 0) {
      const stale: DataFault = { code: "I70", message: "it has no data, but a place for it", isLess: false };
      return { bytes: NONE, faults: place === layout.NIL ? [] : [stale] };
    }
    const cell = this.#cells.cell(place);
    if (cell === undefined) {
      const code = place !== layout.NIL && place >= layout.VOLATILE ? "I31" : "I30";
      return { code, message: `the place of its ${size} bytes of data leads nowhere` };
    }
    const taken = this.#claims.take(place, Math.min(size, cell.room));
    if (taken === "refused") return { code: "I28", message: "too many values share its data" };
    const faults: DataFault[] = [];
    if (taken === "copy")
      faults.push({ code: "I28", message: "something else has its data, too: this is a copy", isLess: false });
    if (!cell.isAllocated)
      faults.push({ code: "I29", message: "the cell of its data was marked as free", isLess: false });
    if (!cell.isStart)
      faults.push({ code: "I30", message: "its data lies where the cells of the bin lead past", isLess: false });
    if (size > layout.BIG_DATA_SEGMENT && this.#isBigData(cell.data, cell.room, size))
      return this.#bigData(cell.data, size, faults);
    const room = size <= cell.room ? cell.room : cell.reach;
    if (size <= room) {
      if (this.#hasBigData && size > layout.BIG_DATA_SEGMENT)
        faults.push({ code: "I71", message: "its data lay in one cell instead of segments", isLess: false });
      return { bytes: this.#image.slice(cell.data, size), faults };
    }
    if (this.#hasBigData && size > layout.BIG_DATA_SEGMENT)
      return { code: "I71", message: `its ${size} bytes of data have no record of segments` };
    const message = `its data was cut from ${size} to the ${room} bytes that its cell holds`;
    return { bytes: this.#image.slice(cell.data, room), faults: [...faults, { code: "I69", message, isLess: true }] };
  }

  #inline(record: number, size: number): FoundData {
    const most = layout.INLINE_DATA_MAXIMUM;
    const bytes = this.#image.slice(record + layout.VALUE_DATA, Math.min(size, most));
    if (size <= most) return { bytes, faults: [] };
    const message = `its record says that it holds ${size} bytes of data, and has room for ${most}`;
    return { bytes, faults: [{ code: "I68", message, isLess: true }] };
  }

  /** In old versions data may begin with any two letters; a record of segments is a small cell with a place in it. */
  #isBigData(data: number, room: number, size: number): boolean {
    if (this.#image.u16(data + layout.BIG_DATA_SIGNATURE) !== layout.SIGNATURE_DB) return false;
    return room < size && room >= layout.BIG_DATA_SIZE;
  }

  /** Joins segments. What is missing is zeros, as long as less is missing than there is. */
  #bigData(data: number, size: number, faults: DataFault[]): FoundData | LostData {
    if (!this.#hasBigData)
      faults.push({
        code: "I72",
        message: "its data lay in segments, which this version does not have",
        isLess: false,
      });
    const image = this.#image;
    const needed = Math.ceil(size / layout.BIG_DATA_SEGMENT);
    const list = this.#cells.cell(image.u32(data + layout.BIG_DATA_LIST));
    const counted = image.u16(data + layout.BIG_DATA_COUNT);
    const listed = list === undefined ? 0 : Math.min(needed, Math.floor(list.room / 4));
    const segments = Array.from({ length: listed }, (_, index) =>
      this.#segment(
        image.u32((list?.data ?? 0) + index * 4),
        Math.min(layout.BIG_DATA_SEGMENT, size - index * layout.BIG_DATA_SEGMENT),
      ),
    );
    const found = segments.filter((segment) => segment !== undefined).length;
    if (found === 0 || found < needed - found)
      return { code: "I71", message: `of the ${needed} segments of its ${size} bytes of data ${found} can be read` };
    const bytes = new Uint8Array(size);
    let missing = size;
    for (const [index, segment] of segments.entries()) {
      if (segment === undefined) continue;
      bytes.set(segment, index * layout.BIG_DATA_SEGMENT);
      missing -= segment.length;
    }
    if (missing > 0)
      faults.push({
        code: "I71",
        message: `${missing} of its ${size} bytes of data were lost and are zeros now`,
        isLess: true,
      });
    else if (counted !== needed)
      faults.push({
        code: "I71",
        message: `its data said that it has ${counted} segments, and has ${needed}`,
        isLess: false,
      });
    return { bytes, faults };
  }

  #segment(offset: number, size: number): Uint8Array | undefined {
    const cell = this.#cells.cell(offset);
    if (cell === undefined || !cell.isAllocated) return undefined;
    // Whatever is in it, a copy of a segment is as large as any.
    if (this.#claims.take(offset, layout.BIG_DATA_SEGMENT) === "refused") return undefined;
    return this.#image.slice(cell.data, Math.min(size, Math.max(cell.room, Math.min(cell.reach, size))));
  }
}
