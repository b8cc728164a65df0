import { fileError } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { type ReadCounter, ReadOnlyFile } from "./read-only-file.ts";

/** The sector of the base block that every write to a hive changes, and that its checksum covers. */
const HEADER_SIZE = 512;

/** What tells one state of a hive from another without reading all of it. */
export interface HiveIdentity {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Last modification in nanoseconds since 1970. */
  readonly modified: bigint;
  readonly inode: bigint;
  readonly device: bigint;
  /** Names that the file has. */
  readonly links: number;
  /** The first 512 bytes of the base block. */
  readonly header: Uint8Array;
}

/** What an open file looks like, `start` being what stands at its beginning. */
export function identityOf({ status }: ReadOnlyFile, start: Uint8Array): HiveIdentity {
  const { size, mtimeNs: modified, ino: inode, dev: device, nlink } = status;
  return { size: Number(size), modified, inode, device, links: Number(nlink), header: start.slice(0, HEADER_SIZE) };
}

/**
 * Looks at the file afresh, through a descriptor of its own: a network file system answers for the state on its server
 * only when a file is opened.
 */
export function freshIdentity(fs: FileSystem, path: string, counter: ReadCounter): HiveIdentity {
  const file = ReadOnlyFile.open(fs, path, "the hive again", counter);
  try {
    return identityOf(file, file.start(HEADER_SIZE));
  } finally {
    file.close();
  }
}

/** Throws `file-changed` when the hive at `path` is no longer the one that was noted. */
export function assertIdentity(fs: FileSystem, path: string, noted: HiveIdentity, counter: ReadCounter): void {
  const change = changeBetween(noted, freshIdentity(fs, path, counter));
  if (change === undefined) return;
  throw fileError("file-changed", `the hive was changed by someone else while it was open: ${change}`, { path });
}

function changeBetween(noted: HiveIdentity, fresh: HiveIdentity): string | undefined {
  if (noted.inode !== fresh.inode || noted.device !== fresh.device) return "another file now has its name";
  if (noted.size !== fresh.size) return `it had ${noted.size} bytes and now has ${fresh.size}`;
  if (Buffer.compare(noted.header, fresh.header) !== 0) return "its base block is another one";
  if (noted.modified !== fresh.modified) return "its modification time is another one";
  // Another name leaves that time alone, and would be changed with this one.
  if (noted.links < fresh.links) return "it has been given another name";
  return undefined;
}
