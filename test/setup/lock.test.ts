import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { ROOT } from "./clone.ts";
import { type Ended, runNode } from "./run-node.ts";

let folder: TemporaryFolder;
let lock: string;
let diary: string;
beforeEach(() => {
  folder = new TemporaryFolder();
  lock = folder.file("set-up.lock");
  diary = folder.file("diary");
});
afterEach(() => folder.remove());

/** A process that takes the lock, writes "in", works, writes "out", and gives the lock back. */
function setUp({ workMs = 0, patienceMs = 20_000 } = {}): Promise<Ended> {
  const program = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { withLock } from ${JSON.stringify(pathToFileURL(join(ROOT, "scripts", "set-up", "lock.mjs")).href)};
    const [lock, diary] = ${JSON.stringify([lock, diary])};
    await withLock(async () => {
      appendFileSync(diary, "in\\n");
      await sleep(${workMs});
      appendFileSync(diary, "out\\n");
    }, { lock, patienceMs: ${patienceMs} }).catch((error) => {
      console.log(error.isExplained ? error.message : error.stack);
      process.exitCode = 1;
    });`;
  return runNode(["--input-type=module", "--eval", program], { cwd: folder.path });
}

function holdBy(holder: string, age = 0): void {
  mkdirSync(lock);
  writeFileSync(join(lock, "holder"), holder);
  const then = new Date(Date.now() - age);
  utimesSync(lock, then, then);
}

test("several set-ups at once take turns", async () => {
  const ends = await Promise.all([1, 2, 3, 4].map(() => setUp({ workMs: 150 })));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(diary, "utf8")).toBe("in\nout\n".repeat(4));
});

test("a lock whose process is gone is taken over by one of those who wait", async () => {
  const { stdout } = await runNode(["--print", "process.pid"], { cwd: folder.path });
  holdBy(`${hostname()} ${stdout.trim()}`);
  const ends = await Promise.all([1, 2, 3].map(() => setUp({ workMs: 150 })));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(readFileSync(diary, "utf8")).toBe("in\nout\n".repeat(3));
});

test("a lock from another machine counts until its heart has stopped", async () => {
  holdBy("elsewhere 1", 10_000);
  expect((await setUp({ patienceMs: 300 })).stdout).toContain("Another set-up is still at work");
  const long = new Date(Date.now() - 60_000);
  utimesSync(lock, long, long);
  expect((await setUp()).code).toBe(0);
});

test("a lock that is held is respected, and whoever waits says so", async () => {
  holdBy(`${hostname()} ${process.pid}`);
  const { code, stdout, stderr } = await setUp({ patienceMs: 500 });
  expect(code).toBe(1);
  expect(stderr).toContain("Waiting for another set-up");
  expect(stdout).toContain(lock);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
});
