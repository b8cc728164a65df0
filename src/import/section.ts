import type { Key } from "../hive/key.ts";

/** So many values are sought one by one before all of a key's are noted by name. */
const FEW = 16;

/** A key of a hive that does not change, in which values are sought one after the other. */
export class Section {
  readonly key: Key;
  #lookups = 0;
  #places: Map<string, number> | undefined;

  constructor(key: Key) {
    this.key = key;
  }

  /** The offset of the value of that name. */
  find(name: string): number | undefined {
    const { engine, offset } = this.key;
    if (this.#places === undefined && this.#lookups++ < FEW) return engine.findValue(offset, name);
    this.#places ??= new Map(engine.values(offset).map((value) => [engine.upcased(engine.value(value).name), value]));
    return this.#places.get(engine.upcased(name));
  }
}
