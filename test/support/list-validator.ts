import { fastLeafHint, hashLeafHash } from "../../fixtures/build/name.ts";
import { compareNames } from "../../fixtures/build/upcase.ts";
import { dwordAt, type ReferenceKey } from "./reference-reader.ts";

/** What is wrong with the list of a key's subkeys: order, hints and hashes. */
export function* listFindings(bytes: Uint8Array, minor: number, key: ReferenceKey): Generator<string> {
  const list = key.node.number("subkeyList");
  if (key.node.number("subkeyCount") === 0 && list !== 0xffffffff) yield "a list without subkeys";
  for (const [index, subkey] of key.keys.entries()) {
    const previous = key.keys[index - 1];
    if (previous !== undefined && compareNames(previous.name, subkey.name) >= 0) yield `${subkey.name} is out of order`;
  }
  for (const leaf of key.leaves) {
    for (let index = 0; index < leaf.count && leaf.kind !== "li"; index++) {
      const subkey = key.keys[leaf.first + index];
      const beside = dwordAt(bytes, 4096 + leaf.offset + (minor < 2 ? 8 : 4) + 4 + index * 8 + 4);
      if (subkey !== undefined && beside !== expectedBeside(leaf.kind, subkey.name))
        yield `wrong ${leaf.kind} hint of ${subkey.name}`;
    }
  }
}

function expectedBeside(kind: string, name: string): number {
  return kind === "lh" ? hashLeafHash(name) : dwordAt(fastLeafHint(name), 0);
}
