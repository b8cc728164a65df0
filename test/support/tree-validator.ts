import { fastLeafHint, hashLeafHash } from "../../fixtures/build/name.ts";
import { compareNames } from "../../fixtures/build/upcase.ts";
import { dwordAt, type ReferenceHive, type ReferenceKey, securityAt, walkKeys } from "./reference-reader.ts";

/** What is wrong in the keys, their lists and values, and with the security cells. */
export function* treeFindings(bytes: Uint8Array, hive: ReferenceHive): Generator<string> {
  const security = new Map<number, number>();
  for (const key of walkKeys(hive.root)) {
    const offset = key.node.number("security");
    security.set(offset, (security.get(offset) ?? 0) + 1);
    for (const finding of keyFindings(bytes, key, key === hive.root)) yield `key ${key.path.join("\\")}: ${finding}`;
  }
  yield* sharedCells(hive, security);
  yield* securityFindings(bytes, security);
}

function* keyFindings(bytes: Uint8Array, key: ReferenceKey, isRoot: boolean): Generator<string> {
  const flags = key.node.number("flags");
  if (key.name === "" || key.name.includes("\\")) yield "a name that no key can have";
  if (key.name.length > 255) yield "a name that is too long";
  if (flags & 0x3) yield "flags of a loaded hive";
  if (!isRoot && flags & 0x4) yield "marked as the hive's root";
  if (key.node.number("subkeyCount") === 0 && key.node.number("subkeyList") !== 0xffffffff)
    yield "a list without subkeys";
  for (const subkey of key.keys) {
    if (subkey.node.number("parent") !== key.offset) yield `its subkey ${subkey.name} names another parent`;
  }
  yield* listFindings(bytes, key);
  yield* hintFindings(key);
}

function* listFindings(bytes: Uint8Array, key: ReferenceKey): Generator<string> {
  for (const [index, subkey] of key.keys.entries()) {
    const previous = key.keys[index - 1];
    if (previous !== undefined && compareNames(previous.name, subkey.name) >= 0) yield `${subkey.name} is out of order`;
  }
  for (const leaf of key.leaves) {
    for (let index = 0; index < leaf.count && leaf.kind !== "li"; index++) {
      const subkey = key.keys[leaf.first + index];
      const beside = dwordAt(bytes, 4096 + leaf.offset + 4 + 4 + index * 8 + 4);
      if (subkey !== undefined && beside !== expectedBeside(leaf.kind, subkey.name))
        yield `wrong ${leaf.kind} hint of ${subkey.name}`;
    }
  }
}

function expectedBeside(kind: string, name: string): number {
  return kind === "lh" ? hashLeafHash(name) : dwordAt(fastLeafHint(name), 0);
}

/** The sizes by which callers make their buffers: at least the largest that there is. */
function* hintFindings(key: ReferenceKey): Generator<string> {
  const hints: [field: string, sizes: number[]][] = [
    ["largestSubkeyNameSize", key.keys.map((subkey) => subkey.name.length * 2)],
    ["largestSubkeyClassSize", key.keys.map((subkey) => (subkey.className ?? "").length * 2)],
    ["largestValueNameSize", key.values.map((value) => value.name.length * 2)],
    ["largestValueDataSize", key.values.map((value) => value.data.length)],
  ];
  for (const [field, sizes] of hints) {
    const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
    if (key.node.number(field) < largest) yield `${field} is ${key.node.number(field)}, there are ${largest} bytes`;
  }
}

/** Only security cells are shared. */
function* sharedCells(hive: ReferenceHive, security: ReadonlyMap<number, number>): Generator<string> {
  for (const [offset, count] of hive.reached) {
    if (count !== (security.get(offset) ?? 1)) yield `the cell at ${offset} belongs to ${count} owners`;
  }
}

/** One ring that holds every security cell in use, each with the number of its keys. */
function* securityFindings(bytes: Uint8Array, security: ReadonlyMap<number, number>): Generator<string> {
  const ring = new Set<number>();
  const [first = 0] = security.keys();
  for (let offset = first; !ring.has(offset); ) {
    ring.add(offset);
    const cell = securityAt(bytes, offset);
    const next = cell.number("next");
    if (cell.text("signature") !== "sk") return yield `no security cell at ${offset}`;
    if (cell.number("referenceCount") !== (security.get(offset) ?? 0))
      yield `the security cell at ${offset} miscounts its keys`;
    const room = 0x100000000 - dwordAt(bytes, 4096 + offset) - 4 - 20;
    if (cell.number("descriptorSize") > room) yield `a descriptor that is larger than its cell at ${offset}`;
    if (cell.number("descriptorSize") === 0) yield `an empty descriptor at ${offset}`;
    if (securityAt(bytes, next).number("previous") !== offset) yield `the ring is broken behind ${offset}`;
    offset = next;
  }
  for (const offset of security.keys())
    if (!ring.has(offset)) yield `the security cell at ${offset} is not in the ring`;
}
