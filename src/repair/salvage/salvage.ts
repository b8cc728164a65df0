import { layout, type SourceKey, type SourceValue, type TreeSource } from "hivex-wasm";
import { RepairNotes } from "../notes.ts";
import { type FoundBaseBlock, nothingToSave, readBaseBlock } from "./base-block.ts";
import { CellMap } from "./cell-map.ts";
import { Claims } from "./claims.ts";
import { readClassName } from "./class-name.ts";
import { findRoot } from "./find-root.ts";
import { HiveImage } from "./hive-image.ts";
import { KeyNodeReader } from "./key-node.ts";
import { Names } from "./names.ts";
import { isNew, newNode } from "./new-node.ts";
import { readOrphans } from "./orphans.ts";
import { SalvagedKey } from "./salvaged-key.ts";
import { SecurityReader } from "./security.ts";
import { settledKeys, settleSecurity } from "./settle.ts";
import { TreeReader } from "./tree.ts";
import { type FoundValue, type Say, ValueReader } from "./values.ts";

/** What a salvage is asked for. */
export interface SalvageOptions {
  /** Name of a new key below the root for keys that nothing leads to; without it they are only told of. */
  readonly lostAndFound?: string;
}

/** All that can be read of a hive, as a tree. */
export interface Salvaged {
  readonly baseBlock: FoundBaseBlock;
  readonly image: HiveImage;
  readonly cells: CellMap;
  /** Parents first, subkeys in the order of their names. */
  readonly keys: readonly SalvagedKey[];
  readonly notes: RepairNotes;
  /** The tree for `writeTree`; each call begins anew. */
  source(): TreeSource;
}

/**
 * Reads what can be read of a hive's file, however damaged: time and memory are bounded by its size. What could not be read as
 * it should be is noted, and nothing else is left out.
 *
 * @throws {@link HiveError} `nothing-to-save`, `unsupported-version`, `version-read-only`
 */
export function salvage(file: Uint8Array, options: SalvageOptions = {}): Salvaged {
  const baseBlock = readBaseBlock(file);
  const image = new HiveImage(file, baseBlock.end);
  const notes = new RepairNotes();
  const cells = new CellMap(image);
  const names = new Names();
  const nodes = new KeyNodeReader(image, cells, names);
  const tree = new TreeReader(image, cells, nodes, notes);
  const found = findRoot(image, cells, nodes, tree, baseBlock.root, baseBlock.lastWritten);
  if (found === undefined) throw nothingToSave("no key can be found in it");
  const root = tree.read(found.node);
  if (found.fault !== undefined) {
    const { kind, message } = found.fault;
    tree.note(kind, "I13", "base block", layout.BASE_BLOCK_ROOT - layout.BASE_BLOCK_SIZE, root, message);
  }
  if (baseBlock.missing > 0) {
    const message = `${baseBlock.missing} bytes of hive bins, and what they held: the file ends before them`;
    const fileOffset = layout.BASE_BLOCK_SIZE + image.end;
    notes.add("lost", "I10", () => ({ structure: "hive bin", fileOffset, keyPath: null, message }));
  }
  let claimed: Claims | undefined;
  const orphans = collectOrphans(options);
  const keys = settledKeys(root, names, tree);
  const securities = new SecurityReader(image, cells);
  settleSecurity(keys, image, securities, tree);
  const source = (told: RepairNotes): TreeSource =>
    new SalvagedTree(
      baseBlock,
      image,
      cells,
      keys,
      securities,
      (claims) => new ValueReader(image, cells, claims, baseBlock.minorVersion, names),
      told,
    );
  const salvaged: Salvaged = { baseBlock, image, cells, keys, notes, source: () => source(new RepairNotes()) };
  lookThrough(source(notes), keys.length);
  tellOrphans();
  return salvaged;

  function collectOrphans({ lostAndFound }: SalvageOptions): SalvagedKey[] {
    if (lostAndFound === undefined) return readOrphans(image, cells, nodes, tree, undefined, holdsData);
    const place = new SalvagedKey(newNode(lostAndFound, layout.NIL, 0, baseBlock.lastWritten), root);
    const kept = readOrphans(image, cells, nodes, tree, place, holdsData);
    if (kept.length > 0) root.subkeys.push(place);
    return kept;
  }

  /** Whether a cell belongs to the values of a key in the tree: asked seldom, for keys that nothing leads to. */
  function holdsData(offset: number): boolean {
    claimed ??= claimsOfValues();
    return claimed.isTaken(offset);
  }

  function claimsOfValues(): Claims {
    const claims = new Claims(image);
    const values = new ValueReader(image, cells, claims, baseBlock.minorVersion, names);
    for (const { node } of tree.keys.values()) if (!isNew(node)) values.read(node.data, () => {});
    return claims;
  }

  function tellOrphans(): void {
    for (const orphan of orphans) {
      const { offset } = orphan.node;
      if (orphan.parent !== undefined)
        tree.note("found", "I27", "key node", offset, orphan, "nothing led to this key: it was found by its record");
      else {
        const message = `key ${JSON.stringify(orphan.name)} with ${countBelow(orphan)} keys below it: nothing leads to it, and where it belongs is unknown`;
        tree.note("lost", "I27", "key node", offset, root, message);
      }
    }
  }
}

function countBelow(key: SalvagedKey): number {
  let count = -1;
  const open = [key];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count++;
    open.push(...next.subkeys);
  }
  return count;
}

/** Asks for everything once, for the sake of what is noted on the way. */
function lookThrough(source: TreeSource, count: number): void {
  for (let key = 0; key < count; key++) {
    source.key(key);
    source.values(key);
  }
}

/** The salvaged keys as a source for `writeTree`: handles are positions among the keys, and among the values of one key. */
class SalvagedTree implements TreeSource {
  readonly baseBlock: Uint8Array;
  readonly sizeHint: number;
  readonly root = 0;
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  readonly #keys: readonly SalvagedKey[];
  readonly #securities: SecurityReader;
  readonly #values: ValueReader;
  readonly #notes: RepairNotes;
  #valuesOfKey: readonly FoundValue[] = [];

  constructor(
    baseBlock: FoundBaseBlock,
    image: HiveImage,
    cells: CellMap,
    keys: readonly SalvagedKey[],
    securities: SecurityReader,
    values: (claims: Claims) => ValueReader,
    notes: RepairNotes,
  ) {
    this.baseBlock = baseBlock.bytes;
    this.sizeHint = layout.BASE_BLOCK_SIZE + image.end;
    this.#image = image;
    this.#cells = cells;
    this.#keys = keys;
    this.#securities = securities;
    this.#values = values(new Claims(image));
    this.#notes = notes;
  }

  key(handle: number): SourceKey {
    const key = this.#at(handle);
    const className = isNew(key.node) ? NONE : readClassName(this.#image, this.#cells, key.node.data, this.#say(key));
    return { node: this.#node(key), className, security: key.security };
  }

  subkeys(handle: number): number[] {
    return this.#at(handle).subkeys.map(({ index }) => index);
  }

  values(handle: number): number[] {
    const key = this.#at(handle);
    this.#valuesOfKey = isNew(key.node) ? [] : this.#values.read(key.node.data, this.#say(key));
    return this.#valuesOfKey.map((_, index) => index);
  }

  value(handle: number): SourceValue {
    return this.#valuesOfKey[handle] as FoundValue;
  }

  descriptor(security: number): Uint8Array {
    return this.#securities.read(security) as Uint8Array;
  }

  /** A key's record as it is to be: signed, marked as root where it is the root only, with the name that it has now. */
  #node({ node, newName, parent }: SalvagedKey): Uint8Array {
    const size = newName?.bytes.length ?? this.#image.u16(node.data + layout.KEY_NODE_NAME_SIZE);
    const bytes = new Uint8Array(layout.KEY_NODE_SIZE + size);
    bytes.set(isNew(node) ? node.bytes.subarray(0, layout.KEY_NODE_SIZE) : this.#image.slice(node.data, bytes.length));
    const view = new DataView(bytes.buffer);
    view.setUint16(layout.KEY_NODE_SIGNATURE, layout.SIGNATURE_NK, true);
    let flags = view.getUint16(layout.KEY_NODE_FLAGS, true) & ~NEVER_STORED;
    if (parent === undefined) flags |= layout.KEY_FLAG_HIVE_ENTRY;
    if (newName !== undefined) {
      bytes.set(newName.bytes, layout.KEY_NODE_SIZE);
      view.setUint16(layout.KEY_NODE_NAME_SIZE, size, true);
      flags = (flags & ~layout.KEY_FLAG_COMPRESSED_NAME) | (newName.isCompressed ? layout.KEY_FLAG_COMPRESSED_NAME : 0);
    }
    view.setUint16(layout.KEY_NODE_FLAGS, flags, true);
    return bytes;
  }

  #say(key: SalvagedKey): Say {
    return ({ kind, code, structure, offset, message }) =>
      this.#notes.add(kind, code, () => ({
        structure,
        fileOffset: layout.BASE_BLOCK_SIZE + offset,
        keyPath: key.path,
        message,
      }));
  }

  #at(handle: number): SalvagedKey {
    return this.#keys[handle] as SalvagedKey;
  }
}

const NONE = new Uint8Array(0);
const NEVER_STORED = layout.KEY_FLAG_VOLATILE | layout.KEY_FLAG_HIVE_EXIT | layout.KEY_FLAG_HIVE_ENTRY;
