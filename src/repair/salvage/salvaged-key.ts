import { joinKeyPath } from "../../hive/key-path.ts";
import type { FoundNode } from "./key-node.ts";
import type { StoredText } from "./stored-text.ts";

/** A key that can be kept, with its place in the tree. */
export class SalvagedKey {
  readonly node: FoundNode;
  parent: SalvagedKey | undefined;
  /** As it will be called: its own name, unless that is lost, not allowed, or a sibling's. */
  name: string;
  /** Where it is to be stored otherwise than it is. */
  newName: StoredText | undefined;
  subkeys: SalvagedKey[] = [];
  /** Offset of the security cell whose descriptor it has. */
  security = 0;
  /** Position among all keys, parents first. */
  index = -1;

  constructor(node: FoundNode, parent: SalvagedKey | undefined) {
    this.node = node;
    this.parent = parent;
    this.name = node.name;
    this.newName = node.newName;
  }

  /** Path below the root. */
  get path(): string {
    const names: string[] = [];
    for (let key: SalvagedKey = this; key.parent !== undefined && names.length < MOST_NAMES; key = key.parent)
      names.unshift(key.name);
    return joinKeyPath(names);
  }
}

/** A tree may be damaged into one that is deeper than any path that a person reads. */
const MOST_NAMES = 600;
