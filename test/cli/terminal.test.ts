import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { openTerminal, type Terminal, type TerminalOptions } from "../../src/cli/terminal.ts";

function typedAt(options: TerminalOptions = {}): {
  terminal: Terminal;
  type: (keys: string) => void;
  shown: () => string;
} {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = "";
  output.on("data", (bytes) => {
    shown += String(bytes);
  });
  const terminal = openTerminal(input, output, options);
  return { terminal, type: (keys) => input.write(keys), shown: () => shown };
}

test("a prompt is shown, and the line typed is given without its end", async () => {
  const { terminal, type, shown } = typedAt();
  const answer = terminal.ask("hive> ");
  type("ls\r");
  expect(await answer).toBe("ls");
  expect(shown()).toContain("hive> ");
  terminal.close();
});

test("lines that come before they are asked for wait, and the end is told for ever", async () => {
  const { terminal, type } = typedAt();
  type("one\rtwo\r");
  await new Promise((resolve) => setImmediate(resolve));
  expect([await terminal.ask("> "), await terminal.ask("> ")]).toEqual(["one", "two"]);
  const last = terminal.ask("> ");
  type("\u0004");
  expect([await last, await terminal.ask("> ")]).toEqual([undefined, undefined]);
});

test("Ctrl-C drops what has been typed, and nothing else", async () => {
  const { terminal, type } = typedAt();
  const answer = terminal.ask("> ");
  type("del\u0003ls\r");
  expect(await answer).toBe("ls");
  terminal.close();
});

test("earlier lines are known, and the tabulator completes", async () => {
  const { terminal, type, shown } = typedAt({ history: ["cd \\Software"], complete: () => ["lsval Port"] });
  const [up, tab] = ["\u001b[A", "\t"];
  const first = terminal.ask("> ");
  type(`${up}\r`);
  expect(await first).toBe("cd \\Software");
  const second = terminal.ask("> ");
  type(`lsv${tab}`);
  await vi.waitFor(() => expect(shown()).toContain("lsval Port"));
  type("\r");
  expect(await second).toBe("lsval Port");
  expect(terminal.history.slice(0, 2)).toEqual(["lsval Port", "cd \\Software"]);
  terminal.close();
});
