import { dirname } from "node:path";
import { Engine, HiveError } from "hivex-wasm";
import { filePageSource } from "./file-page-source.ts";
import type { FileSystem } from "./file-system.ts";
import type { HiveFile } from "./hive-file.ts";
import { type ReadCounter, ReadOnlyFile } from "./read-only-file.ts";

/** The Windows that a volume's own SOFTWARE hive names. */
export interface WindowsVersion {
  readonly major: number;
  readonly minor: number;
  /** Where that is written. */
  readonly path: string;
}

const SOFTWARE = ["Windows", "System32", "config", "SOFTWARE"];
const VERSION_KEY = ["Microsoft", "Windows NT", "CurrentVersion"];
// Windows 10 and 11 still say 6.3 here, as 8.1 did; 6.2 is Windows 8, 6.1 is 7.
const VERSION_VALUE = "CurrentVersion";

/**
 * The version of the Windows on the hive's volume: the SOFTWARE hive is looked for in every folder from the hive's own
 * up to the mount point. Undefined where there is none, or none that can be read: it is evidence, not a need.
 */
export function windowsVersionBeside({
  fs,
  realPath,
  surroundings,
  counter,
}: Pick<HiveFile, "fs" | "realPath" | "surroundings" | "counter">): WindowsVersion | undefined {
  for (const folder of surroundings.upToMountPoint(dirname(realPath))) {
    for (const path of surroundings.spellingsOf(folder, SOFTWARE)) {
      const version = versionIn(fs, path, counter);
      if (version !== undefined) return { ...version, path };
    }
  }
  return undefined;
}

function versionIn(fs: FileSystem, path: string, counter: ReadCounter): { major: number; minor: number } | undefined {
  let file: ReadOnlyFile | undefined;
  let engine: Engine | undefined;
  try {
    file = ReadOnlyFile.open(fs, path, "the volume's SOFTWARE hive", counter);
    // A dirty or torn one will do: an upgrade replaces the whole file, so the version in it is not in flux.
    const software = Engine.open(filePageSource(file), { ignoreChecksum: true });
    engine = software;
    const key = VERSION_KEY.reduce<number | undefined>(
      (parent, name) => (parent === undefined ? undefined : software.findSubkey(parent, name)),
      software.baseBlock.rootOffset,
    );
    const value = key === undefined ? undefined : software.findValue(key, VERSION_VALUE);
    return value === undefined
      ? undefined
      : parseVersion(new TextDecoder("utf-16le").decode(software.valueData(value)));
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  } finally {
    engine?.close();
    file?.close();
  }
}

function parseVersion(text: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})(?:\0|$)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
