import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { validateHive } from "./support/hive-validator.ts";
import { isDirty, recoverHive } from "./support/reference-recovery.ts";
import { CLI, runCli } from "./support/run-cli.ts";
import { TemporaryFolder } from "./support/temporary-folder.ts";

const HIVE = fileURLToPath(new URL("../fixtures/logs/entry-logs/NTUSER.DAT", import.meta.url));
const SLOW = fileURLToPath(new URL("support/slow-writing.cjs", import.meta.url));
const KILLS = process.env.HIVETOOL_FULL === "1" ? 50 : 12;

/** Moments up to the longest, with a fixed seed (a linear congruential generator), so that a failure comes again. */
function moments(count: number, longest: number): number[] {
  let state = 20_241;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.round((state / 0x7fffffff) * longest);
  });
}

/** An edit that is killed: its command, given the hive, and what stands in the hive when it is done. */
interface Edit {
  readonly name: string;
  readonly command: (hive: string, folder: TemporaryFolder) => string[];
  readonly mark: Buffer;
}

const LARGE = Buffer.from("this edit makes the hive grow ".repeat(1_000));
const EDITS: readonly Edit[] = [
  {
    name: "fixing a port",
    command: (hive) => ["outlook", "fix-port", hive],
    mark: Buffer.from("server.example.com:44300", "utf16le"),
  },
  {
    name: "a value for which the hive grows",
    command(hive, folder) {
      writeFileSync(folder.file("data"), LARGE);
      return ["set", hive, "Software\\Grown", "Large", "--type", "binary", `@${folder.file("data")}`];
    },
    mark: LARGE.subarray(0, 10_000),
  },
];

/**
 * Starts the edit and kills the process so many milliseconds after it has begun to write; how many it has lived from then
 * on. Left alone, it says how long the whole writing takes on this machine.
 */
function editAndKill(command: readonly string[], delay = 60_000): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--require", SLOW, CLI, ...command], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let begun = 0;
    let alarm: NodeJS.Timeout | undefined;
    child.stdout.once("data", () => {
      begun = performance.now();
      alarm = setTimeout(() => child.kill("SIGKILL"), delay);
    });
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(alarm);
      resolve(performance.now() - begun);
    });
  });
}

/** The logs beside the hive, by role, in whatever case they are spelled. */
function logsIn(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder).filter((name) => /\.log[12]?$/i.test(name));
  return Object.fromEntries(
    names.map((name) => [name.slice(name.lastIndexOf(".") + 1).toUpperCase(), readFileSync(join(folder, name))]),
  );
}

it.each(EDITS)(
  `$name survives being killed at ${KILLS} random moments`,
  { timeout: 120_000 },
  async ({ command, mark }) => {
    using folder = new TemporaryFolder();
    const hive = folder.file("NTUSER.DAT");
    const edit = command(hive, folder);
    copyFileSync(HIVE, hive);
    const old = readFileSync(hive);
    const states = new Map<string, number>();
    const whole = folder.file("whole", "NTUSER.DAT");
    mkdirSync(folder.file("whole"));
    copyFileSync(HIVE, whole);
    const longest = await editAndKill(command(whole, folder));
    rmSync(folder.file("whole"), { recursive: true });
    for (const delay of moments(KILLS, longest)) {
      for (const name of readdirSync(folder.path))
        if (name !== "data") writeFileSync(folder.file(name), name === "NTUSER.DAT" ? old : "");
      for (const log of ["ntuser.dat.LOG1", "ntuser.dat.LOG2"]) copyFileSync(join(HIVE, "..", log), folder.file(log));
      await editAndKill(edit, delay);
      const killed = new Uint8Array(readFileSync(hive));
      const recovered = recoverHive(killed, logsIn(folder.path));
      expect(recovered, `killed after ${delay} ms`).toBeDefined();
      expect(validateHive(recovered as Uint8Array), `killed after ${delay} ms`).toEqual([]);
      const isOld = Buffer.from(recovered as Uint8Array)
        .subarray(4096, old.length)
        .equals(old.subarray(4096));
      const isNew = Buffer.from(recovered as Uint8Array).includes(mark);
      expect(isOld !== isNew, `killed after ${delay} ms`).toBe(true);
      const state = `${isDirty(killed) ? "dirty" : "clean"}, ${isOld ? "old" : "new"}`;
      states.set(state, (states.get(state) ?? 0) + 1);
      // The guard of a process that is gone is in nobody's way: what comes next is decided by the hive alone. It goes
      // with the next one that writes.
      const next = await runCli(edit);
      expect(next.code, next.stderr).toBe(isDirty(killed) ? 4 : 0);
      if (isDirty(killed)) {
        const finished = await runCli(["recover", hive]);
        expect(finished.code, finished.stderr).toBe(0);
        const now = readFileSync(hive);
        expect(isDirty(new Uint8Array(now))).toBe(false);
        expect(now.subarray(4096).equals(Buffer.from(recovered as Uint8Array).subarray(4096))).toBe(true);
        expect((await runCli(edit)).code).toBe(0);
      }
      if (state === "clean, old") expect(readdirSync(folder.path).filter((name) => name.includes("guard"))).toEqual([]);
    }
    expect(existsSync(hive)).toBe(true);
    expect([...states.keys()].sort()).toEqual(["clean, new", "clean, old", "dirty, new"]);
  },
);
