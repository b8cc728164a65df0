import { hiveError } from "../../src/errors.ts";
import type { Hive } from "../../src/hive/hive.ts";
import { type CommitEditOptions, type CommitReport, commitEdit } from "../../src/storage/commit.ts";
import { type OpenedHive, openHive } from "../../src/storage/open-hive.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { memoryFolder } from "./memory-folder.ts";
import { facts } from "./sample-facts.ts";
import { smallHive } from "./small-hive.ts";
import { type Interference, tapped, type WritingCall } from "./tapped-file-system.ts";

export const PATH = "/u/NTUSER.DAT";
export const HIVE = smallHive(); // sequence 41
const TIME = 133_500_000_000_000_000n;
const AFTER = Buffer.from("server:44300");
export type Files = Record<string, Uint8Array | string | null>;

/** Opens the hive to edit it. */
export function open(fs: FileSystem, path = PATH): OpenedHive {
  return openHive(path, { fs, mode: "edit", processFacts: facts() });
}

/** Turns the hyphen of the one value into a colon, in engine memory. */
export function edit({ hive }: OpenedHive): void {
  const key = hive.key("Settings");
  const { name, type } = key.value("Server");
  hive.engine.editing.time = TIME;
  hive.engine.editing.setValue(key.offset, name, type, AFTER);
}

function verify(fresh: Hive): void {
  const data = Buffer.from(fresh.key("Settings").value("Server").data());
  if (!data.equals(AFTER)) throw hiveError("value-not-found", "the new text is not there");
}

export const commit = (opened: OpenedHive, options: Partial<CommitEditOptions> = {}): Promise<CommitReport> =>
  commitEdit(opened, { verify, ...options });

/** Opens, edits and commits a hive in memory. */
export async function editIn(
  files: Files = {},
  interfere?: (call: WritingCall, index: number) => Interference | undefined,
  options: Partial<CommitEditOptions> = {},
): Promise<{ memory: ReturnType<typeof memoryFolder>; result: Promise<CommitReport>; calls: WritingCall[] }> {
  const memory = memoryFolder({ [PATH]: HIVE, ...files });
  const { fs, calls } = tapped(memory.fs, interfere);
  const opened = open(fs);
  edit(opened);
  const result = commit(opened, options);
  await result.catch(() => undefined);
  return { memory, result, calls };
}
