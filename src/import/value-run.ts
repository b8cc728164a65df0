import { ValueBatch } from "hivex-wasm";
import type { ImportItem } from "./import-item.ts";

/** What is to become of a value. */
export type ValueItem = Extract<ImportItem, { kind: "value" }>;

/** Values of one key that wait for being done together. */
export class ValueRun {
  readonly batch = new ValueBatch();
  #items: ValueItem[] = [];

  get items(): readonly ValueItem[] {
    return this.#items;
  }

  /** Takes one; false where there is no room for it, or where it is none for any run: too large, or not wanted in any case. */
  add(item: ValueItem): boolean {
    const { name, data, ifAbsent = false } = item;
    if (ifAbsent) return false;
    if (!(data === "delete" ? this.batch.delete(name) : this.batch.set(name, data.type, data.data))) return false;
    this.#items.push(item);
    return true;
  }

  clear(): void {
    this.batch.clear();
    this.#items = [];
  }
}
