import { engineTree, writeTree } from "hivex-wasm";
import type { Hive } from "../hive/hive.ts";

/**
 * The file of a hive, written anew as Windows does when it saves one: in the order of the tree, without free space and
 * without cells that belong to nothing. Nothing of keys, values and descriptors is lost. The same hive gives the same bytes, and
 * a compacted one its own.
 *
 * The hive has to be sound: what is wrong in its structures would be written anew as it is, or lost.
 *
 * @throws HiveError `version-read-only` before version 1.3, `hive-full`, and what reading damage throws
 * @example
 * using hive = Hive.fromBytes(bytes);
 * const smaller = compactHive(hive);
 */
export function compactHive(hive: Hive): Uint8Array<ArrayBuffer> {
  return writeTree(engineTree(hive.engine));
}
