import { expect, test } from "vitest";
import { ProgressBar } from "../../src/cli/progress.ts";

function bar(isTTY: boolean, columns = 60) {
  let now = 0;
  let text = "";
  const output = {
    isTTY,
    columns,
    write: (more: string) => {
      text += more;
    },
    writeSome: () => 0,
  };
  const progress = new ProgressBar(output, () => now);
  const show = (at: number, part: number): string => {
    now = at;
    text = "";
    progress.show(() => ({ part, text: "7 keys, 3 MB, 9 MB/s" }));
    return text;
  };
  return { progress, show, shown: () => text };
}

test("nothing within the first second, then not more often than ten times a second", () => {
  const { show } = bar(true);
  expect(show(999, 0.1)).toBe("");
  expect(show(1000, 0.5)).toBe("\r\x1b[K[############------------]  50 %  7 keys, 3 MB, 9 MB/s");
  expect(show(1099, 0.6)).toBe("");
  expect(show(1100, 0.7)).not.toBe("");
});

test("it fits the terminal, and parts beyond the whole are the whole", () => {
  const { show } = bar(true, 40);
  const text = show(2000, 1.4).slice(4);
  expect(text).toMatch(/^\[#{24}\] 100 %/);
  expect(text).toHaveLength(39);
});

test("it is taken away at the end", () => {
  const { progress, show, shown } = bar(true);
  show(2000, 0.5);
  progress.end();
  expect(shown().endsWith("\r\x1b[K")).toBe(true);
});

test("nothing where stderr is no terminal", () => {
  const { progress, show, shown } = bar(false);
  expect(show(5000, 0.5)).toBe("");
  progress.end();
  expect(shown()).toBe("");
});
