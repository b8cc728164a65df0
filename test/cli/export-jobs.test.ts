import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateHive } from "../../bench/generate/hive.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { CLI } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const support = (name: string): string => fileURLToPath(new URL(`../support/${name}`, import.meta.url));
const TELLING = support("telling-threads.cjs");
const SLOW = support("slow-writing.cjs");

const folder = new TemporaryFolder();
const share = folder.file("share");
/** Hives of all sorts: sound ones, one with logs, broken ones, one that only --tolerant reads. */
const HIVES: Record<string, string> = {
  alice: "hives/outlook-user.dat",
  bob: "hives/names.dat",
  carol: "malformed/bad-value-data--no-segments.dat",
  dave: "malformed/not-a-hive--text-file.dat",
  erika: "hives/value-sizes-1.5.dat",
  frank: "hives/subkey-lists.dat",
  grete: "hives/names-beyond-text.dat",
};

beforeAll(() => {
  for (const [user, fixture] of Object.entries(HIVES))
    place(user, (path) => copyFileSync(join(FIXTURES, fixture), path));
  const logs = join(FIXTURES, "dirty", "entry-logs");
  place("heidi", (path) => {
    for (const name of readdirSync(logs)) copyFileSync(join(logs, name), join(dirname(path), name));
  });
});
afterAll(() => folder.remove());

function place(user: string, fill: (path: string) => void): void {
  const path = join(share, `${user}.V6`, "NTUSER.DAT");
  mkdirSync(dirname(path), { recursive: true });
  fill(path);
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly files: Record<string, string>;
  /** Threads that have told of their beginning. */
  readonly threads: number;
}

let runs = 0;

async function exportShare(options: readonly string[], env: NodeJS.ProcessEnv = {}, root = share): Promise<Outcome> {
  const out = folder.file(`out${runs++}`);
  // Of one hive the output is there already.
  mkdirSync(join(out, "frank.V6"), { recursive: true });
  const format = options.includes("jsonl") ? "jsonl" : "reg";
  writeFileSync(join(out, "frank.V6", `NTUSER.DAT.${format}`), "mine");
  const args = ["--require", TELLING, CLI, "export", root, "--output-dir", out, ...options];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const ended = await endOf(child);
  const told = ended.stdout.match(/^thread \d+ begins\n/gm) ?? [];
  const stdout = ended.stdout.replaceAll(/^thread \d+ begins\n/gm, "").replaceAll(out, "OUT");
  return { ...ended, stdout, stderr: ended.stderr.replaceAll(out, "OUT"), files: filesIn(out), threads: told.length };
}

function endOf(child: ReturnType<typeof spawn>): Promise<{ stdout: string; stderr: string; code: number | null }> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ stdout, stderr, code })));
}

function filesIn(out: string): Record<string, string> {
  const names = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(out, name)).isFile(),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(out, name), "hex")]));
}

describe("what threads do together is what one does alone", () => {
  test.each([
    { options: ["--stats"] },
    { options: ["--format", "jsonl"] },
    { options: ["--tolerant"] },
    { options: ["--json"] },
    { options: ["--no-logs", "--format", "jsonl", "--tolerant", "--json", "--stats"] },
  ])("$options", async ({ options }) => {
    const alone = await exportShare([...options, "--jobs", "1"]);
    const together = await exportShare([...options, "--jobs", "3"]);
    expect(together).toEqual({ ...alone, threads: 3 });
    expect(alone).toMatchObject({ threads: 0, code: 4 });
    // What nobody could write is missing: no hive at all, damage, names that no .reg file can tell.
    const missing =
      1 +
      (options.includes("--tolerant") ? 0 : 1) +
      (options.includes("jsonl") || options.includes("--tolerant") ? 0 : 1);
    expect(Object.keys(alone.files)).toHaveLength(8 - missing);
  });
});

test("no more threads than hives, and none for what is done before they have started", async () => {
  expect((await exportShare(["--jobs", "40"])).threads).toBe(8);
  expect((await exportShare([])).threads).toBe(0);
  expect((await exportShare(["--jobs", "4", "--user", "alice"])).threads).toBe(0);
});

test("--jobs is a number", async () => {
  const { code, stderr } = await exportShare(["--jobs", "0"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--jobs");
});

test("a thread that dies takes only its own hive along, and that is told", async () => {
  const alone = await exportShare(["--format", "jsonl", "--jobs", "1", "--json"]);
  const { code, files, stdout } = await exportShare(["--format", "jsonl", "--jobs", "2", "--json"], {
    DYING_THREAD: "1",
  });
  expect(code).toBe(70);
  const lost = JSON.parse(stdout).hives.filter(({ error }: { error?: { message: string } }) =>
    error?.message.includes("a thread ended before its hive was done"),
  );
  expect(lost).toHaveLength(1);
  const name = join(basename(dirname(lost[0].path)), "NTUSER.DAT.jsonl");
  expect({ ...files, [name]: alone.files[name] }).toEqual(alone.files);
});

test("when all threads have died, the first one does the rest", async () => {
  const alone = await exportShare(["--format", "jsonl", "--jobs", "1", "--json"]);
  const dying = folder.file("dying.cjs");
  writeFileSync(dying, 'if (!require("node:worker_threads").isMainThread) process.exit(9);\n');
  const { stdout, code } = await exportShare(["--format", "jsonl", "--jobs", "2", "--json"], {
    NODE_OPTIONS: `--require "${dying}"`,
  });
  expect(code).toBe(70);
  const [lost, kept] = split(JSON.parse(stdout).hives);
  expect(lost).toHaveLength(2);
  const paths = new Set(kept.map(({ path }) => path));
  expect(kept).toEqual(split(JSON.parse(alone.stdout).hives)[1].filter(({ path }) => paths.has(path)));

  function split(hives: { path: string; error?: { message: string } }[]): [typeof hives, typeof hives] {
    const isLost = (hive: { error?: { message: string } }): boolean =>
      hive.error?.message.includes("a thread ended") ?? false;
    return [hives.filter(isLost), hives.filter((hive) => !isLost(hive))];
  }
});

describe("Ctrl-C", () => {
  const large = folder.file("large");
  beforeAll(() => {
    const hive = folder.file("large.dat");
    generateHive(hive, 8 << 20);
    for (const user of ["a", "b", "c", "d", "e", "f"]) {
      mkdirSync(join(large, `${user}.V6`), { recursive: true });
      copyFileSync(hive, join(large, `${user}.V6`, "NTUSER.DAT"));
    }
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s ends all threads, and nothing half done is left", async (signal) => {
    const out = folder.file(`out-${signal}`);
    const args = ["--require", SLOW, CLI, "export", large, "--output-dir", out];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.once("data", () => setTimeout(() => child.kill(signal), 30));
    const { code, stderr } = await endOf(child);
    expect(code).toBe(130);
    expect(stderr.match(/interrupted before/g)?.length).toBeGreaterThanOrEqual(4);
    const whole = new Set(Object.values(filesIn(out)));
    expect(whole.size).toBeLessThanOrEqual(1);
    for (const text of whole) expect(text.endsWith(Buffer.from("\r\n\r\n", "utf16le").toString("hex"))).toBe(true);
  });

  test("hives that are worth it are shared without being asked", async () => {
    const { threads, code } = await exportShare(["--format", "tsv"], {}, large);
    expect({ threads, code }).toEqual({
      threads: Math.min((await import("node:os")).availableParallelism(), 6),
      code: 0,
    });
  });
});

test("what starts threads is no command that can be typed", async () => {
  const child = spawn(process.execPath, [CLI, "--in-thread", "info", share], { stdio: ["ignore", "pipe", "pipe"] });
  const { code, stderr } = await endOf(child);
  expect(code).toBe(2);
  expect(stderr).toContain("unknown option '--in-thread'");
  expect(existsSync(CLI)).toBe(true);
});
