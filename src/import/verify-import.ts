import { nameOfValue } from "../edit/expectation.ts";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import type { ImportItem, ImportItems } from "./import-item.ts";
import { KeyChain, Section } from "./section.ts";

/** Something that does not look as one item of the file said; a later one may be why. */
interface Doubt {
  readonly at: number;
  readonly names: readonly string[];
  readonly statement: string;
}

/**
 * Checks in a freshly opened hive that it is as a file of settings says, where what comes later in the file counts. Keeps
 * nothing but what differs, and which keys the file deletes.
 *
 * @throws HiveError `read-back-differs`
 */
export function verifyImport(hive: Hive, items: ImportItems): void {
  const check = new ImportCheck(hive);
  for (const item of items()) check.look(item);
  check.end();
}

class ImportCheck {
  readonly #hive: Hive;
  readonly #keys: KeyChain;
  #names: readonly string[] = [];
  #section: Section | undefined;
  #position = 0;
  /** By key and name, as Windows compares them. */
  readonly #doubts = new Map<string, Doubt>();
  /** When a key was deleted last, and when it came back. */
  readonly #deleted = new Map<string, number>();
  readonly #returned = new Map<string, number>();

  constructor(hive: Hive) {
    this.#hive = hive;
    this.#keys = new KeyChain(hive);
  }

  look(item: ImportItem): void {
    this.#position++;
    if (item.kind === "value") this.#value(item);
    if (item.kind === "key" && item.isDeleted) this.#deleted.set(this.#place(item.names), this.#position);
    if (item.kind === "key" && !item.isDeleted) this.#open(item.names);
  }

  end(): void {
    for (const { at, names, statement } of this.#doubts.values()) {
      if (!this.#isDeletedAfter(at, names)) throw differs(statement, names);
    }
    for (const [place, at] of this.#deleted) {
      if ((this.#returned.get(place) ?? 0) > at) continue;
      const names = place.split("\\");
      if (this.#keys.at(names) !== undefined && !this.#isDeletedAfter(at, names))
        throw differs("a key is still there", names);
    }
  }

  #open(names: readonly string[]): void {
    this.#names = names;
    const key = this.#keys.at(names);
    this.#section = key && new Section(key);
    const place = this.#place(names);
    this.#note(place, key === undefined ? "a key is not there that should be" : undefined);
    if (this.#deleted.size === 0) return;
    for (let end = place.length; end > 0; end = place.lastIndexOf("\\", end - 1)) {
      const above = place.slice(0, end);
      if (this.#deleted.has(above)) this.#returned.set(above, this.#position);
    }
  }

  #value({ name, data: wanted }: Extract<ImportItem, { kind: "value" }>): void {
    const found = this.#section?.find(name);
    const isRight =
      wanted === "delete"
        ? found === undefined
        : found !== undefined && this.#section?.holds(found, wanted.type, wanted.data) === true;
    if (isRight && this.#doubts.size === 0) return;
    const place = `${this.#place(this.#names)}\\\\${this.#hive.engine.upcased(name)}`;
    this.#note(place, isRight ? undefined : `${nameOfValue(name)} does not read as it was written`);
  }

  #note(place: string, statement: string | undefined): void {
    if (statement === undefined) this.#doubts.delete(place);
    else this.#doubts.set(place, { at: this.#position, names: this.#names, statement });
  }

  #isDeletedAfter(at: number, names: readonly string[]): boolean {
    const place = this.#place(names);
    for (let end = place.length; end > 0; end = place.lastIndexOf("\\", end - 1)) {
      if ((this.#deleted.get(place.slice(0, end)) ?? 0) > at) return true;
    }
    return false;
  }

  #place(names: readonly string[]): string {
    return this.#hive.engine.upcased(joinKeyPath(names));
  }
}

function differs(statement: string, names: readonly string[]): Error {
  return hiveError("read-back-differs", statement, { keyPath: joinKeyPath(names) });
}
