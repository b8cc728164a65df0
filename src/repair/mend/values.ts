import { layout } from "hivex-wasm";
import { Claims } from "../salvage/claims.ts";
import { Names } from "../salvage/names.ts";
import { isNew } from "../salvage/new-node.ts";
import type { SalvagedKey } from "../salvage/salvaged-key.ts";
import { type FoundValue, ValueReader } from "../salvage/values.ts";
import type { Mending } from "./mending.ts";

/** Faults of values that are mended in their own records. */
const MENDED_WITHIN: ReadonlySet<string> = new Set(["I63", "I64", "I65", "I67", "I68", "I69", "I70"]);
const SMALL = layout.VALUE_DATA_INLINE;

/** Lists of values and the records in them, where nothing has to be moved. */
export class ValueMender {
  readonly #mending: Mending;
  readonly #values: ValueReader;

  constructor(mending: Mending) {
    const { image, cells, baseBlock } = mending.salvaged;
    this.#mending = mending;
    this.#values = new ValueReader(image, cells, new Claims(image), baseBlock.minorVersion, new Names());
  }

  /** Writes a key's list of values; returns them, or undefined where they have to be written anew. */
  mend({ node }: SalvagedKey): readonly FoundValue[] | undefined {
    if (isNew(node)) return undefined;
    const mending = this.#mending;
    const { data } = node;
    let isWithin = true;
    const values = this.#values.read(data, ({ kind, code }) => {
      // What is lost is left out of the list; its cells are freed with all that nothing leads to.
      if (kind !== "lost" && !MENDED_WITHIN.has(code)) isWithin = false;
    });
    if (!isWithin) return undefined;
    const isHandle = (mending.u16(data + layout.KEY_NODE_FLAGS) & layout.KEY_FLAG_PREDEFINED_HANDLE) !== 0;
    if (isHandle) return values;
    mending.put32(data + layout.KEY_NODE_VALUE_COUNT, values.length);
    if (values.length === 0) {
      mending.put32(data + layout.KEY_NODE_VALUE_LIST, layout.NIL);
      return values;
    }
    const list = mending.u32(data + layout.KEY_NODE_VALUE_LIST);
    if (mending.roomAt(list) < values.length * 4 || !mending.use(list)) return undefined;
    for (const [index, value] of values.entries()) {
      mending.put32(list + layout.CELL_HEADER_SIZE + index * 4, value.offset);
      if (!this.#mendValue(value)) return undefined;
    }
    return values;
  }

  #mendValue({ offset, record, data }: FoundValue): boolean {
    const mending = this.#mending;
    if (mending.roomAt(offset) < record.length || !mending.use(offset)) return false;
    const at = offset + layout.CELL_HEADER_SIZE;
    const field = mending.u32(at + layout.VALUE_DATA_SIZE);
    const place = mending.u32(at + layout.VALUE_DATA);
    mending.put(at, record);
    if (data.length === 0) {
      // What a layer has deleted is the one value that has no data and no mark of data within its record.
      const isDeleted = (mending.u16(at + layout.VALUE_FLAGS) & layout.VALUE_FLAG_TOMBSTONE) !== 0;
      if (!isDeleted || field !== 0 || place !== layout.NIL) mending.put32(at + layout.VALUE_DATA_SIZE, SMALL);
      return true;
    }
    if (field >= SMALL) {
      mending.put32(at + layout.VALUE_DATA_SIZE, SMALL + data.length);
      return true;
    }
    mending.put32(at + layout.VALUE_DATA_SIZE, data.length);
    return this.#useData(place, data.length);
  }

  #useData(place: number, size: number): boolean {
    const mending = this.#mending;
    const room = mending.roomAt(place);
    if (room === 0 || !mending.use(place)) return false;
    const isBig = mending.salvaged.baseBlock.minorVersion >= layout.BIG_DATA_MINOR && size > layout.BIG_DATA_SEGMENT;
    if (!isBig) return room >= size;
    const list = mending.u32(place + layout.CELL_HEADER_SIZE + layout.BIG_DATA_LIST);
    const count = Math.ceil(size / layout.BIG_DATA_SEGMENT);
    if (mending.roomAt(list) < count * 4 || !mending.use(list)) return false;
    for (let index = 0; index < count; index++) {
      const segment = mending.u32(list + layout.CELL_HEADER_SIZE + index * 4);
      const least = Math.min(layout.BIG_DATA_SEGMENT, size - index * layout.BIG_DATA_SEGMENT);
      if (mending.roomAt(segment) < least || !mending.use(segment)) return false;
    }
    return true;
  }
}
