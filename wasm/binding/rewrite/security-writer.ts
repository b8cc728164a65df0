import * as layout from "../../assembly/layout.ts";
import type { BinWriter } from "./bin-writer.ts";
import type { TreeSource } from "./tree-source.ts";

const DATA = layout.BASE_BLOCK_SIZE + layout.CELL_HEADER_SIZE;

/** The security cells: one for all keys with the same descriptor, counted, and in a ring in the order of their coming. */
export class SecurityWriter {
  readonly #bins: BinWriter;
  readonly #source: Pick<TreeSource, "descriptor">;
  readonly #cells = new Map<number, number>();
  readonly #cellOfBytes = new Map<string, number>();
  readonly #decoder = new TextDecoder("latin1"); // tells any two bytes apart, which is all that a map's key needs
  #first = layout.NIL;
  #last = layout.NIL;

  constructor(bins: BinWriter, source: Pick<TreeSource, "descriptor">) {
    this.#bins = bins;
    this.#source = source;
  }

  /** The offset of the cell for a key with this descriptor, which it counts. */
  share(security: number): number {
    const offset = this.#cells.get(security) ?? this.#cellFor(security);
    const count = DATA + offset + layout.SECURITY_REFERENCES;
    this.#bins.view.setUint32(count, this.#bins.view.getUint32(count, true) + 1, true);
    return offset;
  }

  #cellFor(security: number): number {
    const descriptor = this.#source.descriptor(security);
    const text = this.#decoder.decode(descriptor);
    const offset = this.#cellOfBytes.get(text) ?? this.#create(descriptor);
    this.#cells.set(security, offset);
    this.#cellOfBytes.set(text, offset);
    return offset;
  }

  #create(descriptor: Uint8Array): number {
    const offset = this.#bins.allocate(layout.SECURITY_SIZE + descriptor.length);
    const { view, bytes } = this.#bins;
    if (this.#first === layout.NIL) this.#first = this.#last = offset;
    view.setUint16(DATA + offset + layout.SECURITY_SIGNATURE, layout.SIGNATURE_SK, true);
    view.setUint32(DATA + offset + layout.SECURITY_DESCRIPTOR_SIZE, descriptor.length, true);
    bytes.set(descriptor, DATA + offset + layout.SECURITY_SIZE);
    this.#link(this.#last, offset);
    this.#link(offset, this.#first);
    this.#last = offset;
    return offset;
  }

  #link(before: number, after: number): void {
    const { view } = this.#bins;
    view.setUint32(DATA + before + layout.SECURITY_FORWARD, after, true);
    view.setUint32(DATA + after + layout.SECURITY_BACKWARD, before, true);
  }
}
