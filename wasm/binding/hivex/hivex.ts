import * as layout from "../../assembly/layout.ts";
import type { Editing } from "../editing.ts";
import { Engine } from "../engine.ts";
import { bytesSource, type PageSource } from "../page-source.ts";
import { HivexError, withErrno, withRootErrno } from "./errno.ts";
import { HIVEX_OPEN_UNSAFE, HIVEX_OPEN_WRITE } from "./flags.ts";
import { isStore } from "./store.ts";
import { stillThere } from "./touched.ts";
import { HivexWriting } from "./writing.ts";

/**
 * The functions of libhivex under their own names in camelCase. Nodes are keys and values are values; their handles are
 * libhivex's: file offsets of cells, never 0. Times are FILETIMEs, 100 ns since 1601-01-01 UTC, as BigInt.
 * Where the C function returns 0 or NULL with an errno, `HivexError` is thrown with its name; where it returns 0 because
 * there is no such key or value, the result is undefined.
 *
 * @example
 * const hivex = Hivex.open(readFileSync("NTUSER.DAT"), HIVEX_OPEN_WRITE);
 * const acme = hivex.nodeAddChild(hivex.root(), "Acme");
 * hivex.nodeSetValue(acme, { key: "Mode", t: hiveTypes.REG_BINARY, value: Uint8Array.of(1) });
 * writeFileSync("changed.dat", hivex.toBytes());
 * hivex.close();
 */
export class Hivex extends HivexWriting {
  #engine: Engine | undefined;
  readonly #source: PageSource;
  readonly #mode: "read" | "edit";

  private constructor(engine: Engine, source: PageSource, flags: number) {
    super((flags & HIVEX_OPEN_UNSAFE) !== 0);
    this.#engine = engine;
    this.#source = source;
    this.#mode = modeOf(flags);
  }

  /**
   * Opens a hive over its bytes, or over a source that is asked for the pages that are needed. Flags: `HIVEX_OPEN_...`.
   * Throws ENOTSUP where this is no hive, EINVAL for a file that is too small or a wrong checksum, EUCLEAN where a dirty hive
   * is to be written: what it lacks lies in its transaction logs, and would be lost.
   *
   * @example
   * const hivex = Hivex.open(bytes, HIVEX_OPEN_WRITE);
   */
  static open(hive: Uint8Array | PageSource, flags = 0): Hivex {
    const source = hive instanceof Uint8Array ? bytesSource(hive) : hive;
    let engine: Engine | undefined;
    try {
      if (source.size < SMALLEST_HIVE) {
        const facts = { expected: `at least ${SMALLEST_HIVE} bytes`, found: `${source.size} bytes` };
        throw new HivexError("EINVAL", "the file is too small to be a hive", facts);
      }
      engine = openEngine(source, flags);
      return new Hivex(engine, source, flags);
    } catch (error) {
      engine?.close();
      if (isStore(source)) source.close();
      throw error;
    }
  }

  /** Lets go of the hive's memory; every other call throws EBADF from then on. What was not committed is gone. */
  close(): void {
    if (this.#engine === undefined) return;
    this.#engine.close();
    this.#engine = undefined;
    if (isStore(this.#source)) this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Writes what has been changed: to the file that the hive was opened from for null, else the whole hive as a new file.
   * Where nothing has been changed, null writes nothing. Returns what went wrong after all was safe, as a rule nothing.
   * Afterwards the hive can be changed and committed again; what has been committed in place is no longer undone.
   *
   * ENOTSUP for a hive that was not opened by `hivexOpen` of `hivex-wasm/node`: `toBytes` gives its bytes.
   *
   * @example
   * hivex.commit(null);
   */
  commit(filename: string | null = null, flags = 0): string[] {
    this.editing();
    const engine = this.engine();
    const store = this.#source;
    if (flags !== 0) throw new HivexError("EINVAL", "no flag means anything here yet", { found: String(flags) });
    if (!isStore(store)) throw new HivexError("ENOTSUP", "the hive lies in memory: toBytes gives its bytes");
    const warnings: string[] = [];
    const touched = stillThere(engine, this.touched);
    const work = { engine, touched, warn: (warning: string) => void warnings.push(warning) };
    const isWritten = withErrno(() => (filename === null ? store.commit(work) : store.commitTo(filename, work)));
    if (isWritten) this.#openAnew();
    return warnings;
  }

  /**
   * The bytes of the whole hive with all changes, as a commit would leave the file. Those of a hive that has not been
   * changed are the ones that it was opened with.
   */
  toBytes(): Uint8Array<ArrayBuffer> {
    return withErrno(() => this.engine().toBytes());
  }

  /** Takes the last change back, or the last transaction. False where there is none that can be. */
  undo(): boolean {
    return withErrno(() => this.editing().undo());
  }

  /**
   * Does several changes as one: where one throws, none has happened. They are undone as one as well.
   *
   * @example
   * hivex.transaction(() => hivex.nodeSetValue(hivex.nodeAddChild(node, "A"), value));
   */
  transaction<Result>(work: () => Result): Result {
    return this.editing().transaction(work);
  }

  /**
   * Says what last-write time changed keys get from now on: a FILETIME, as Windows would set it for each, or "keep", as
   * libhivex does: all keep theirs, and a new key gets its parent's.
   */
  setTimestamps(time: bigint | "keep"): void {
    this.editing().time = time;
  }

  /** @internal */
  protected engine(): Engine {
    if (this.#engine === undefined) throw new HivexError("EBADF", "the hive has been closed");
    return this.#engine;
  }

  /** @internal */
  protected editing(): Editing {
    const engine = this.engine();
    if (this.#mode === "read")
      throw new HivexError("EROFS", "the hive was opened for reading; open it with HIVEX_OPEN_WRITE");
    return engine.editing;
  }

  /** The file has other sequence numbers now. Handles stay good: they are places in the file. */
  #openAnew(): void {
    const old = this.engine();
    const { time } = old.editing;
    this.#engine = undefined;
    old.close();
    this.#engine = openEngine(this.#source, HIVEX_OPEN_WRITE);
    this.#engine.editing.time = time;
    this.touched.clear();
  }
}

function modeOf(flags: number): "read" | "edit" {
  return (flags & HIVEX_OPEN_WRITE) === 0 ? "read" : "edit";
}

function openEngine(source: PageSource, flags: number): Engine {
  const isUnsafe = (flags & HIVEX_OPEN_UNSAFE) !== 0;
  const mode = modeOf(flags);
  const engine = withErrno(() => Engine.open(source, { mode, ignoreChecksum: isUnsafe }));
  try {
    if (!isUnsafe) withRootErrno("ENOTSUP", () => engine.key(engine.baseBlock.rootOffset));
    if (mode === "edit" && engine.baseBlock.isDirty) throw dirty();
    return engine;
  } catch (error) {
    engine.close();
    throw error;
  }
}

function dirty(): HivexError {
  const advice = "Recover it first, with `hivetool recover` or recoverHive of this package; or open it for reading.";
  return new HivexError("EUCLEAN", "the hive is dirty: its last write was not finished", { advice });
}

/** A base block and the smallest bin. */
const SMALLEST_HIVE = 2 * layout.BASE_BLOCK_SIZE;
