import { createInterface } from "node:readline";

/** A person who types lines. */
export interface Terminal {
  /** Shows a prompt and waits for a line, which comes without its end; undefined at the end of input. */
  ask(prompt: string): Promise<string | undefined>;
  /** Lines typed so far, those that were handed in included, the latest first. */
  readonly history: readonly string[];
  close(): void;
}

export interface TerminalOptions {
  /** Lines typed in earlier times, the latest first. */
  readonly history?: readonly string[];
  /** What a line may go on with: whole lines. */
  complete?(line: string): string[];
}

/** How many lines are remembered. */
const HISTORY_SIZE = 1000;

/** A terminal with line editing, history and completion by the tabulator. Ctrl-C drops what has been typed. */
export function openTerminal(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  { history = [], complete }: TerminalOptions = {},
): Terminal {
  let known = [...history];
  const lines = createInterface({
    input,
    output,
    terminal: true,
    history: known,
    historySize: HISTORY_SIZE,
    removeHistoryDuplicates: true,
    ...(complete && { completer: (line: string) => [complete(line), line] }),
  });
  let answer: ((line: string | undefined) => void) | undefined;
  let isClosed = false;
  const waiting: string[] = []; // lines that were pasted before anybody asked for them
  lines.on("history", (all: string[]) => {
    known = [...all];
  });
  lines.on("line", (line) => {
    if (answer === undefined) waiting.push(line);
    else give(line);
  });
  lines.on("close", () => {
    isClosed = true;
    give(undefined);
  });
  lines.on("SIGINT", () => {
    output.write("^C\n");
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
    lines.prompt();
  });
  return {
    ask: (prompt) =>
      new Promise((resolve) => {
        const line = waiting.shift();
        if (line !== undefined || isClosed) return resolve(line);
        answer = resolve;
        lines.setPrompt(prompt);
        lines.prompt();
      }),
    get history() {
      return known;
    },
    close: () => lines.close(),
  };

  function give(line: string | undefined): void {
    const resolve = answer;
    answer = undefined;
    resolve?.(line);
  }
}
