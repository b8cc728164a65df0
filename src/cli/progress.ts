import type { Output } from "./context.ts";

/** How far something long has come. */
export interface Progress {
  /** From 0 to 1. */
  readonly part: number;
  /** What has been done so far, for people. */
  readonly text: string;
}

const FIRST_SHOWN_AFTER = 1000; // milliseconds: what takes less needs no bar
const SHOWN_EVERY = 100;
const BAR_COLUMNS = 24;

/** A bar on one line of stderr, for what takes longer than a second; nothing where stderr is no terminal. */
export class ProgressBar {
  readonly #output: Output;
  readonly #clock: () => number;
  readonly #begin: number;
  #next: number;
  #isShown = false;

  /** `clock` counts milliseconds. */
  constructor(output: Output, clock: () => number = () => performance.now()) {
    this.#output = output;
    this.#clock = clock;
    this.#begin = clock();
    this.#next = this.#begin + FIRST_SHOWN_AFTER;
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
    this.#next = this.#output.isTTY ? now + SHOWN_EVERY : Number.POSITIVE_INFINITY;
    if (!this.#output.isTTY) return;
    this.#isShown = true;
    this.#output.write(`\r\x1b[K${line(tell(), this.#output.columns ?? 80)}`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isShown) this.#output.write("\r\x1b[K");
    this.#isShown = false;
  }
}

function line({ part, text }: Progress, columns: number): string {
  const share = Math.max(0, Math.min(1, part));
  const filled = Math.round(share * BAR_COLUMNS);
  const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_COLUMNS - filled)}]`;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`.slice(0, columns - 1);
}
