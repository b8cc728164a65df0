import { type ModelKey, type ModelValue, modelKeys } from "./model.ts";
import { isPeculiar } from "./model-edits.ts";
import type { Pick } from "./operation.ts";

/** Names below the root. */
export type Path = readonly string[];

/** A key of the model, with the way to it. */
export interface Place {
  readonly path: Path;
  readonly key: ModelKey;
  /** The key above it; none for the root. */
  readonly owner: ModelKey | undefined;
}

/** Finds what an operation picks; remembers where edits have been, so that others come there as well. */
export class Places {
  readonly #recent: Path[] = [];

  remember(...paths: Path[]): void {
    this.#recent.push(...paths);
  }

  pick(root: ModelKey, { among, number }: Pick): Place {
    const path = among === "recent" ? this.#recent.at(-1 - (number % 8)) : undefined;
    const found = path && placeAt(root, path);
    if (found !== undefined) return found;
    const keys = [...modelKeys(root)].filter(({ key }) => among !== "parents" || key.keys.size > 0);
    if (among === "longest") keys.sort((left, right) => right.key.keys.size - left.key.keys.size).splice(3);
    return placeAt(root, keys[number % keys.length]?.path ?? []) as Place;
  }

  /** A value of the key that is picked, or of another one where that has none. */
  pickValue(root: ModelKey, choice: Pick, number: number): (Place & { readonly value: ModelValue }) | undefined {
    const picked = this.pick(root, choice);
    const keys = picked.key.values.length > 0 ? [picked] : [...modelKeys(root)];
    const able = keys.filter(({ key }) => key.values.length > 0 && !isPeculiar(key));
    const place = able.length === 0 ? undefined : placeAt(root, able[choice.number % able.length]?.path ?? []);
    const value = place?.key.values[number % place.key.values.length];
    return place && value && { ...place, value };
  }
}

export function placeAt(root: ModelKey, path: Path): Place | undefined {
  let owner: ModelKey | undefined;
  let key = root;
  for (const name of path) {
    const next = [...key.keys.values()].find((subkey) => subkey.name === name);
    if (next === undefined) return undefined;
    [owner, key] = [key, next];
  }
  return { path, key, owner };
}
