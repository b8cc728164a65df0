import { layout } from "hivex-wasm";
import type { FoundNode } from "./key-node.ts";
import { storedText } from "./stored-text.ts";

/** A key that the hive does not have, or no longer: its node, and what a `FoundNode` says about it. */
export interface NewNode extends FoundNode {
  readonly bytes: Uint8Array;
}

/** A key node with nothing but a name, for a key that is made up; `place` is no cell's, or that of the lost one. */
export function newNode(name: string, place: number, flags: number, lastWritten: bigint): NewNode {
  const stored = storedText(name);
  const bytes = new Uint8Array(layout.KEY_NODE_SIZE + stored.bytes.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(layout.KEY_NODE_SIGNATURE, layout.SIGNATURE_NK, true);
  view.setUint16(layout.KEY_NODE_FLAGS, flags | layout.KEY_FLAG_COMPRESSED_NAME, true);
  view.setBigUint64(layout.KEY_NODE_LAST_WRITTEN, lastWritten, true);
  view.setUint32(layout.KEY_NODE_PARENT, layout.NIL, true);
  view.setUint16(layout.KEY_NODE_NAME_SIZE, stored.bytes.length, true);
  bytes.set(stored.bytes, layout.KEY_NODE_SIZE);
  return { offset: place, data: place, parent: layout.NIL, name, newName: stored, faults: [], bytes };
}

/** Whether a node is made up, so that nothing of it lies in the hive. */
export function isNew(node: FoundNode): node is NewNode {
  return "bytes" in node;
}
