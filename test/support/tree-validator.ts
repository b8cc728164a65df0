import { listFindings } from "./list-validator.ts";
import { type ReferenceHive, type ReferenceKey, walkKeys } from "./reference-reader.ts";
import { valueFindings } from "./value-validator.ts";

/** What is wrong in the keys, their lists and values. */
export function* treeFindings(bytes: Uint8Array, hive: ReferenceHive): Generator<string> {
  const minor = hive.baseBlock.number("minorVersion");
  for (const key of walkKeys(hive.root)) {
    for (const finding of keyFindings(bytes, minor, key, key === hive.root))
      yield `key ${key.path.join("\\")}: ${finding}`;
  }
}

function* keyFindings(bytes: Uint8Array, minor: number, key: ReferenceKey, isRoot: boolean): Generator<string> {
  const flags = key.node.number("flags");
  if (key.name === "" || key.name.includes("\\")) yield "a name that no key can have";
  if (key.name.length > 255) yield "a name that is too long";
  if (flags & 0x3) yield "flags of a loaded hive";
  if (!isRoot && flags & 0x4) yield "marked as the hive's root";
  if (key.node.number("classSize") === 0 && key.node.number("className") !== 0xffffffff)
    yield "a class without letters";
  for (const subkey of key.keys) {
    if (subkey.node.number("parent") !== key.offset) yield `its subkey ${subkey.name} names another parent`;
  }
  yield* listFindings(bytes, minor, key);
  yield* valueFindings(minor, key);
  yield* hintFindings(key);
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
