import { entryLog } from "../../fixtures/build/log-writer.ts";
import { type CommitEditOptions, type CommitReport, commitEdit } from "../../src/storage/commit.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import type { AttributeTools } from "../../wasm/node/extended-attributes.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { FOLDER } from "./cut-commits.ts";
import { bytesIn, memoryFolder } from "./memory-folder.ts";
import { facts } from "./sample-facts.ts";
import { newLog } from "./sample-logs.ts";
import { smallHive } from "./small-hive.ts";

export const NAME = "NTUSER.DAT";
export const PATH = `${FOLDER}/${NAME}`;
/** Clean. */
export const HIVE = smallHive({ minor: 5 }); // sequence 41
/** A log that has nothing for the hive. */
export const STALE = newLog(HIVE, 42);

/** Attributes in memory, for file systems that have none. */
function fakeTools(): AttributeTools {
  const attributes = new Map<string, Map<string, string>>();
  return {
    list: (path) => attributes.get(path) ?? new Map(),
    set: (path, name, value) => attributes.set(path, new Map(attributes.get(path)).set(name, value)),
  };
}

/** Adds a key with a value that needs new bins, and commits as told. */
export async function edit(
  fs: FileSystem,
  how: Partial<CommitEditOptions> = {},
  path = PATH,
  size = 5_000,
): Promise<CommitReport> {
  const opened = openHive(path, { fs, mode: "edit", processFacts: facts() });
  try {
    const { editing, baseBlock } = opened.hive.engine;
    const key = editing.createKey(baseBlock.rootOffset, "Added");
    editing.setValue(key, "Data", 3, new Uint8Array(size).fill(7));
    return await commitEdit(opened, {
      verify: (fresh) => void fresh.key("Added").value("Data").data(),
      touched: [baseBlock.rootOffset, key],
      attributeTools: fakeTools(),
      ...how,
    });
  } finally {
    opened.close();
  }
}

/** What the hive is after an edit in place. */
export async function editedInPlace(): Promise<Uint8Array> {
  const memory = memoryFolder({ [PATH]: HIVE });
  await edit(memory.fs);
  return bytesIn(memory, PATH);
}

/** A log that brings a dirty hive to the state that it is in already. */
export function logOf(hive: Uint8Array): Uint8Array {
  const size = new DataView(hive.buffer, hive.byteOffset).getUint32(40, true);
  return entryLog(hive, [
    { sequence: 41, binsSize: size, pages: [{ offset: 0, bytes: hive.slice(4096, 4096 + size) }] },
  ]);
}
