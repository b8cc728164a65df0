import { type BaseBlock, Engine, type EngineOptions, type PageSource } from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { Key } from "./key.ts";
import { joinKeyPath, splitKeyPath } from "./key-path.ts";
import { Value } from "./value.ts";

/** How to open a hive; `mode` is `read` unless said otherwise. */
export type HiveOptions = EngineOptions;

/**
 * An open hive: keys and values, read as they are asked for. It knows bytes, no file; `openHive` opens one by file name.
 *
 * Every method may throw a `HiveError`, since each may meet a damaged part of the hive for the first time.
 *
 * @example
 * using hive = Hive.open(bytesSource(await readFile("NTUSER.DAT")));
 * console.log(hive.key("Software\\Microsoft").subkeyCount);
 */
export class Hive {
  /** The engine that reads this hive; for code that edits or commits. */
  readonly engine: Engine;

  private constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Opens a hive over a page source; reads its base block and nothing else. */
  static open(source: PageSource, options: HiveOptions = {}): Hive {
    return new Hive(Engine.open(source, options));
  }

  get baseBlock(): BaseBlock {
    return this.engine.baseBlock;
  }

  /** The root key. Its name says little: Windows gives roots names like `CMI-CreateHive{...}`. */
  get root(): Key {
    return Key.root(this.engine);
  }

  /**
   * The key at a path below the root, compared as Windows compares names. The empty path is the root;
   * `HKCU\`, `HKEY_CURRENT_USER\` and `HKEY_USERS\<SID>\` in front stand for it.
   * Throws `key-not-found`, which names the deepest key that exists.
   */
  key(path: string): Key {
    let key = this.root;
    for (const name of splitKeyPath(path)) {
      const subkey = key.findSubkey(name);
      if (subkey === undefined) throw this.#missing(path, key, name);
      key = subkey;
    }
    return key;
  }

  /** Like `key`, but undefined where there is no such key. */
  findKey(path: string): Key | undefined {
    let key: Key | undefined = this.root;
    for (const name of splitKeyPath(path)) key = key?.findSubkey(name);
    return key;
  }

  /** Every value of one name (compared as Windows does) at most `depth` levels below a key; depth 0 is the key itself. */
  findValues(below: Key, name: string, depth?: number): Value[] {
    return this.engine.findValues(below.offset, name, depth).map(({ keys, value }) => {
      let key = below;
      for (const offset of keys.slice(1)) key = Key.below(key, offset);
      return new Value(key, value);
    });
  }

  /** Lets go of the engine's memory; the hive's keys and values cannot be used any more. */
  close(): void {
    this.engine.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #missing(path: string, deepest: Key, name: string): Error {
    const where = deepest.isRoot ? "the hive's root" : `"${deepest.path}"`;
    return hiveError("key-not-found", `there is no key "${name}" below ${where}`, {
      keyPath: joinKeyPath(splitKeyPath(path)),
    });
  }
}
