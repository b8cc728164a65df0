import { badPol } from "./pol-record.ts";

/** Bytes that come in pieces, taken from the front. */
export class ByteQueue {
  readonly #pieces: Iterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);
  #at = 0;
  #taken = 0;

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** How many have been taken. */
  get offset(): number {
    return this.#taken;
  }

  get isAtEnd(): boolean {
    while (this.#at === this.#piece.length) {
      const next = this.#pieces.next();
      if (next.done) return true;
      this.#piece = next.value;
      this.#at = 0;
    }
    return false;
  }

  /** The next byte. Throws `bad-pol-file` at the end. */
  u8(): number {
    if (this.isAtEnd) throw badPol("the file ends in the middle of a record", this.#taken);
    this.#taken++;
    return this.#piece[this.#at++] ?? 0;
  }

  u16(): number {
    return this.u8() | (this.u8() << 8);
  }

  u32(): number {
    return (this.u16() | (this.u16() << 16)) >>> 0;
  }

  /** So many bytes, copied; room is taken only for what is there. */
  bytes(size: number): Uint8Array {
    const parts: Uint8Array[] = [];
    for (let rest = size; rest > 0; ) {
      if (this.isAtEnd) throw badPol("the file ends in the middle of a record", this.#taken);
      const part = this.#piece.slice(this.#at, this.#at + rest);
      parts.push(part);
      this.#at += part.length;
      this.#taken += part.length;
      rest -= part.length;
    }
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return only;
    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
