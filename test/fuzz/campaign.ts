/**
 * `npm run fuzz -- --runs N [--seed S] [--from I] [--out FOLDER]`: damages the fixtures and the shared hives, each run in
 * a way that follows from the seed and the run's number, and reads what comes out. Finds are printed, and written to a
 * folder: the damaged file, and the mutations that made it. A run that never ends is a find, too.
 *
 * `--repair N` damages N hives and repairs them: what comes out has to be sound, and to have all that could be read before.
 *
 * `--edits` plays random edits on sound hives instead, against a model of what they come to; see test/property.
 */
import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Report } from "./campaign-child.ts";
import { runEditCampaign } from "./edit-campaign.ts";
import { mutated } from "./mutation.ts";
import { runRepairCampaign } from "./repair-campaign.ts";
import { drawRun, type Failure } from "./run.ts";
import { allSubjects, subjectNamed } from "./subjects.ts";

/** Milliseconds without a report. */
const STALLED = 60_000;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    edits: { type: "boolean", default: false },
    repair: { type: "string" },
    out: { type: "string", default: join(tmpdir(), "hivetool-fuzz-finds") },
  },
});
const seed = Number(values.seed);
const end = Number(values.from) + Number(values.repair ?? values.runs);
if (!Number.isInteger(seed) || !Number.isInteger(end))
  throw new Error("--runs, --repair, --seed and --from take whole numbers");
if (values.edits) process.exit(runEditCampaign(seed, Number(values.from), end) === 0 ? 0 : 1);
const subjects = allSubjects();
if (values.repair !== undefined)
  process.exit(runRepairCampaign(subjects, seed, Number(values.from), end) === 0 ? 0 : 1);
const begin = Date.now();
let failureCount = 0;
let keyCount = 0;
const endings = new Map<string, number>();

/** Runs at which a process came to grief once; a busy machine may do that to it, so they get a second chance. */
const stoppedOnce = new Set<number>();
for (let from = Number(values.from); from < end; ) {
  const { next, trouble } = await runProcess(from);
  from = next;
  if (trouble === undefined) continue;
  if (stoppedOnce.has(next)) {
    const { subject, mutations } = drawRun(subjects, seed, next);
    tell({ seed, index: next, base: subject.name, mutations, what: trouble });
    from = next + 1;
  }
  stoppedOnce.add(next);
}
const counted = [...endings].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`);
console.log(`${values.runs} runs with seed ${seed} in ${seconds()} s: ${failureCount} finds, ${keyCount} keys read`);
console.log(`runs by refusals met: ${counted.join(", ")}`);
process.exitCode = failureCount === 0 ? 0 : 1;

/** Runs in a process of their own, which can be ended when it hangs. Gives the number of the run that it did not finish. */
function runProcess(from: number): Promise<{ next: number; trouble?: string }> {
  const child = fork(fileURLToPath(new URL("campaign-child.ts", import.meta.url)), [seed, from, end].map(String));
  return new Promise((resolve) => {
    let [next, since, told] = [from, Date.now(), Date.now()];
    const stop = (trouble?: string): void => {
      clearInterval(timer);
      child.removeAllListeners();
      child.kill("SIGKILL");
      resolve(trouble === undefined ? { next } : { next, trouble });
    };
    const timer = setInterval(() => {
      if (Date.now() - since > STALLED) stop(`it has not ended after ${STALLED} ms`);
      if (Date.now() - told < 20_000) return;
      told = Date.now();
      console.log(`run ${next} of ${end}, ${failureCount} finds, ${seconds()} s`);
    }, 1000);
    child.on("message", ({ index, failure, refusals, keys }: Report) => {
      [next, since] = [index + 1, Date.now()];
      keyCount += keys;
      for (const code of refusals) endings.set(code, (endings.get(code) ?? 0) + 1);
      if (failure) tell(failure);
    });
    child.on("exit", (code) => stop(next < end ? `the process ended with ${code}` : undefined));
  });
}

function tell(failure: Failure): void {
  failureCount++;
  const name = `${failure.seed}-${failure.index}`;
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, `${name}.json`), `${JSON.stringify(failure, null, 2)}\n`);
  for (const [role, bytes] of mutated(subjectNamed(failure.base).files, failure.mutations)) {
    writeFileSync(join(values.out, role === "hive" ? `${name}.dat` : `${name}.dat.${role}`), bytes);
  }
  console.log(`FIND seed ${failure.seed}, run ${failure.index}, ${failure.base}: ${failure.what}`);
  console.log(`  ${JSON.stringify(failure.mutations)}`);
  console.log(`  ${join(values.out, `${name}.dat`)}`);
}

function seconds(): number {
  return Math.round((Date.now() - begin) / 1000);
}
