import { isSameData } from "../edit/found-value.ts";
import type { Hive } from "../hive/hive.ts";
import { Key } from "../hive/key.ts";

/** So many values are sought one by one before all of a key's are noted by name. */
const FEW = 16;

/** A key that values are sought in, one after the other. */
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

  /** Notes where a value is now; nowhere, when it has been deleted. */
  note(name: string, offset: number | undefined): void {
    if (this.#places === undefined) return;
    const place = this.key.engine.upcased(name);
    if (offset === undefined) this.#places.delete(place);
    else this.#places.set(place, offset);
  }

  /** Whether the value at an offset is of this type and holds these bytes. */
  holds(offset: number, type: number, data: Uint8Array): boolean {
    const { engine } = this.key;
    const found = engine.value(offset);
    if (found.type !== type || found.size !== data.length) return false;
    return isSameData(engine.valueData(offset), data);
  }
}

/** Goes from key to key, and looks only up what is not on the way to the last one. */
export class KeyChain {
  readonly #hive: Hive;
  #chain: { readonly name: string; readonly key: Key }[] = [];

  constructor(hive: Hive) {
    this.#hive = hive;
  }

  /** The key that these names lead to; undefined where `make` gives none for a name that is not there. */
  at(names: readonly string[], make?: (parent: Key, name: string) => number): Key | undefined {
    let depth = 0;
    while (depth < names.length && this.#chain[depth]?.name === names[depth]) depth++;
    this.#chain.length = Math.min(depth, this.#chain.length);
    let key = this.#chain.at(-1)?.key ?? this.#hive.root;
    for (const name of names.slice(depth)) {
      const found: Key | undefined = key.findSubkey(name);
      if (found === undefined && make === undefined) return undefined;
      key = found ?? Key.below(key, make?.(key, name) ?? 0);
      this.#chain.push({ name, key });
    }
    return key;
  }

  /** After a deletion nothing is known any more. */
  forget(): void {
    this.#chain = [];
  }
}
