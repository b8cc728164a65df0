import * as abi from "../../assembly/abi.ts";
import * as layout from "../../assembly/layout.ts";
import { handle } from "../arguments.ts";
import type { Engine } from "../engine.ts";
import type { EngineMemory } from "../engine-memory.ts";
import { HiveError } from "../hive-error.ts";
import type { SourceKey, SourceValue, TreeSource } from "./tree-source.ts";

/** Versions before 1.3 are read, not written. */
const OLDEST_MINOR = 3;
const NONE = new Uint8Array(0);
const NO_HANDLES: readonly number[] = [];

/**
 * The tree of an open hive. Throws `version-read-only` for one of a version that is not written, `usage` for a tolerant
 * engine, which would leave out what it cannot read, and, as the tree is asked, the error of any damage that it meets: `tree-loops` also for cells
 * that belong to several owners, once more has been told than the bins hold.
 */
export function engineTree(engine: Engine): TreeSource {
  const { minorVersion } = engine.baseBlock;
  if (engine.isTolerant) throw new HiveError("usage", "a hive that is opened tolerantly is not written anew");
  if (minorVersion < OLDEST_MINOR)
    throw new HiveError("version-read-only", "hives of this version are read, not written", {
      structure: "base block",
      expected: `1.${OLDEST_MINOR} or later`,
      found: `1.${minorVersion}`,
    });
  return new EngineTree(engine);
}

class EngineTree implements TreeSource {
  readonly baseBlock: Uint8Array;
  readonly sizeHint: number;
  readonly root: number;
  readonly #engine: Engine;
  readonly #memory: EngineMemory;
  /** Of the key that was asked for last: most have no subkeys, which is told without asking the engine again. */
  #key = layout.NIL;
  #subkeyCount = 0;
  #valueCount = 0;
  /** Bytes that may yet be told: each cell belongs to one owner, so no tree has more of them than its bins. */
  #left: number;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#memory = engine.memory;
    this.baseBlock = engine.baseBlockBytes();
    this.sizeHint = layout.BASE_BLOCK_SIZE + engine.baseBlock.binsSize;
    this.root = engine.baseBlock.rootOffset;
    this.#left = engine.baseBlock.binsSize;
  }

  key(key: number): SourceKey {
    const memory = this.#memory;
    memory.call((engine) => engine.readKey(handle(key)));
    const record = memory.record();
    this.#key = key;
    this.#subkeyCount = record.getUint32(abi.KEY_SUBKEY_COUNT, true);
    this.#valueCount = record.getUint32(abi.KEY_VALUE_COUNT, true);
    const name = record.getUint32(abi.KEY_NAME_ADDRESS, true);
    const nameSize = record.getUint32(abi.KEY_NAME_SIZE, true);
    const security = record.getUint32(abi.KEY_SECURITY, true);
    const hasClass = record.getUint32(abi.KEY_CLASS_SIZE, true) !== 0;
    const node = memory.viewAt(name - layout.KEY_NODE_SIZE, layout.KEY_NODE_SIZE + nameSize);
    this.#count(node.length);
    if (!hasClass) return { node, className: NONE, security };
    memory.call((engine) => engine.readClassName(key));
    const className = memory.resultView();
    this.#count(className.length);
    return { node, className, security };
  }

  subkeys(key: number): readonly number[] {
    return key === this.#key && this.#subkeyCount === 0 ? NO_HANDLES : this.#engine.subkeys(key);
  }

  values(key: number): readonly number[] {
    return key === this.#key && this.#valueCount === 0 ? NO_HANDLES : this.#engine.values(key);
  }

  value(value: number): SourceValue {
    const memory = this.#memory;
    memory.call((engine) => engine.readValue(handle(value)));
    const fields = memory.record();
    const name = fields.getUint32(abi.VALUE_NAME_ADDRESS, true);
    const nameSize = fields.getUint32(abi.VALUE_NAME_BYTES, true);
    const size = fields.getUint32(abi.VALUE_DATA_BYTES, true);
    const record = memory.viewAt(name - layout.VALUE_SIZE, layout.VALUE_SIZE + nameSize);
    this.#count(record.length + (size > layout.INLINE_DATA_MAXIMUM ? size : 0));
    return { record, data: size === 0 ? NONE : dataOf(memory, value, size) };
  }

  descriptor(security: number): Uint8Array {
    const { descriptor } = this.#engine.security(security);
    this.#count(descriptor.length);
    return descriptor;
  }

  /** Records that are named again and again, or lie within each other, could otherwise make a tree without end. */
  #count(size: number): void {
    this.#left -= size;
    if (this.#left >= 0) return;
    throw new HiveError("tree-loops", "records belong to several keys or values, or lie within each other", {
      expected: `no more than the ${this.#engine.baseBlock.binsSize} bytes of the bins`,
    });
  }
}

/** Where it lies, when that is one place; else a copy. */
function dataOf(memory: EngineMemory, value: number, size: number): Uint8Array {
  let whole: Uint8Array | undefined;
  for (let position = 0; position < size; ) {
    memory.call((engine) => engine.readData(value, position));
    const piece = memory.resultView();
    if (piece.length === size) return piece;
    whole ??= new Uint8Array(size);
    whole.set(piece, position);
    position += piece.length;
  }
  return whole ?? NONE;
}
