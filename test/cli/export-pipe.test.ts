import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateHive } from "../../bench/generate/hive.ts";
import { Hive } from "../../src/index.ts";
import { CLI } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const NON_BLOCKING = fileURLToPath(new URL("../support/non-blocking-stdout.cjs", import.meta.url));
const folder = new TemporaryFolder();
const hive = folder.file("NTUSER.DAT");
let expected = "";

beforeAll(() => {
  generateHive(hive, 4 * 1024 * 1024);
  using opened = Hive.fromBytes(new Uint8Array(readFileSync(hive)));
  const hash = createHash("sha256");
  for (const chunk of opened.export({ format: "jsonl" })) hash.update(chunk);
  expected = hash.digest("hex");
});
afterAll(() => folder.remove());

function start(...options: string[]) {
  return spawn(process.execPath, [...options, CLI, "export", hive, "--format", "jsonl"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(child: ReturnType<typeof start>): Promise<{ code: number | null; stderr: string }> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stderr })));
}

/** Reads with a pause now and then. */
async function digest(child: ReturnType<typeof start>, pause: number): Promise<string> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const chunk of child.stdout) {
    hash.update(chunk as Buffer);
    if (pause > 0 && ++count % 16 === 0) await sleep(pause);
  }
  return hash.digest("hex");
}

test.each([
  ["a pipe that blocks", [], 0],
  ["a slow reader", [], 10],
  ["a pipe that does not block", ["--require", NON_BLOCKING], 0],
  ["a slow reader of a pipe that does not block", ["--require", NON_BLOCKING], 10],
])("every byte arrives through %s", async (_, options, pause) => {
  const child = start(...options);
  const [end, found] = await Promise.all([ended(child), digest(child, pause)]);
  expect(end).toEqual({ code: 0, stderr: "" });
  expect(found).toBe(expected);
});

test("a reader that has seen enough ends it quietly", async () => {
  const child = start();
  const end = ended(child);
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await end).toEqual({ code: 0, stderr: "" });
});

test("Ctrl-C ends it between two chunks, with exit code 130", async () => {
  // Nobody reads: the pipe is full, and the export waits.
  const child = start("--require", NON_BLOCKING);
  const end = ended(child);
  await sleep(1500);
  child.kill("SIGINT");
  await sleep(300);
  child.stdout.resume();
  const { code, stderr } = await end;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^hivetool: .*interrupted/);
});

test("the hive is a large one", () => {
  expect(statSync(hive).size).toBeGreaterThan(3_000_000);
});
