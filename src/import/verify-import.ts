import { nameOfValue } from "../edit/expectation.ts";
import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import { parseSddlParts, withSddlParts } from "../hive/sddl/parse-descriptor.ts";
import { securityDescriptorText } from "../hive/sddl.ts";
import type { ImportItem, ImportItems } from "./import-item.ts";
import { KeyChain } from "./key-chain.ts";
import { isSameValue } from "./same-value.ts";
import { Section } from "./section.ts";
import { type ValueItem, ValueRun } from "./value-run.ts";

/** So many times a value is sought in all of a key's list, before all are noted by name. */
const FEW = 8;

/** Something that does not look as one item of the file said; a later one may be why. */
interface Doubt {
  readonly at: number;
  readonly names: readonly string[];
  readonly isOfValue: boolean;
  readonly statement: string;
}

/** A key that lost all its values. */
interface EmptiedKey {
  readonly at: number;
  readonly names: readonly string[];
  /** The values that it got afterwards, as Windows compares names. */
  readonly values: Set<string>;
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
  readonly #values = new ValueRun();
  #position = 0;
  /** By key and name, as Windows compares them. */
  readonly #doubts = new Map<string, Doubt>();
  /** When a key was deleted last, and when it came back. */
  readonly #deleted = new Map<string, number>();
  readonly #returned = new Map<string, number>();
  readonly #emptied = new Map<string, EmptiedKey>();

  constructor(hive: Hive) {
    this.#hive = hive;
    this.#keys = new KeyChain(hive);
  }

  look(item: ImportItem): void {
    if (item.kind !== "value" && item.kind !== "ignored") this.#flush();
    this.#position++;
    if (item.kind === "value") this.#add(item);
    if (item.kind === "no-values") this.#empty();
    if (item.kind === "security") this.#security(item.sddl);
    if (item.kind === "key" && item.isDeleted) this.#deleted.set(this.#place(item.names), this.#position);
    if (item.kind === "key" && !item.isDeleted) this.#open(item.names, item.existing === true);
  }

  end(): void {
    this.#flush();
    for (const { at, names, isOfValue, statement } of this.#doubts.values()) {
      const isEmptiedAfter = isOfValue && (this.#emptied.get(this.#place(names))?.at ?? 0) > at;
      if (!isEmptiedAfter && !this.#isDeletedAfter(at, names)) throw differs(statement, names);
    }
    for (const emptied of this.#emptied.values()) this.#assertEmptied(emptied);
    for (const [place, at] of this.#deleted) {
      if ((this.#returned.get(place) ?? 0) > at) continue;
      const names = place.split("\\");
      if (this.#keys.at(names) !== undefined && !this.#isDeletedAfter(at, names))
        throw differs("a key is still there", names);
    }
  }

  #open(names: readonly string[], mayLack: boolean): void {
    this.#names = names;
    const key = this.#keys.at(names);
    this.#section = key && new Section(key);
    if (mayLack) return;
    const place = this.#place(names);
    this.#note(place, key === undefined ? "a key is not there that should be" : undefined);
    if (this.#deleted.size === 0) return;
    for (let end = place.length; end > 0; end = place.lastIndexOf("\\", end - 1)) {
      const above = place.slice(0, end);
      if (this.#deleted.has(above)) this.#returned.set(above, this.#position);
    }
  }

  #add(item: ValueItem): void {
    if (this.#values.add(item)) return;
    this.#flush();
    if (!this.#values.add(item)) this.#value(item);
  }

  /** Looks at the values that wait: at many at once, as long as they are as they should be. */
  #flush(): void {
    const { items, batch } = this.#values;
    const { engine } = this.#hive;
    const key = this.#section?.key.offset;
    let place: number | undefined;
    for (let at = 0, misses = 0; at < items.length; at++) {
      if (key !== undefined && this.#doubts.size === 0 && this.#emptied.size === 0) {
        const same = engine.sameValues(key, batch, at, misses < FEW ? undefined : place);
        ({ place } = same);
        at += same.count;
        misses++;
      }
      const item = items[at];
      if (item !== undefined) this.#value(item);
    }
    this.#values.clear();
  }

  #value({ name, data: wanted, ifAbsent = false }: ValueItem): void {
    const found = this.#section?.find(name);
    if (this.#emptied.size > 0)
      this.#emptied.get(this.#place(this.#names))?.values.add(this.#hive.engine.upcased(name));
    if (ifAbsent && found !== undefined) return; // what it holds tells nothing
    const isRight =
      wanted === "delete" ? found === undefined : found !== undefined && isSameValue(this.#hive.engine, found, wanted);
    if (isRight && this.#doubts.size === 0) return;
    const place = `${this.#place(this.#names)}\\\\${this.#hive.engine.upcased(name)}`;
    this.#note(place, isRight ? undefined : `${nameOfValue(name)} does not read as it was written`, true);
  }

  #empty(): void {
    const names = this.#names;
    this.#emptied.set(this.#place(names), { at: this.#position, names, values: new Set() });
  }

  #assertEmptied({ names, values }: EmptiedKey): void {
    const key = this.#keys.at(names);
    if (key === undefined) return;
    const { engine } = this.#hive;
    for (const value of engine.values(key.offset)) {
      const { name } = engine.value(value);
      if (!values.has(engine.upcased(name))) throw differs(`${nameOfValue(name)} is still there`, names);
    }
  }

  #security(sddl: string): void {
    const key = this.#section?.key;
    if (key === undefined) return;
    const found = key.security();
    const isRight =
      securityDescriptorText(found) === securityDescriptorText(withSddlParts(found, parseSddlParts(sddl)));
    const place = `${this.#place(this.#names)}\\\\\\`;
    this.#note(place, isRight ? undefined : "the security of a key does not read as it was written");
  }

  #note(place: string, statement: string | undefined, isOfValue = false): void {
    if (statement === undefined) this.#doubts.delete(place);
    else this.#doubts.set(place, { at: this.#position, names: this.#names, isOfValue, statement });
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
