import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFsFromVolume, type DirectoryJSON, Volume } from "memfs";
import { FIXTURES } from "../../fixtures/build/index.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";

/** A file system in memory, and ways to look at it and to meddle with it that leave the code under test out. */
export interface MemoryFolder {
  readonly fs: FileSystem;
  readonly volume: Volume;
  /** Everything in the file system: path to content in hex; folders are left out. */
  snapshot(): Record<string, string>;
}

/** Files by path; text stands for its Latin-1 bytes. */
export function memoryFolder(files: Record<string, Uint8Array | string | null>): MemoryFolder {
  const content = Object.entries(files).map(([path, bytes]) => [path, asContent(bytes)]);
  const volume = Volume.fromJSON(Object.fromEntries(content) as DirectoryJSON);
  return {
    fs: createFsFromVolume(volume) as unknown as FileSystem,
    volume,
    snapshot() {
      const paths = Object.entries(volume.toJSON()).filter(([, text]) => text !== null);
      return Object.fromEntries(
        paths.map(([path]) => [path, Buffer.from(volume.readFileSync(path) as Buffer).toString("hex")]),
      );
    },
  };
}

/** A file's bytes. */
export function bytesIn({ volume }: Pick<MemoryFolder, "volume">, path: string): Uint8Array {
  return new Uint8Array(volume.readFileSync(path) as Buffer);
}

/** What lies in a folder, sorted. */
export function namesIn({ volume }: Pick<MemoryFolder, "volume">, path: string): string[] {
  return (volume.readdirSync(path) as string[]).sort();
}

/** A bundled hive's bytes. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FIXTURES, "hives", name)));
}

function asContent(bytes: Uint8Array | string | null): Buffer | null {
  if (bytes === null) return null;
  return typeof bytes === "string" ? Buffer.from(bytes, "latin1") : Buffer.from(bytes);
}
