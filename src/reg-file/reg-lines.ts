import { hiveError } from "../errors.ts";

/** A line of a text, without its end. */
export interface RegLine {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
  /** The characters that ended it; none at the end of the text. */
  readonly end: string;
}

/** UTF-16 units. regedit wraps its lines at 80; a value of 4 MiB on one line has 12 million. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** A CR that no LF follows; behind the last one, the next chunk tells. */
const LONE_CR = /\r(?!\n|$)/;
const ENDS = /\r\n|\n|\r/g;

/**
 * Cuts a text into lines, at CR LF, LF and CR. Nothing follows a last line end.
 *
 * @throws HiveError `bad-reg-file` for a line of more than 16 Mi characters
 */
export class RegLines {
  readonly #chunks: Iterator<string>;
  /** What has not been cut yet, from `#at` on. */
  #text = "";
  #at = 0;
  #hasLoneCr = false;
  #number = 0;

  constructor(chunks: Iterable<string>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  *[Symbol.iterator](): Generator<RegLine> {
    for (let line = this.next(); line !== undefined; line = this.next()) yield line;
  }

  /** The next line; undefined behind the last one. */
  next(): RegLine | undefined {
    do {
      const line = this.#hasLoneCr ? this.#upToAnyEnd() : this.#upToLf();
      if (line !== undefined) return line;
    } while (this.#readOn());
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    if (rest.endsWith("\r")) return this.#line(rest.slice(0, -1), "\r");
    return rest === "" ? undefined : this.#line(rest, "");
  }

  #upToLf(): RegLine | undefined {
    const end = this.#text.indexOf("\n", this.#at);
    if (end < 0) return undefined;
    const start = this.#at;
    this.#at = end + 1;
    const isCrLf = end > start && this.#text.charCodeAt(end - 1) === 0x0d;
    return this.#line(this.#text.slice(start, isCrLf ? end - 1 : end), isCrLf ? "\r\n" : "\n");
  }

  #upToAnyEnd(): RegLine | undefined {
    ENDS.lastIndex = this.#at;
    const found = ENDS.exec(this.#text);
    // A CR at the end of a chunk may be half of a CR LF.
    if (found === null || (found[0] === "\r" && found.index === this.#text.length - 1)) return undefined;
    const start = this.#at;
    this.#at = ENDS.lastIndex;
    return this.#line(this.#text.slice(start, found.index), found[0]);
  }

  /** Adds the next chunk; false where there is none. */
  #readOn(): boolean {
    const rest = this.#text.slice(this.#at);
    if (rest.length > LONGEST_LINE)
      throw hiveError("bad-reg-file", `line ${this.#number + 1} is longer than 16 Mi characters`, {
        structure: "reg-file",
        advice: "Wrap the data: a comma and a backslash at the end of the line, as regedit does.",
      });
    const next = this.#chunks.next();
    if (next.done) return false;
    this.#text = rest === "" ? next.value : rest + next.value;
    this.#at = 0;
    this.#hasLoneCr = LONE_CR.test(this.#text);
    return true;
  }

  #line(text: string, end: string): RegLine {
    return { number: ++this.#number, text, end };
  }
}
