import { bytesSource, type LogRole, type PageSource, planRecovery, recoverHive } from "hivex-wasm";
import { checkHive } from "../../src/check/check-hive.ts";
import { compactHive } from "../../src/compact/compact-hive.ts";
import { Hive } from "../../src/hive/hive.ts";
import { changeSome } from "./change-some.ts";
import { exportAll } from "./export-all.ts";
import type { HiveFiles } from "./mutation.ts";
import { ReadAll } from "./read-all.ts";
import { Find, Trial } from "./trial.ts";
import { visitAsHivex } from "./visit-as-hivex.ts";

/** Milliseconds and bytes that one hive may cost at most. */
export interface Limits {
  readonly milliseconds: number;
  readonly memory: number;
}

/** What became of a hive: how much could be read, and the codes of the refusals met on the way. */
export interface Outcome {
  readonly keyCount: number;
  readonly refusals: ReadonlySet<string>;
}

/** Reads the hive in every way there is, and tries to recover and to change it. Throws a `Find` when anything is wrong. */
export function exercise(files: HiveFiles, limits: Limits): Outcome {
  const trial = new Trial(limits);
  const primary = bytesSource(files.get("hive") ?? new Uint8Array());
  const keyCount = readEverything(trial, primary);
  if (files.size > 1) recover(trial, primary, files);
  visitAsHivex(trial, primary);
  trial.attempt("check", () => checkHive(primary, { logs: logsIn(files) }));
  trial.attempt("write anew", () => writeAnew(primary));
  trial.attempt("open for editing", () => {
    using hive = Hive.open(primary, { mode: "edit", ignoreChecksum: true });
    changeSome(trial, hive);
  });
  trial.end();
  return { keyCount, refusals: trial.refusals };
}

/** What is sound stays sound. */
function writeAnew(primary: PageSource): void {
  using hive = Hive.open(primary, { ignoreChecksum: true });
  const bytes = compactHive(hive);
  if (!checkHive(primary, { limit: 1 }).isSound) return;
  const { isSound, findings } = checkHive(bytesSource(bytes), { limit: 1 });
  if (!isSound) throw new Find(`a sound hive is not sound when it is written anew: ${JSON.stringify(findings[0])}`);
}

function readEverything(trial: Trial, source: PageSource): number {
  return (
    trial.attempt("open for reading", () => {
      using hive = Hive.open(source, { ignoreChecksum: true });
      const reading = new ReadAll(trial, hive);
      reading.run();
      exportAll(trial, hive);
      return reading.keyCount;
    }) ?? 0
  );
}

function recover(trial: Trial, primary: PageSource, files: HiveFiles): void {
  const logs = logsIn(files);
  const recovered = trial.attempt("recover", () => recoverHive(primary, logs));
  const image = recovered?.image;
  if (image === undefined) return;
  trial.attempt("plan a recovery", () =>
    planRecovery(
      image,
      logs.map(({ role, source }) => ({ role, size: source.size })),
    ),
  );
  readEverything(trial, image);
}

function logsIn(files: HiveFiles): { readonly role: LogRole; readonly source: PageSource }[] {
  return [...files]
    .filter((file): file is [LogRole, Uint8Array] => file[0] !== "hive")
    .map(([role, bytes]) => ({ role, source: bytesSource(bytes) }));
}
