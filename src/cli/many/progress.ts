import type { Output } from "../context.ts";

/** How far something long has come. */
export interface Progress {
  /** From 0 to 1. */
  readonly part: number;
  /** What has been done so far, for people. */
  readonly text: string;
}

/** How a bar behaves. */
export interface ProgressOptions {
  /** Where stderr is no terminal, say now and then on a line of its own how far it has come. */
  readonly plainLines?: boolean;
  /** Counts milliseconds. */
  readonly clock?: () => number;
}

const FIRST_SHOWN_AFTER = 1000; // milliseconds: what takes less needs no bar
const SHOWN_EVERY = 100;
const FIRST_LINE_AFTER = 5000;
const LONGEST_SILENCE = 60_000;
const BAR_COLUMNS = 24;
const FEWEST_BAR_COLUMNS = 5;

/** A bar on one line of stderr, for what takes longer than a second; where stderr is no terminal, plain lines at most. */
export class ProgressBar {
  readonly #output: Output;
  readonly #clock: () => number;
  readonly #begin: number;
  #nextLine: number;
  #next: number;
  #isShown = false;

  constructor(output: Output, { plainLines = false, clock = () => performance.now() }: ProgressOptions = {}) {
    this.#output = output;
    this.#clock = clock;
    this.#begin = clock();
    this.#next = this.#begin + FIRST_SHOWN_AFTER;
    this.#nextLine = plainLines ? FIRST_LINE_AFTER : Number.POSITIVE_INFINITY;
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return (this.#clock() - this.#begin) / 1000;
  }

  /** Draws the bar when it is time to; `tell` is asked only then. */
  show(tell: () => Progress): void {
    const now = this.#clock();
    if (now < this.#next) return;
    // Asked only now: finding out about a terminal takes time that a quick command does not have.
    if (this.#output.isTTY) {
      this.#next = now + SHOWN_EVERY;
      this.#output.write(`\r\x1b[K${line(tell(), (this.#output.columns || 80) - 1)}`);
      this.#isShown = true;
      return;
    }
    if (now >= this.#begin + this.#nextLine) {
      this.#output.write(`${tell().text}\n`);
      this.#nextLine = now - this.#begin + Math.min(now - this.#begin, LONGEST_SILENCE);
    }
    this.#next = this.#begin + this.#nextLine;
  }

  /** Takes the bar away, before something else is written or at the end. */
  hide(): void {
    if (this.#isShown) this.#output.write("\r\x1b[K");
    this.#isShown = false;
  }

  /** The same output, for what is written while the bar may be there: it goes first. */
  before(output: Output): Output {
    const hide = (): void => this.hide();
    return Object.create(output, {
      write: {
        value(text: string) {
          hide();
          output.write(text);
        },
      },
      writeSome: {
        value(bytes: Uint8Array) {
          hide();
          return output.writeSome(bytes);
        },
      },
    }) as Output;
  }
}

/** How long something will take, as people say it. */
export function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** What has been done is told whole; the bar takes what is left of the line, without the percentage if need be. */
function line({ part, text }: Progress, columns: number): string {
  const share = Math.max(0, Math.min(1, part));
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %  `;
  const told = columns - text.length - percent.length - 3 < FEWEST_BAR_COLUMNS ? text : percent + text;
  const room = Math.min(BAR_COLUMNS, columns - told.length - 3);
  if (room < FEWEST_BAR_COLUMNS) return told.slice(0, columns);
  const filled = Math.round(share * room);
  return `[${"#".repeat(filled)}${"-".repeat(room - filled)}] ${told}`;
}
