import { HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import type { FileSystem } from "../../../wasm/node/file-system.ts";
import { Guard, guardObstacle } from "../../../wasm/node/guard.ts";
import { composeGuard } from "../../../wasm/node/guard-record.ts";
import type { ProcessFacts } from "../../../wasm/node/process-facts.ts";
import { ReadCounter } from "../../../wasm/node/read-only-file.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { facts } from "../../storage/sample-facts.ts";
import { overlaid, tapped } from "../../storage/tapped-file-system.ts";

const HIVE = "/u/NTUSER.DAT";
const PATH = "/u/NTUSER.DAT.hivetool-guard";
const NUMBERS = { sequence: 41, size: 8192, inode: "12" };
const ALIVE = { 100: "5000" };
const other = facts({ pid: 7, processStart: "6000" }, ALIVE);
const otherWhenGone = facts({ pid: 7, processStart: "6000" }, {});

const folder = (files: Record<string, string> = {}): ReturnType<typeof memoryFolder> =>
  memoryFolder({ [HIVE]: "hive", ...files });
const guardText = (own = facts()): string => JSON.stringify(composeGuard(own, NUMBERS));
const names = ({ volume }: ReturnType<typeof memoryFolder>): string[] => (volume.readdirSync("/u") as string[]).sort();

function failureOf(take: () => unknown): HiveError {
  try {
    take();
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw error;
  }
  throw new Error("expected a HiveError");
}

test("taken, it says who and what; released, it is gone", () => {
  const memory = folder();
  const guard = Guard.take(memory.fs, HIVE, NUMBERS, facts());
  expect(JSON.parse(String(memory.volume.readFileSync(PATH)))).toEqual({
    program: "hivetool",
    version: 1,
    token: expect.any(String),
    host: "anna",
    boot: "boot-1",
    pidNamespace: "pid:1",
    pid: 100,
    processStart: "5000",
    time: "2026-01-02T03:04:05.000Z",
    hive: NUMBERS,
  });
  guard.assertStillOurs();
  expect(guard.release()).toBeUndefined();
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("a second one is refused with all that the first says, and leaves it alone", () => {
  const memory = folder();
  Guard.take(memory.fs, HIVE, NUMBERS, facts());
  const before = memory.snapshot();
  const error = failureOf(() => Guard.take(memory.fs, HIVE, NUMBERS, other));
  expect(error.code).toBe("in-use");
  for (const fact of [
    "process 100",
    "anna",
    "boot-1",
    "5000",
    "pid:1",
    "2026-01-02T03:04:05.000Z",
    "41",
    "8192",
    "12",
  ]) {
    expect(error.message).toContain(fact);
  }
  expect(error.advice).toContain("--break-lock");
  expect(memory.snapshot()).toEqual(before);
  expect(guardObstacle(memory.fs, HIVE, other, new ReadCounter())?.message).toBe(error.message);
});

/** Two takers, the second of them at work before each call of the first: every way in which they can meet. */
function* meetings(files: Record<string, string>, first: ProcessFacts, second: ProcessFacts): Generator<Meeting> {
  for (let at = 0; ; at += 1) {
    const memory = folder(files);
    const taken: Guard[] = [];
    const take = (fs: FileSystem, own: ProcessFacts): void => {
      try {
        taken.push(Guard.take(fs, HIVE, NUMBERS, own));
      } catch (error) {
        if (!(error instanceof HiveError) || error.code !== "in-use") throw error;
      }
    };
    const { fs, calls } = tapped(memory.fs, (_, index) =>
      index === at ? { first: () => take(memory.fs, second) } : undefined,
    );
    take(fs, first);
    if (calls.length <= at) return;
    yield { memory, taken };
  }
}

interface Meeting {
  readonly memory: ReturnType<typeof memoryFolder>;
  readonly taken: readonly Guard[];
}

function isStillOurs(guard: Guard): boolean {
  try {
    guard.assertStillOurs();
    return true;
  } catch {
    return false;
  }
}

test("two takers at once: one has it, however they meet", () => {
  let count = 0;
  for (const { memory, taken } of meetings({}, facts({}, { 7: "6000" }), other)) {
    // One that is kept from filling its guard for half a second loses it, and finds out before it writes.
    expect(taken.filter(isStillOurs)).toHaveLength(1);
    expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
    count += 1;
  }
  expect(count).toBe(3);
});

test("the guard of a process that is gone is taken over, and nothing stays behind", () => {
  const memory = folder({ [PATH]: guardText() });
  expect(guardObstacle(memory.fs, HIVE, otherWhenGone, new ReadCounter())).toBeUndefined();
  const guard = Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone);
  guard.assertStillOurs();
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
  guard.release();
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("two that find the same stale guard: one has it, however they meet, and its guard stands", () => {
  const third = facts({ pid: 8, processStart: "7000" }, { 7: "6000" });
  const second = facts({ pid: 7, processStart: "6000" }, { 8: "7000" });
  let count = 0;
  for (const { memory, taken } of meetings({ [PATH]: guardText() }, second, third)) {
    // Nobody may have it at the end: each may meet the other in the act of taking the old one away.
    expect(taken.filter(isStillOurs).length).toBeLessThanOrEqual(1);
    if (taken.length === 1) expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
    count += 1;
  }
  expect(count).toBeGreaterThan(5);
});

test("a slow one does not take away the guard of the one that was quicker", () => {
  // Both have judged the guard stale; the slow one goes on only after the quick one has finished.
  const memory = folder({ [PATH]: guardText() });
  const slow = tapped(memory.fs, ({ operation, path }) =>
    operation === "open" && path.startsWith(`${PATH}.`)
      ? { first: () => memory.volume.writeFileSync(PATH, theirs) }
      : undefined,
  );
  const theirs = guardText(facts({ pid: 9, processStart: "9000" }));
  const error = failureOf(() =>
    Guard.take(slow.fs, HIVE, NUMBERS, facts({ pid: 7, processStart: "6000" }, { 9: "9000" })),
  );
  expect(error.message).toContain("process 9");
  expect(String(memory.volume.readFileSync(PATH))).toBe(theirs);
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test.each<[string, string]>([
  ["cut short", guardText().slice(0, 30)],
  ["of another program", "locked by emacs"],
])("a guard that is %s is refused, and shown", (_, text) => {
  const memory = folder({ [PATH]: text });
  const error = failureOf(() => Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone));
  expect(error.code).toBe("in-use");
  expect(error.message).toContain(text);
  expect(String(memory.volume.readFileSync(PATH))).toBe(text);
});

test("a guard that stays empty was left by a process killed before it wrote: it is taken", () => {
  const memory = folder({ [PATH]: "" });
  expect(guardObstacle(memory.fs, HIVE, otherWhenGone, new ReadCounter())).toBeUndefined();
  const guard = Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone);
  guard.assertStillOurs();
  expect(guard.release()).toBeUndefined();
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("a guard that is empty only for a moment is somebody's", () => {
  const memory = folder({ [PATH]: "" });
  let looks = 0;
  const fs = overlaid(memory.fs, {
    openSync(path, flags) {
      looks += typeof flags === "number" ? 1 : 0;
      if (looks === 2) memory.volume.writeFileSync(PATH, guardText());
      return memory.fs.openSync(path, flags);
    },
  });
  const error = failureOf(() => Guard.take(fs, HIVE, NUMBERS, other));
  expect(error.code).toBe("in-use");
  expect(error.message).toContain("process 100");
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test("a slow owner whose empty guard was taken finds out before it writes", () => {
  const memory = folder();
  const ours = Guard.take(memory.fs, HIVE, NUMBERS, facts());
  memory.volume.unlinkSync(PATH);
  memory.volume.writeFileSync(PATH, "");
  const theirs = Guard.take(memory.fs, HIVE, NUMBERS, other);
  expect(() => ours.assertStillOurs()).toThrow(expect.objectContaining({ code: "in-use" }));
  theirs.assertStillOurs();
});

test("what a guard says can't command the terminal", () => {
  const memory = folder({
    [PATH]: JSON.stringify({ ...JSON.parse(guardText()), host: "\u001b]0;evil\u0007\u009b31m" }),
  });
  const error = failureOf(() => Guard.take(memory.fs, HIVE, NUMBERS, other));
  expect(error.message).not.toMatch(/\p{Cc}/u);
});

test("a folder in the guard's place is refused", () => {
  const memory = memoryFolder({ [HIVE]: "hive", [PATH]: null });
  expect(failureOf(() => Guard.take(memory.fs, HIVE, NUMBERS, other)).code).toBe("in-use");
});

test.each<[string, string]>([
  ["a living one", guardText()],
  ["another machine's", guardText(facts({ host: "bert" }))],
  ["a broken one", "rubbish"],
])("--break-lock takes %s", (_, text) => {
  const memory = folder({ [PATH]: text });
  const guard = Guard.take(memory.fs, HIVE, NUMBERS, other, true);
  guard.assertStillOurs();
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test("--break-lock goes on where another takeover was killed", () => {
  const text = guardText();
  const memory = folder({ [PATH]: text, [`${PATH}.${JSON.parse(text).token}`]: "" });
  expect(failureOf(() => Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone)).message).toContain("taking over");
  Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone, true);
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test.each<[string, (memory: ReturnType<typeof memoryFolder>) => void]>([
  ["taken", ({ volume }) => volume.writeFileSync(PATH, guardText(other))],
  ["removed", ({ volume }) => volume.unlinkSync(PATH)],
  ["spoilt", ({ volume }) => volume.writeFileSync(PATH, "x")],
])("a guard that was %s meanwhile is no longer ours, and is not removed by us", (_, meddle) => {
  const memory = folder();
  const guard = Guard.take(memory.fs, HIVE, NUMBERS, facts());
  meddle(memory);
  const after = memory.snapshot();
  expect(() => guard.assertStillOurs()).toThrow(expect.objectContaining({ code: "in-use" }));
  expect(guard.release()?.code).toBe("in-use");
  expect(memory.snapshot()).toEqual(after);
});

test.each([
  ["open", "EACCES", "permission-denied"],
  ["open", "EROFS", "read-only"],
  ["open", "ENOSPC", "io-error"],
  ["write", "ENOSPC", "io-error"],
  ["close", "EIO", "io-error"],
] as const)("%s failing with %s: nothing stays behind", (operation, name, code) => {
  const memory = folder();
  const { fs } = tapped(memory.fs, (call) => (call.operation === operation ? { fails: name } : undefined));
  const error = failureOf(() => Guard.take(fs, HIVE, NUMBERS, facts()));
  expect(error.code).toBe(code);
  expect(error.message).toContain("NTUSER.DAT.hivetool-guard in /u failed");
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("a guard that can be neither filled nor removed is told with both failures", () => {
  const memory = folder();
  const { fs } = tapped(memory.fs, ({ operation }) =>
    operation === "write" || operation === "unlink" ? { fails: operation === "write" ? "ENOSPC" : "EIO" } : undefined,
  );
  const error = failureOf(() => Guard.take(fs, HIVE, NUMBERS, facts()));
  expect(error.message).toMatch(/no room left.*besides, removing NTUSER\.DAT\.hivetool-guard failed/);
  expect(error.cause).toBeInstanceOf(AggregateError);
});

test("a failure to remove the guard at the end is returned, not thrown", () => {
  const memory = folder();
  const { fs } = tapped(memory.fs, ({ operation }) => (operation === "unlink" ? { fails: "EIO" } : undefined));
  const guard = Guard.take(fs, HIVE, NUMBERS, facts());
  expect(guard.release()?.message).toContain("removing NTUSER.DAT.hivetool-guard failed");
});

test("a guard that comes and goes is given up in the end", () => {
  const { fs } = folder();
  const flickering = overlaid(fs, {
    openSync(path, flags) {
      if (typeof flags === "number") return fs.openSync(path, flags);
      throw Object.assign(new Error("EEXIST"), { code: "EEXIST", path });
    },
  });
  expect(failureOf(() => Guard.take(flickering, HIVE, NUMBERS, facts())).message).toContain("comes and goes");
});
