import { HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import { Guard, guardObstacle } from "../../../wasm/node/guard.ts";
import { composeGuard } from "../../../wasm/node/guard-record.ts";
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

async function failureOf(promise: Promise<unknown>): Promise<HiveError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HiveError)) throw new Error(`expected a HiveError, got ${String(error)}`);
  return error;
}

test("taken, it says who and what; released, it is gone", async () => {
  const memory = folder();
  const guard = await Guard.take(memory.fs, HIVE, NUMBERS, facts());
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
  expect(await guard.release()).toBeUndefined();
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("a second one is refused with all that the first says, and leaves it alone", async () => {
  const memory = folder();
  await Guard.take(memory.fs, HIVE, NUMBERS, facts());
  const before = memory.snapshot();
  const error = await failureOf(Guard.take(memory.fs, HIVE, NUMBERS, other));
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

test("two takers at once: one has it", async () => {
  const memory = folder();
  const results = await Promise.allSettled([
    Guard.take(memory.fs, HIVE, NUMBERS, facts({}, ALIVE)),
    Guard.take(memory.fs, HIVE, NUMBERS, other),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("the guard of a process that is gone is taken over, and nothing stays behind", async () => {
  const memory = folder({ [PATH]: guardText() });
  expect(guardObstacle(memory.fs, HIVE, otherWhenGone, new ReadCounter())).toBeUndefined();
  const guard = await Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone);
  guard.assertStillOurs();
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
  await guard.release();
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("two that find the same stale guard: one has it, and its guard stands", async () => {
  const memory = folder({ [PATH]: guardText() });
  const third = facts({ pid: 8, processStart: "7000" }, { 7: "6000" });
  const second = facts({ pid: 7, processStart: "6000" }, { 8: "7000" });
  const results = await Promise.allSettled([second, third].map((own) => Guard.take(memory.fs, HIVE, NUMBERS, own)));
  const taken = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(taken).toHaveLength(1);
  taken[0]?.assertStillOurs();
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test("a slow one does not take away the guard of the one that was quicker", async () => {
  // Both have judged the guard stale; the slow one goes on only after the quick one has finished.
  const memory = folder({ [PATH]: guardText() });
  let quick: Guard | undefined;
  const slow = tapped(memory.fs, ({ operation, path }) =>
    operation === "open" && path.startsWith(`${PATH}.`)
      ? { first: () => memory.volume.writeFileSync(PATH, theirs) }
      : undefined,
  );
  const theirs = guardText(facts({ pid: 9, processStart: "9000" }));
  const error = await failureOf(
    Guard.take(slow.fs, HIVE, NUMBERS, facts({ pid: 7, processStart: "6000" }, { 9: "9000" })).then((guard) => {
      quick = guard;
    }),
  );
  expect(quick).toBeUndefined();
  expect(error.message).toContain("process 9");
  expect(String(memory.volume.readFileSync(PATH))).toBe(theirs);
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test.each<[string, string]>([
  ["cut short", guardText().slice(0, 30)],
  ["of another program", "locked by emacs"],
])("a guard that is %s is refused, and shown", async (_, text) => {
  const memory = folder({ [PATH]: text });
  const error = await failureOf(Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone));
  expect(error.code).toBe("in-use");
  expect(error.message).toContain(text);
  expect(String(memory.volume.readFileSync(PATH))).toBe(text);
});

test("a guard that stays empty was left by a process killed before it wrote: it is taken", async () => {
  const memory = folder({ [PATH]: "" });
  expect(guardObstacle(memory.fs, HIVE, otherWhenGone, new ReadCounter())).toBeUndefined();
  const guard = await Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone);
  guard.assertStillOurs();
  expect(await guard.release()).toBeUndefined();
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("a guard that is empty only for a moment is somebody's", async () => {
  const memory = folder({ [PATH]: "" });
  setTimeout(() => memory.volume.writeFileSync(PATH, guardText()), 150);
  const error = await failureOf(Guard.take(memory.fs, HIVE, NUMBERS, other));
  expect(error.code).toBe("in-use");
  expect(error.message).toContain("process 100");
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test("a slow owner whose empty guard was taken finds out before it writes", async () => {
  const memory = folder();
  const ours = await Guard.take(memory.fs, HIVE, NUMBERS, facts());
  memory.volume.unlinkSync(PATH);
  memory.volume.writeFileSync(PATH, "");
  const theirs = await Guard.take(memory.fs, HIVE, NUMBERS, other);
  expect(() => ours.assertStillOurs()).toThrow(expect.objectContaining({ code: "in-use" }));
  theirs.assertStillOurs();
});

test("what a guard says can't command the terminal", async () => {
  const memory = folder({
    [PATH]: JSON.stringify({ ...JSON.parse(guardText()), host: "\u001b]0;evil\u0007\u009b31m" }),
  });
  const error = await failureOf(Guard.take(memory.fs, HIVE, NUMBERS, other));
  expect(error.message).not.toMatch(/\p{Cc}/u);
});

test("a folder in the guard's place is refused", async () => {
  const memory = memoryFolder({ [HIVE]: "hive", [PATH]: null });
  expect((await failureOf(Guard.take(memory.fs, HIVE, NUMBERS, other))).code).toBe("in-use");
});

test.each<[string, string]>([
  ["a living one", guardText()],
  ["another machine's", guardText(facts({ host: "bert" }))],
  ["a broken one", "rubbish"],
])("--break-lock takes %s", async (_, text) => {
  const memory = folder({ [PATH]: text });
  const guard = await Guard.take(memory.fs, HIVE, NUMBERS, other, true);
  guard.assertStillOurs();
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test("--break-lock goes on where another takeover was killed", async () => {
  const text = guardText();
  const memory = folder({ [PATH]: text, [`${PATH}.${JSON.parse(text).token}`]: "" });
  expect((await failureOf(Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone))).message).toContain("taking over");
  await Guard.take(memory.fs, HIVE, NUMBERS, otherWhenGone, true);
  expect(names(memory)).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]);
});

test.each<[string, (memory: ReturnType<typeof memoryFolder>) => void]>([
  ["taken", ({ volume }) => volume.writeFileSync(PATH, guardText(other))],
  ["removed", ({ volume }) => volume.unlinkSync(PATH)],
  ["spoilt", ({ volume }) => volume.writeFileSync(PATH, "x")],
])("a guard that was %s meanwhile is no longer ours, and is not removed by us", async (_, meddle) => {
  const memory = folder();
  const guard = await Guard.take(memory.fs, HIVE, NUMBERS, facts());
  meddle(memory);
  const after = memory.snapshot();
  expect(() => guard.assertStillOurs()).toThrow(expect.objectContaining({ code: "in-use" }));
  expect((await guard.release())?.code).toBe("in-use");
  expect(memory.snapshot()).toEqual(after);
});

test.each([
  ["open", "EACCES", "permission-denied"],
  ["open", "EROFS", "read-only"],
  ["open", "ENOSPC", "io-error"],
  ["write", "ENOSPC", "io-error"],
  ["close", "EIO", "io-error"],
] as const)("%s failing with %s: nothing stays behind", async (operation, name, code) => {
  const memory = folder();
  const { fs } = tapped(memory.fs, (call) => (call.operation === operation ? { fails: name } : undefined));
  const error = await failureOf(Guard.take(fs, HIVE, NUMBERS, facts()));
  expect(error.code).toBe(code);
  expect(error.message).toContain("NTUSER.DAT.hivetool-guard in /u failed");
  expect(names(memory)).toEqual(["NTUSER.DAT"]);
});

test("a guard that can be neither filled nor removed is told with both failures", async () => {
  const memory = folder();
  const { fs } = tapped(memory.fs, ({ operation }) =>
    operation === "write" || operation === "unlink" ? { fails: operation === "write" ? "ENOSPC" : "EIO" } : undefined,
  );
  const error = await failureOf(Guard.take(fs, HIVE, NUMBERS, facts()));
  expect(error.message).toMatch(/no room left.*besides, removing NTUSER\.DAT\.hivetool-guard failed/);
  expect(error.cause).toBeInstanceOf(AggregateError);
});

test("a failure to remove the guard at the end is returned, not thrown", async () => {
  const memory = folder();
  const { fs } = tapped(memory.fs, ({ operation }) => (operation === "unlink" ? { fails: "EIO" } : undefined));
  const guard = await Guard.take(fs, HIVE, NUMBERS, facts());
  expect((await guard.release())?.message).toContain("removing NTUSER.DAT.hivetool-guard failed");
});

test("a guard that comes and goes is given up in the end", async () => {
  const { fs } = folder();
  const flickering = overlaid(fs, {
    promises: {
      ...fs.promises,
      open: (path) => Promise.reject(Object.assign(new Error("EEXIST"), { code: "EEXIST", path })),
    },
  });
  expect((await failureOf(Guard.take(flickering, HIVE, NUMBERS, facts()))).message).toContain("comes and goes");
});
