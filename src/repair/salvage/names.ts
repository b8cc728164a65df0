import { hashOf, upcaseTable } from "hivex-wasm";
import { storedText } from "./stored-text.ts";

/** Names as Windows compares them. */
export class Names {
  readonly #upcase: Uint16Array = upcaseTable();

  upcased(name: string): string {
    let text = "";
    for (let at = 0; at < name.length; at++) text += String.fromCharCode(this.#upcase[name.charCodeAt(at)] as number);
    return text;
  }

  /** What a hash leaf keeps of a name. */
  hash(name: string): number {
    const stored = storedText(name);
    return hashOf({ ...stored, at: 0, size: stored.bytes.length }, this.#upcase);
  }
}

/** Gives names that are not taken yet among their siblings. */
export class Siblings {
  readonly #names: Names;
  readonly #taken = new Set<string>();
  readonly #numbers = new Map<string, number>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** The name itself for the first that wants it; for others the name with a number. */
  take(name: string): string {
    const wanted = this.#names.upcased(name);
    if (this.#add(wanted)) return name;
    let number = this.#numbers.get(wanted) ?? 2;
    while (!this.#add(`${wanted} (${number})`)) number++;
    this.#numbers.set(wanted, number + 1);
    return `${name} (${number})`;
  }

  #add(upcased: string): boolean {
    if (this.#taken.has(upcased)) return false;
    this.#taken.add(upcased);
    return true;
  }
}
