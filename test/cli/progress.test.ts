import { expect, test } from "vitest";
import { ProgressBar, timeText } from "../../src/cli/many/progress.ts";

function bar(isTTY: boolean, columns = 60, plainLines = false) {
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
  const progress = new ProgressBar(output, { clock: () => now, plainLines });
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
  const told = (columns: number): string => bar(true, columns).show(2000, 1.4).slice(4);
  expect(told(60)).toBe("[########################] 100 %  7 keys, 3 MB, 9 MB/s");
  expect(told(40)).toBe("[#########] 100 %  7 keys, 3 MB, 9 MB/s");
  expect(told(30)).toBe("[######] 7 keys, 3 MB, 9 MB/s");
  expect(told(20)).toBe("7 keys, 3 MB, 9 MB/");
});

test("it is taken away at the end", () => {
  const { progress, show, shown } = bar(true);
  show(2000, 0.5);
  progress.hide();
  expect(shown().endsWith("\r\x1b[K")).toBe(true);
});

test("it goes before anything else is written", () => {
  const { progress, show } = bar(true);
  let text = "";
  const output = { isTTY: true, write: (more: string) => (text += more), writeSome: () => 0 };
  const behind = progress.before(output as never);
  behind.write("one\n");
  expect(show(2000, 0.5)).not.toBe("");
  behind.write("two\n");
  expect(text).toBe("one\ntwo\n");
  expect(behind.isTTY).toBe(true);
});

test("where stderr is no terminal nothing, or lines ever more seldom", () => {
  const { progress, show, shown } = bar(false);
  expect(show(50_000, 0.5)).toBe("");
  progress.hide();
  expect(shown()).toBe("");
  const { show: showLine } = bar(false, 60, true);
  const times = Array.from({ length: 400 }, (_, second) => second * 1000);
  const told = times.filter((time) => showLine(time, 0.5) === "7 keys, 3 MB, 9 MB/s\n");
  expect(told.map((time) => time / 1000)).toEqual([5, 10, 20, 40, 80, 140, 200, 260, 320, 380]);
});

test("times as people say them", () => {
  expect([0.1, 99, 100, 5999, 6000].map(timeText)).toEqual(["1 s", "99 s", "2 min", "100 min", "2 h"]);
});
