import { hexDigit } from "../hive/hex.ts";

/** What reading bytes on a line has come to. */
export type HexLineEnd =
  /** The data are complete. */
  | "complete"
  /** A comma and a backslash: they go on on the next line. */
  | "continued"
  /** The line is no list of bytes. */
  | "void";

/** Bytes that a .reg file writes in hexadecimal, over as many lines as it takes. */
export class HexData {
  #bytes = new Uint8Array(64);
  #size = 0;
  #isTooLarge = false;
  readonly #limit: number;

  /** More than `limit` bytes are void. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }

  /** Whether it was the number of bytes that made them void. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  /**
   * Reads what stands on one line, from `start` on: one or two digits a byte, commas between them. `mayStop` says that a
   * backslash may stand there without a byte and a comma before it.
   */
  read(text: string, start: number, mayStop: boolean): HexLineEnd {
    let at = this.#readPlain(text, start);
    let isAfterComma = mayStop || at > start;
    for (;;) {
      at = pastBlanks(text, at);
      const unit = text.charCodeAt(at);
      if (at >= text.length || unit === SEMICOLON) return "complete";
      if (unit === BACKSLASH) return isAfterComma && isNothing(text, at + 1) ? "continued" : "void";
      const high = hexDigit(unit);
      const low = high < 0 ? -1 : hexDigit(text.charCodeAt(at + 1));
      const end = low < 0 ? at + 1 : at + 2;
      const isByte = high >= 0 && (low < 0 || hexDigit(text.charCodeAt(end)) < 0);
      if (!isByte || !this.#push(low < 0 ? high : high * 16 + low)) return "void";
      at = pastBlanks(text, end);
      if (at >= text.length || text.charCodeAt(at) === SEMICOLON) return "complete";
      if (text.charCodeAt(at) !== COMMA) return "void";
      at++;
      isAfterComma = true;
    }
  }

  /** Reads bytes as they nearly always stand: two digits and a comma. Where it stops. */
  #readPlain(text: string, start: number): number {
    let at = start;
    for (const most = text.length - 2; at < most && this.#size < this.#limit; at += 3) {
      const high = DIGITS[text.charCodeAt(at)] ?? 16;
      const low = DIGITS[text.charCodeAt(at + 1)] ?? 16;
      if (high > 15 || low > 15 || text.charCodeAt(at + 2) !== COMMA) break;
      if (this.#size === this.#bytes.length) this.#grow();
      this.#bytes[this.#size++] = high * 16 + low;
    }
    return at;
  }

  #push(value: number): boolean {
    if (this.#size === this.#limit) {
      this.#isTooLarge = true;
      return false;
    }
    if (this.#size === this.#bytes.length) this.#grow();
    this.#bytes[this.#size++] = value;
    return true;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#size * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** The numbers of the digits by their units; more than 15 where there is none. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, unit) => hexDigit(unit) & 0xff);

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;

/** The place of the first character from `at` on that is neither a blank nor a tab. */
export function pastBlanks(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09) end++;
  return end;
}

/** Whether from `at` on there are only blanks and a comment. */
export function isNothing(text: string, at: number): boolean {
  const end = pastBlanks(text, at);
  return end >= text.length || text.charCodeAt(end) === SEMICOLON;
}
