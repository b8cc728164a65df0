import { hiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { joinKeyPath } from "../hive/key-path.ts";
import type { ValueState } from "./effect.ts";
import { nameOfValue } from "./expectation.ts";
import { foundValue, isSameData } from "./found-value.ts";

/** What a value must be: its type and data, or there with any; undefined where there must be none. */
type WantedValue = Omit<ValueState, "name"> | "any" | undefined;

interface WantedEntry {
  readonly name: string;
  readonly wanted: WantedValue;
  /** The name must be spelled just so. */
  readonly isSpelled?: boolean;
}

/** What a key must be, as far as it was asked for. */
interface WantedKey {
  readonly path: string;
  readonly presence: "there" | "gone" | "either";
  /** The name as it must be spelled. */
  readonly name?: string;
  readonly className?: string;
  readonly values: Map<string, WantedEntry>;
  readonly security?: (key: Key) => boolean;
  readonly flags?: (key: Key) => boolean;
  /** Last-write time, until something else gives the key another. */
  readonly time?: bigint;
  /** Names of all its values in the order of its list, until one comes, goes or gets another name. */
  readonly valueOrder?: readonly string[];
}

/** What must hold of whole trees, unless something in them is changed again. */
interface WantedTrees {
  readonly places: readonly string[];
  readonly isAsWanted: (hive: Hive) => boolean;
  readonly error: Error;
}

/**
 * What a hive must look like after all changes of a plan. Each change adds what it wants, and by that takes away what
 * earlier ones wanted of the same value or key.
 */
export class FinalState {
  readonly #hive: Hive;
  /** By their paths, upcased as Windows does to compare. */
  readonly #keys = new Map<string, WantedKey>();
  #trees: WantedTrees[] = [];

  /** Names are compared as this hive compares them. */
  constructor(hive: Hive) {
    this.#hive = hive;
  }

  wantValue(path: string, name: string, wanted: WantedValue): void {
    const key = this.#keys.get(this.#place(path));
    const values = key?.values ?? new Map<string, WantedEntry>();
    const valuePlace = this.#hive.engine.upcased(name);
    const before = values.get(valuePlace);
    values.set(valuePlace, wanted && before?.isSpelled ? { ...before, wanted } : { name, wanted });
    const presence = wanted === undefined ? (key?.presence ?? "either") : "there";
    this.#touch(path, { ...key, path, presence, values });
    this.#forget(this.#place(path), "valueOrder");
  }

  /** What was wanted of a value is wanted of it under its new name. */
  wantRenamed(path: string, oldName: string, name: string, wanted: WantedValue = "any"): void {
    const [from, to] = [oldName, name].map((each) => this.#hive.engine.upcased(each)) as [string, string];
    const values = this.#keys.get(this.#place(path))?.values ?? new Map<string, WantedEntry>();
    const moved = values.get(from);
    if (from !== to) values.set(from, { name: oldName, wanted: undefined });
    values.set(to, { name, wanted: moved?.wanted ?? wanted, isSpelled: true });
    this.wantKey(path, { values });
    this.#forget(this.#place(path), "valueOrder");
  }

  wantKey(path: string, facts: Partial<WantedKey> = {}): void {
    const before = this.#keys.get(this.#place(path));
    this.#touch(path, { values: new Map(), ...before, path, presence: "there", ...facts });
  }

  wantTime(path: string, time: bigint): void {
    this.wantKey(path);
    const place = this.#place(path);
    this.#keys.set(place, { ...(this.#keys.get(place) as WantedKey), time });
  }

  /** Nothing is there any more, and whatever was wanted below it went along. */
  wantNoKey(path: string): void {
    const place = this.#place(path);
    for (const other of [...this.#keys.keys()]) if (isWithin(other, place)) this.#keys.delete(other);
    this.#touch(path, { path, presence: "gone", values: new Map() });
  }

  /** What was wanted of a tree is wanted of it in its new place. */
  wantMoved(from: string, to: string): void {
    const [oldPlace, newPlace] = [this.#place(from), this.#place(to)];
    const count = this.#hive.pathNames(from).length;
    const moved = [...this.#keys].filter(([place]) => isWithin(place, oldPlace));
    if (oldPlace !== newPlace) this.wantNoKey(from);
    for (const [place, wanted] of moved) {
      const names = this.#hive.pathNames(wanted.path).slice(count);
      this.#keys.set(newPlace + place.slice(oldPlace.length), { ...wanted, path: joinKeyPath([to, ...names]) });
    }
    const name = this.#hive.pathNames(to).at(-1);
    this.wantKey(to, name === undefined ? {} : { name });
  }

  /** Something must hold of whole trees; `statement` is what to say where it does not. */
  wantTrees(paths: readonly string[], statement: string, isAsWanted: (hive: Hive) => boolean): void {
    const places = paths.map((path) => this.#place(path));
    this.#trees.push({ places, isAsWanted, error: differs(statement, paths[0] ?? "") });
  }

  /** What was wanted of the security of a key and all below it is no longer wanted, nor their times. */
  forgetSecurity(path: string): void {
    const tree = this.#place(path);
    for (const [place, { security: _, time: __, ...wanted }] of this.#keys) {
      if (isWithin(place, tree)) this.#keys.set(place, wanted);
    }
  }

  /** Paths of the keys that something is wanted of, be it that they are gone, and of the trees. */
  paths(): string[] {
    return [...[...this.#keys.values()].map(({ path }) => path), ...this.#trees.flatMap(({ places }) => places)];
  }

  /** Throws `read-back-differs` where the hive is not as it must be. */
  check(hive: Hive): void {
    for (const wanted of this.#keys.values()) checkKey(hive, wanted);
    for (const { isAsWanted, error } of this.#trees) if (!isAsWanted(hive)) throw error;
  }

  #forget(place: string, fact: "time" | "valueOrder"): void {
    const { [fact]: known, ...others } = this.#keys.get(place) ?? {};
    if (known !== undefined) this.#keys.set(place, others as WantedKey);
  }

  #touch(path: string, wanted: WantedKey): void {
    const place = this.#place(path);
    this.#keys.set(place, wanted);
    // Whatever comes to a key, goes or changes may give it, and the one it is in, another time.
    this.#forget(place, "time");
    this.#forget(place.slice(0, Math.max(place.lastIndexOf("\\"), 0)), "time");
    this.#trees = this.#trees.filter(({ places }) => {
      return !places.some((tree) => isWithin(place, tree) || (wanted.presence === "gone" && isWithin(tree, place)));
    });
    if (wanted.presence !== "there") return;
    // A key that was deleted has been created anew, where something is below it.
    for (let end = place.lastIndexOf("\\"); end > 0; end = place.lastIndexOf("\\", end - 1)) {
      const above = this.#keys.get(place.slice(0, end));
      if (above?.presence === "gone") this.#keys.set(place.slice(0, end), { ...above, presence: "there" });
    }
  }

  #place(path: string): string {
    return this.#hive.engine.upcased(joinKeyPath(this.#hive.pathNames(path)));
  }
}

function checkKey(hive: Hive, wanted: WantedKey): void {
  const { path, presence } = wanted;
  const key = hive.findKey(path);
  if (key === undefined && presence === "there") throw differs("a key is not there that should be", path);
  if (key !== undefined && presence === "gone") throw differs("a key is still there", path);
  if (key === undefined) return;
  checkFacts(key, wanted);
  const find = valuesOf(key, wanted.values.size);
  for (const [place, { name, wanted: value, isSpelled = false }] of wanted.values) {
    const found = find(name, place);
    if (!isAsWanted(found, value) || (isSpelled && found?.name !== name))
      throw differs(`${nameOfValue(name)} does not read as it was written`, path);
  }
}

function checkFacts(key: Key, { path, name, className, security, flags, time, valueOrder }: WantedKey): void {
  if (name !== undefined && key.name !== name) throw differs("the key's name does not read as it was written", path);
  if (className !== undefined && (key.className ?? "") !== className)
    throw differs("the class name does not read as it was written", path);
  if (security?.(key) === false) throw differs("the key's security does not read as it was written", path);
  if (flags?.(key) === false) throw differs("the key's flags do not read as they were written", path);
  if (time !== undefined && key.lastWritten !== time)
    throw differs("the key's time does not read as it was written", path);
  if (valueOrder !== undefined && !isInOrder(key, valueOrder))
    throw differs("the key's values are not in the order that was written", path);
}

function isInOrder(key: Key, names: readonly string[]): boolean {
  const { engine } = key;
  const found = Array.from(key.values(), ({ name }) => engine.upcased(name));
  return found.length === names.length && names.every((name, at) => engine.upcased(name) === found[at]);
}

/** Finds values of a key by name, or by the upcased name: many are looked for in one walk of the list. */
function valuesOf(key: Key, count: number): (name: string, place: string) => ValueState | undefined {
  if (count <= FEW) return (name) => foundValue(key, name);
  const all = new Map(Array.from(key.values(), (value) => [key.engine.upcased(value.name), value]));
  return (_, place) => {
    const value = all.get(place);
    return value && { name: value.name, type: value.type, data: value.data() };
  };
}

const FEW = 16;

function isAsWanted(found: ValueState | undefined, wanted: WantedValue): boolean {
  if (wanted === undefined || found === undefined) return wanted === found;
  return wanted === "any" || (found.type === wanted.type && isSameData(found.data, wanted.data));
}

function isWithin(place: string, tree: string): boolean {
  return tree === "" || place === tree || place.startsWith(`${tree}\\`);
}

function differs(statement: string, keyPath: string): Error {
  return hiveError("read-back-differs", statement, { keyPath });
}
