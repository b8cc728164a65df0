/** What is known about a fault, beyond its code. Offsets and sizes are in bytes. */
export interface HiveErrorFacts {
  /** The on-disk structure at fault, in the format's own words: "key node", "hive bin". */
  readonly structure?: string;
  /** Where it lies, from the start of the file. */
  readonly fileOffset?: number;
  /** What the format or the caller asks for there. */
  readonly expected?: string;
  /** What stands there. */
  readonly found?: string;
  /** The file concerned. */
  readonly path?: string;
  /** The key concerned, with backslashes from the hive's root. */
  readonly keyPath?: string;
  /** One sentence that says what to do. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/**
 * The one error of the engine and of hivetool: a stable code, and the facts that a person needs to find the place.
 *
 * @example
 * try {
 *   engine.keyNode(offset);
 * } catch (error) {
 *   if (error instanceof HiveError && error.code === "cell-not-allocated") console.error(error.message);
 * }
 */
export class HiveError extends Error {
  /** Kebab-case noun of the fault; never changes once released. */
  readonly code: string;
  /** The sentence without the facts; `message` has both. */
  readonly statement: string;
  readonly structure: string | undefined;
  readonly fileOffset: number | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly path: string | undefined;
  readonly keyPath: string | undefined;
  readonly advice: string | undefined;

  constructor(code: string, statement: string, facts: HiveErrorFacts = {}) {
    super(compose(statement, facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.statement = statement;
    this.structure = facts.structure;
    this.fileOffset = facts.fileOffset;
    this.expected = facts.expected;
    this.found = facts.found;
    this.path = facts.path;
    this.keyPath = facts.keyPath;
    this.advice = facts.advice;
  }

  /** The same error with facts that only an outer layer knows, such as the file's name; known facts stay. */
  with(facts: HiveErrorFacts): HiveError {
    return new HiveError(this.code, this.statement, { ...facts, ...this.facts() });
  }

  /** A plain object for `--json`; fields that are not known are left out. */
  toJSON(): Record<string, unknown> {
    const { cause: _, ...facts } = this.facts();
    return { code: this.code, message: this.message, ...facts };
  }

  private facts(): HiveErrorFacts {
    const { structure, fileOffset, expected, found, path, keyPath, advice, cause } = this;
    const all = { structure, fileOffset, expected, found, path, keyPath, advice, cause };
    return Object.fromEntries(Object.entries(all).filter(([, fact]) => fact !== undefined));
  }
}
Object.defineProperty(HiveError.prototype, "name", { value: "HiveError", configurable: true, writable: true });

/** "structure at file offset 0x1000: statement (expected ..., found ...)". */
function compose(statement: string, facts: HiveErrorFacts): string {
  const { structure, fileOffset, expected, found } = facts;
  const place =
    fileOffset === undefined ? structure : `${structure ?? "bytes"} at file offset 0x${fileOffset.toString(16)}`;
  const evidence = [expected && `expected ${expected}`, found && `found ${found}`].filter(Boolean).join(", ");
  return `${place === undefined ? "" : `${place}: `}${statement}${evidence === "" ? "" : ` (${evidence})`}`;
}
