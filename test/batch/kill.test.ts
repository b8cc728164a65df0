import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { isDirty, recoverHive } from "../support/reference-recovery.ts";
import { CLI, runCli } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const HIVE = fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url));
const SLOW = fileURLToPath(new URL("../support/slow-writing.cjs", import.meta.url));
const KILLS = process.env.HIVETOOL_FULL === "1" ? 20 : 5;
const USERS = ["a", "b", "c", "d", "e", "f"];
const LONGEST = 700; // milliseconds that a slowed batch takes, about

/** Moments with a fixed seed (a linear congruential generator), so that a failure comes again. */
function moments(count: number): number[] {
  let state = 20_261;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.round((state / 0x7fffffff) * LONGEST);
  });
}

function profiles(root: string): string[] {
  rmSync(root, { recursive: true, force: true });
  return USERS.map((user) => {
    mkdirSync(join(root, `${user}.V6`), { recursive: true });
    const hive = join(root, `${user}.V6`, "NTUSER.DAT");
    copyFileSync(HIVE, hive);
    return hive;
  });
}

/** Starts the batch, and kills it so many milliseconds after its report has an intent. */
function runAndKill(args: readonly string[], report: string, delay: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--require", SLOW, CLI, ...args], { stdio: "ignore" });
    const watch = setInterval(() => {
      if (!existsSync(report) || !readFileSync(report, "utf8").includes('"intent"')) return;
      clearInterval(watch);
      setTimeout(() => child.kill("SIGKILL"), delay);
    }, 2);
    child.on("error", reject);
    child.on("close", () => {
      clearInterval(watch);
      resolve();
    });
  });
}

/** The hive as its logs complete it. */
function completed(hive: string): Buffer {
  const folder = join(hive, "..");
  const names = readdirSync(folder).filter((name) => /\.log[12]?$/i.test(name));
  const logs = names.map((name) => [
    name.slice(name.lastIndexOf(".") + 1).toUpperCase(),
    readFileSync(join(folder, name)),
  ]);
  const bytes = new Uint8Array(readFileSync(hive));
  const whole = isDirty(bytes) ? recoverHive(bytes, Object.fromEntries(logs)) : bytes;
  expect(validateHive(whole as Uint8Array), hive).toEqual([]);
  return Buffer.from(whole as Uint8Array).subarray(4096);
}

it(`a batch killed at ${KILLS} random moments and resumed ends as an undisturbed one`, {
  timeout: 180_000,
}, async () => {
  using folder = new TemporaryFolder();
  const root = folder.file("share");
  const report = folder.file("report");
  const command = ["outlook", "fix-port", root, "--time", "2024-05-06T07:08:09Z"];
  const old = readFileSync(HIVE).subarray(4096);
  const hives = profiles(root);
  const undisturbed = await runCli(command);
  const wanted = readFileSync(hives[0] ?? "").subarray(4096);
  expect(wanted.equals(old)).toBe(false);
  let begun = 0;
  for (const delay of moments(KILLS)) {
    profiles(root);
    rmSync(report, { force: true });
    await runAndKill([...command, "--report", report], report, delay);
    const about = `killed after ${delay} ms`;
    for (const hive of hives) {
      const now = completed(hive);
      expect(now.equals(old) || now.equals(wanted), `${hive} ${about}`).toBe(true);
      if (isDirty(new Uint8Array(readFileSync(hive)))) begun += 1;
    }
    const done = readFileSync(report, "utf8").match(/"result":"changed"/g)?.length ?? 0;
    const resumed = await runCli([...command, "--resume", report]);
    // What the first run has done is not told again: where that is all, nothing is left that could be wrong.
    const code = done === hives.length ? 0 : undisturbed.code;
    expect(resumed.code, `${resumed.stderr} ${about}`).toBe(code);
    for (const hive of hives) {
      const bytes = readFileSync(hive);
      expect(isDirty(new Uint8Array(bytes)), about).toBe(false);
      expect(bytes.subarray(4096).equals(wanted), `${hive} ${about}`).toBe(true);
      expect(
        readdirSync(join(hive, "..")).filter((name) => name.includes("guard")),
        about,
      ).toEqual([]);
    }
    const rows = readFileSync(report, "utf8")
      .split("\n")
      .filter((line) => line.startsWith('{"type":"hive"') && line.endsWith("}"))
      .map((line) => JSON.parse(line));
    expect(rows.map(({ hive, result }) => `${result} ${hive}`).sort()).toEqual(hives.map((hive) => `changed ${hive}`));
  }
  // Some of the kills must have hit a hive between its old state and its new one, or nothing was tried.
  if (KILLS > 5) expect(begun).toBeGreaterThan(0);
});
