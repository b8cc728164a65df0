import { displaySafe } from "hivex-wasm";
import { hiveError } from "../../errors.ts";

/** Goes through a text in the security descriptor definition language, and says where it does not go on as it should. */
export class SddlScanner {
  readonly text: string;
  /** UTF-16 units read so far. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    this.match(/\s+/y);
  }

  /** Whether the text goes on with exactly this; reads it if so. */
  take(part: string): boolean {
    if (!this.text.startsWith(part, this.at)) return false;
    this.at += part.length;
    return true;
  }

  /** Reads what a sticky pattern finds here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  expect(part: string): void {
    if (!this.take(part)) throw this.refusal("the text does not go on as it should", JSON.stringify(part));
  }

  /** The error for what stands here, or at another place; characters are counted from 1. */
  refusal(statement: string, expected?: string, at = this.at): Error {
    const found = at >= this.text.length ? "the end" : `"${displaySafe(this.text.slice(at, at + MOST_SHOWN))}"`;
    return hiveError("bad-sddl", `character ${at + 1}: ${statement}`, {
      structure: "security descriptor",
      ...(expected === undefined ? {} : { expected }),
      found,
    });
  }
}

const MOST_SHOWN = 16;
