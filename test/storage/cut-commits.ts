import { basename } from "node:path";
import { expect } from "vitest";
import { openHive } from "../../src/storage/open-hive.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { crashStates, type DiskOperation, type Files } from "../support/crash-states.ts";
import { recorded } from "../support/disk-recorder.ts";
import { isDirty, recoverHive } from "../support/reference-recovery.ts";
import { memoryFolder } from "./memory-folder.ts";

/** The folder that cut commits happen in. */
export const FOLDER = "/u";

/** What was done to the folder, and what lay there before. */
export interface RecordedWork {
  readonly before: Files;
  readonly operations: readonly DiskOperation[];
  readonly after: Files;
}

/** Lets somebody work on files in a folder, and notes every call that changes it. */
export async function record(
  before: Readonly<Record<string, Uint8Array>>,
  work: (fs: FileSystem) => unknown,
): Promise<RecordedWork> {
  const paths = Object.entries(before).map(([name, bytes]) => [`${FOLDER}/${name}`, bytes]);
  const memory = memoryFolder(Object.fromEntries(paths));
  const { fs, operations } = recorded(memory.fs, /hivetool-guard/);
  await work(fs);
  const after = Object.entries(memory.snapshot()).map(
    ([path, hex]) => [basename(path), new Uint8Array(Buffer.from(hex, "hex"))] as const,
  );
  return { before: new Map(Object.entries(before)), operations, after: new Map(after) };
}

/**
 * What becomes of the hive called `name` where the work is cut, by the test's own recoverer and by ours, which must agree:
 * the state's name by its bins, with "clean" or "dirty" in front; each as often as it comes.
 */
export function outcomes(
  { before, operations }: RecordedWork,
  name: string,
  known: Readonly<Record<string, Uint8Array>>,
): Map<string, number> {
  const found = new Map<string, number>();
  for (const { description, files } of crashStates(before, operations)) {
    const hive = files.get(name);
    if (hive === undefined) throw new Error(`${description}: the hive is gone`);
    const recovered = recoverHive(hive, logsIn(files, name));
    const state = nameOf(recovered, known) ?? expect.fail(`${description}: neither old nor new`);
    expect(nameOf(ownRecovery(files, name), known), description).toBe(state);
    const outcome = `${isDirty(hive) ? "dirty" : "clean"}, ${state}`;
    found.set(outcome, (found.get(outcome) ?? 0) + 1);
  }
  return found;
}

function nameOf(hive: Uint8Array | undefined, known: Readonly<Record<string, Uint8Array>>): string | undefined {
  if (hive === undefined) return undefined;
  return Object.keys(known).find((name) => binsOf(known[name] as Uint8Array).equals(binsOf(hive)));
}

/** The hive bins data, without what may lie behind it. */
function binsOf(hive: Uint8Array): Buffer {
  const size = new DataView(hive.buffer, hive.byteOffset).getUint32(40, true);
  return Buffer.from(hive.subarray(4096, 4096 + size));
}

function logsIn(files: Files, name: string): Record<string, Uint8Array> {
  const logs = [...files].filter(([other]) => other.toUpperCase().startsWith(`${name.toUpperCase()}.LOG`));
  return Object.fromEntries(logs.map(([other, bytes]) => [other.slice(name.length + 1).toUpperCase(), bytes]));
}

/** The hive as hivetool opens it from this folder: without a doubt that would keep it from being written in place. */
function ownRecovery(files: Files, name: string): Uint8Array {
  const { fs } = memoryFolder(Object.fromEntries([...files].map(([file, bytes]) => [`${FOLDER}/${file}`, bytes])));
  const opened = openHive(`${FOLDER}/${name}`, { fs });
  try {
    expect(opened.recovery?.doubts.filter(({ isGrave }) => isGrave) ?? []).toEqual([]);
    const size = opened.hive.baseBlock.binsSize + 4096;
    const bytes = new Uint8Array(size);
    if (opened.image !== undefined) opened.image.read(0, bytes);
    else bytes.set(new Uint8Array(files.get(name) ?? []).subarray(0, size));
    return bytes;
  } finally {
    opened.close();
  }
}
