import type { CliContext, Output } from "../context.ts";

/** What one of several hives at work has to say, held back until its turn comes. */
export class HeldOutput {
  readonly context: CliContext;
  readonly #held: { readonly stream: "stdout" | "stderr"; readonly bytes: string | Uint8Array }[] = [];

  constructor(context: CliContext) {
    // What the context finds out on being asked stays unasked.
    this.context = Object.create(context, {
      stdout: { value: this.#holding("stdout", context.stdout) },
      stderr: { value: this.#holding("stderr", context.stderr) },
    }) as CliContext;
  }

  /** Says all of it, in the order in which it was said. */
  release(to: Pick<CliContext, "stdout" | "stderr">): void {
    for (const { stream, bytes } of this.#held.splice(0)) {
      to[stream].write(typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
    }
  }

  #holding(stream: "stdout" | "stderr", output: Output): Output {
    const held = this.#held;
    return Object.create(output, {
      write: { value: (text: string) => void held.push({ stream, bytes: text }) },
      writeSome: {
        value(bytes: Uint8Array) {
          held.push({ stream, bytes: bytes.slice() });
          return bytes.length;
        },
      },
    }) as Output;
  }
}
