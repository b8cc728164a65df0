import {
  type BaseBlock,
  bytesSource,
  displaySafe,
  Engine,
  type EngineOptions,
  type ExportCounts,
  exportTree,
  HiveError,
  type PageSource,
} from "hivex-wasm";
import { applyPlan, type EditTime, type PreviewedChange } from "../edit/apply.ts";
import type { Plan } from "../edit/plan.ts";
import { hiveError } from "../errors.ts";
import { withControlSet } from "./control-set.ts";
import { HiveExport, type HiveExportOptions } from "./export.ts";
import { filetimeFromUnix } from "./filetime.ts";
import { type HiveKind, hiveKind } from "./hive-kind.ts";
import { Key } from "./key.ts";
import { joinKeyPath } from "./key-path.ts";
import { pathNames } from "./path-names.ts";
import { MOST_LINKS, namesOfTarget } from "./symbolic-link.ts";
import { Value } from "./value.ts";

/** How to look a key up. */
export interface KeyOptions {
  /** Go where symbolic links lead, as long as that is within this hive; at most 64 of them. */
  readonly follow?: boolean;
}

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

  /**
   * Opens a hive over a page source; reads its base block and nothing else. A file is opened by its path with `openHive`,
   * which also sees the transaction logs beside it and closes the file again.
   */
  static open(source: PageSource, options: HiveOptions = {}): Hive {
    if (typeof (source as unknown) === "string") {
      const advice = "Use openHive(path); its `hive` is what Hive.open gives.";
      throw new HiveError("usage", "Hive.open takes a page source, not a path", { advice });
    }
    return new Hive(Engine.open(source, options));
  }

  /**
   * Opens a hive that lies in memory. The bytes must not change while it is open.
   *
   * @example
   * using hive = Hive.fromBytes(new Uint8Array(await file.arrayBuffer()));
   */
  static fromBytes(bytes: Uint8Array, options: HiveOptions = {}): Hive {
    return Hive.open(bytesSource(bytes), options);
  }

  /**
   * Changes the hive in memory, all of the plan or nothing, and says what each change has done. The hive must be open with
   * mode `edit`; keys and values that were looked up before are to be looked up again.
   *
   * @throws HiveError `usage` for a hive that is open for reading, and as `previewPlan`
   * @example
   * using hive = Hive.fromBytes(bytes, { mode: "edit" });
   * hive.edit({ version: 1, changes: [{ op: "set-value", key: "Software\\Acme", value: "Level", type: 4, data: "10000000" }] });
   * const edited = hive.toBytes();
   */
  edit(plan: Plan, options: { readonly time?: EditTime } = {}): readonly PreviewedChange[] {
    return applyPlan(this, plan, { time: options.time ?? filetimeFromUnix(Date.now()) });
  }

  /** The hive's file as it is now, changes included: a clean hive, with the next sequence number. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.engine.toBytes();
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
   * `HKCU\\`, `HKEY_CURRENT_USER\\` and `HKEY_USERS\\<SID>\\` in front stand for it, and so does `HKLM\\SYSTEM\\` in the hive that
   * is mounted there. `CurrentControlSet` is the one that `Select` names. Symbolic links are followed on demand, and only
   * within this hive. Throws `key-not-found`, which names the deepest key that exists.
   *
   * @example
   * hive.key("Software\\Classes", { follow: true }).subkeyCount;
   */
  key(path: string, options: KeyOptions = {}): Key {
    const { key, missing } = this.#resolve(path, options);
    if (missing !== undefined) throw this.#missing(path, key, missing);
    return key;
  }

  /** Like `key`, but undefined where there is no such key. A link that cannot be followed is still an error. */
  findKey(path: string, options: KeyOptions = {}): Key | undefined {
    const { key, missing } = this.#resolve(path, options);
    return missing === undefined ? key : undefined;
  }

  /** The names below the root that a path stands for; see `key`. They are not looked up. */
  pathNames(path: string): readonly string[] {
    return pathNames(this, path);
  }

  /** What kind of hive this is, by its keys, else by the name of its file. */
  kind(path?: string): HiveKind {
    return hiveKind(this, path);
  }

  /** Every value of one name (compared as Windows does) at most `depth` levels below a key; depth 0 is the key itself. */
  findValues(below: Key, name: string, depth?: number): Value[] {
    return this.engine.findValues(below.offset, name, depth).map(({ keys, value }) => {
      let key = below;
      for (const offset of keys.slice(1)) key = Key.below(key, offset);
      return new Value(key, value);
    });
  }

  /**
   * Writes the hive, or a key with all below it, in one of five formats: an iterable, sync or async, of finished bytes.
   *
   * @example
   * for await (const chunk of hive.export({ format: "reg", key: hive.key("Software") })) await file.write(chunk);
   */
  export(options: HiveExportOptions): HiveExport {
    return new HiveExport(this, options);
  }

  /**
   * Reads everything below a key, the root unless told, and counts it. In a tolerant hive what cannot be read goes to
   * `engine.faults`.
   *
   * @example
   * const { keys, values } = hive.count();
   */
  count(below: Key = this.root): ExportCounts {
    const { engine } = this;
    let counts: ExportCounts | undefined;
    for (const step of exportTree(engine, { format: "none", key: below.offset, tolerant: engine.isTolerant })) {
      counts = step.counts;
      for (const { error } of step.faults) engine.attempt(() => raise(error));
    }
    return counts as ExportCounts;
  }

  /** Lets go of the engine's memory; the hive's keys and values cannot be used any more. */
  close(): void {
    this.engine.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #resolve(path: string, { follow = false }: KeyOptions): { key: Key; missing?: string } {
    let key = this.root;
    let links = 0;
    let names = this.pathNames(path);
    for (let name = names[0]; name !== undefined; name = names[0]) {
      const subkey = key.findSubkey(name);
      if (subkey === undefined) return { key, missing: name };
      key = subkey;
      names = names.slice(1);
      if (!follow || !key.isSymbolicLink) continue;
      if (++links > MOST_LINKS) throw hiveError("link-loops", "symbolic links lead in a circle", { keyPath: key.path });
      names = [...this.#namesBehind(key), ...names];
      key = this.root;
    }
    return { key };
  }

  #namesBehind(link: Key): readonly string[] {
    const target = link.linkTarget;
    const names = target === undefined ? undefined : namesOfTarget(this, target);
    if (names !== undefined) return withControlSet(this, names);
    const statement =
      target === undefined
        ? "a symbolic link has no target"
        : `a symbolic link leads out of this hive, to "${displaySafe(target)}"`;
    throw hiveError("link-leads-out", statement, { keyPath: link.path });
  }

  #missing(path: string, deepest: Key, name: string): Error {
    const where = deepest.isRoot ? "the hive's root" : `"${deepest.path}"`;
    return hiveError("key-not-found", `there is no key "${name}" below ${where}`, {
      keyPath: joinKeyPath(this.pathNames(path)),
    });
  }
}

function raise(error: unknown): never {
  throw error;
}
