import type { Hive } from "../hive/hive.ts";
import { Key } from "../hive/key.ts";

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
