import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIXTURES } from "../../fixtures/build/index.ts";
import type { LogFiles } from "./reference-recovery.ts";

const FOLDER = join(FIXTURES, "malformed");
const BY_INVARIANT = /^(I\d+)--.*\.dat$/;

/** A hive that breaks an invariant, with the logs beside it. */
export interface UnsoundFixture {
  /** `I38--names-its-brother` */
  readonly name: string;
  /** The invariant that it is named for. */
  readonly code: string;
  readonly path: string;
  readonly hive: Uint8Array;
  readonly logs: LogFiles;
}

/** The malformed fixtures that reading meets: named by the error that comes up. */
export function unreadableFixtures(): string[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith(".dat") && !BY_INVARIANT.test(file));
}

/** The malformed fixtures that a check has to tell: named by the invariant that they break. */
export function unsoundFixtures(): UnsoundFixture[] {
  const files = readdirSync(FOLDER);
  return files.flatMap((file) => {
    const [, code] = BY_INVARIANT.exec(file) ?? [];
    if (code === undefined) return [];
    const logs = (["LOG", "LOG1", "LOG2"] as const)
      .filter((role) => files.includes(`${file}.${role}`))
      .map((role) => [role, bytesOf(`${file}.${role}`)] as const);
    const name = file.replace(/\.dat$/, "");
    return [{ name, code, path: join(FOLDER, file), hive: bytesOf(file), logs: Object.fromEntries(logs) }];
  });
}

function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, file)));
}
