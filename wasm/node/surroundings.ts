import { dirname, join } from "node:path";
import type { FileStatus, FileSystem } from "./file-system.ts";
import { sameFileName } from "./log-names.ts";

/**
 * The folders around hives, as far as they have been looked at. A folder is listed again only when it has changed, and
 * looked at again only after a while, so whoever works on many hives hands one of these to each of them, and what they
 * share is listed once.
 *
 * @example
 * const surroundings = new Surroundings(nodeFileSystem);
 * for (const path of paths) openHive(path, { surroundings }).close();
 */
export class Surroundings {
  readonly #fs: FileSystem;
  readonly #clock: () => number;
  readonly #known = new Map<string, KnownFolder>();

  /** `clock` counts milliseconds. */
  constructor(fs: FileSystem, clock: () => number = () => performance.now()) {
    this.#fs = fs;
    this.#clock = clock;
  }

  /** The names in a folder, as they are now. Throws what the system says. */
  list(folder: string): readonly string[] {
    const status = this.#fs.statSync(folder, { bigint: true });
    const names = this.#fs.readdirSync(folder);
    this.#keep(folder, { status, lookedAt: this.#clock(), names, found: new Map() });
    return names;
  }

  /** The folder, its parent and so on, up to the root of the volume that they lie on. Throws what the system says. */
  *upToMountPoint(folder: string): Generator<string> {
    const { dev } = this.#folder(folder).status;
    for (let here = folder; ; here = dirname(here)) {
      yield here;
      const parent = dirname(here);
      if (parent === here || this.#deviceOf(parent) !== dev) return;
    }
  }

  /**
   * Paths below `folder` whose parts have these names in any letter case, the exact spelling first. Folders that this
   * user may not list are looked into by the exact spelling alone.
   */
  *spellingsOf(folder: string, [part, ...rest]: readonly string[]): Generator<string> {
    if (part === undefined) {
      yield folder;
      return;
    }
    for (const path of this.#spellings(folder, part)) yield* this.spellingsOf(path, rest);
  }

  #spellings(path: string, wanted: string): readonly string[] {
    const folder = this.#folder(path);
    const known = folder.found.get(wanted);
    if (known !== undefined) return known;
    folder.names ??= namesIn(this.#fs, path);
    const others = folder.names.filter((name) => name !== wanted && sameFileName(name, wanted));
    // The exact one is asked for by its name: some file systems do not list what is hidden.
    const found = [wanted, ...others].map((name) => join(path, name)).filter((each) => exists(this.#fs, each));
    folder.found.set(wanted, found);
    return found;
  }

  #deviceOf(folder: string): bigint | undefined {
    try {
      return this.#folder(folder).status.dev;
    } catch {
      return undefined;
    }
  }

  /** What is known of a folder, as long as it is the same and nothing was put in or taken out. */
  #folder(path: string): KnownFolder {
    const known = this.#known.get(path);
    const now = this.#clock();
    if (known !== undefined && now - known.lookedAt < GOOD_FOR) return known;
    const status = this.#fs.statSync(path, { bigint: true });
    if (known === undefined || !isUnchanged(known.status, status))
      return this.#keep(path, { status, lookedAt: now, found: new Map() });
    known.lookedAt = now;
    return known;
  }

  #keep(path: string, folder: KnownFolder): KnownFolder {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(path, folder);
    return folder;
  }
}

interface KnownFolder {
  readonly status: FileStatus;
  lookedAt: number;
  /** Undefined as long as nobody has asked. */
  names?: readonly string[];
  /** Paths by the name that was asked for. */
  readonly found: Map<string, readonly string[]>;
}

/** Milliseconds: a Windows neither hibernates nor is upgraded in the time that one hive takes. */
const GOOD_FOR = 100;

/** Every hive brings a folder of its own, which is soon of no more use; the common ones are few. */
const MOST_KNOWN = 256;

function isUnchanged(one: FileStatus, other: FileStatus): boolean {
  return one.mtimeNs === other.mtimeNs && one.ino === other.ino && one.dev === other.dev;
}

function namesIn(fs: FileSystem, folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function exists(fs: FileSystem, path: string): boolean {
  if (fs.existsSync !== undefined) return fs.existsSync(path);
  try {
    fs.statSync(path, { bigint: true });
    return true;
  } catch {
    return false;
  }
}
