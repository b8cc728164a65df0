import type { SessionHost } from "../shell/session.ts";
import type { CliContext } from "./context.ts";
import { writeBytes } from "./write-bytes.ts";

/** Where a shell's lines come from. */
export type ReadLine = (prompt: string) => Promise<string | undefined>;

/** The world outside of a shell. Output is gathered, and written when the shell comes to ask for its next line. */
export class ShellHost implements SessionHost {
  readonly open: SessionHost["open"];
  readonly #context: CliContext;
  readonly #readLine: ReadLine;
  #gathered: Uint8Array[] = [];

  constructor(context: CliContext, open: SessionHost["open"], readLine: ReadLine) {
    this.#context = context;
    this.open = open;
    this.#readLine = readLine;
  }

  print(output: string | Uint8Array): void {
    this.#gathered.push(typeof output === "string" ? new TextEncoder().encode(output) : output);
  }

  complain(line: string): void {
    this.#context.stderr.write(`${line}\n`);
  }

  async readLine(prompt: string): Promise<string | undefined> {
    await this.flush();
    return this.#readLine(prompt);
  }

  /** Writes what has been gathered. */
  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    await writeBytes(this.#context, bytes);
  }
}

/** The lines of a script, which nobody is prompted for. */
export function scriptLines(script: Uint8Array): ReadLine {
  const lines = new TextDecoder().decode(script).split("\n");
  if (lines.at(-1) === "") lines.pop();
  const next = lines.values();
  return async () => next.next().value;
}
