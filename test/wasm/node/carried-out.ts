import { HiveError } from "hivex-wasm";
import { type CommitWatch, carryOut } from "../../../wasm/node/carry-out.ts";
import { CommitFiles } from "../../../wasm/node/commit-files.ts";
import type { FileSystem } from "../../../wasm/node/file-system.ts";
import { blocking, type Syncing } from "../../../wasm/node/sync-points.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import {
  type Interference,
  type TappedFileSystem,
  tapped,
  type WritingCall,
} from "../../storage/tapped-file-system.ts";
import { HIVE_SIZE, handMadeSteps, plainHive } from "./hand-made-steps.ts";

export const HIVE = "/u/H";
export const LOG1 = "/u/H.LOG1";
export const LOG2 = "/u/H.LOG2";
const PLACES = { hive: HIVE, logs: { LOG: "/u/H.LOG", LOG1, LOG2 } };

export type Shape = Parameters<typeof handMadeSteps>[0];
type Interfere = (call: WritingCall, index: number) => Interference | undefined;
/** Who waits at the sync points. */
export type Driver = <Result>(work: Syncing<Result>) => Result | Promise<Result>;

export interface Attempt {
  readonly tap: TappedFileSystem;
  readonly after: Record<string, string>;
  readonly warnings?: readonly string[];
  readonly error?: HiveError;
}

/** Carries hand-made steps out in memory, with failures where `interfere` wants them. */
export async function attempt(
  shape: Shape = {},
  interfere?: Interfere,
  watch: Partial<CommitWatch> = {},
  driver: Driver = blocking,
): Promise<Attempt> {
  const logs: Record<string, string> = {};
  for (const role of shape?.stale ?? []) logs[PLACES.logs[role]] = "stale";
  if (shape?.journalExists) logs[LOG1] ??= "";
  const memory = memoryFolder({ [HIVE]: plainHive(), ...logs });
  const tap = tapped(memory.fs, interfere);
  const result = await run(tap.fs, shape, watch, driver);
  return { tap, after: memory.snapshot(), ...result };
}

export async function run(
  fs: FileSystem,
  shape: Shape,
  watch: Partial<CommitWatch> = {},
  driver: Driver = blocking,
): Promise<{ warnings: string[] } | { error: HiveError }> {
  const full = {
    hiveSize: HIVE_SIZE,
    verifyUnchanged: () => undefined,
    isHiveOurs: () => true,
    noteOwnChange: () => undefined,
    ...watch,
  };
  try {
    return { warnings: await driver(carryOut(handMadeSteps(shape), new CommitFiles(fs, PLACES), full)) };
  } catch (error) {
    if (error instanceof HiveError) return { error };
    throw error;
  }
}
