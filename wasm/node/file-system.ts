import nodeFs from "node:fs";

/**
 * The part of `node:fs` that hivetool needs, nearly all of it synchronous: the engine cannot wait for a page, and of one hive
 * nothing may come in between the steps of a commit. Any file system with these functions will do (memfs does); nothing here creates a file
 * by being read.
 *
 * @example
 * import { fs } from "memfs";
 * const opened = openHive("/profiles/alice/NTUSER.DAT", { fs });
 */
export interface FileSystem {
  readonly constants: {
    readonly O_RDONLY: number;
    /** Linux only: reading with it leaves the access time alone. */
    readonly O_NOATIME?: number;
    /** Opening with it does not wait. Not on Windows. */
    readonly O_NONBLOCK?: number;
    readonly W_OK: number;
  };
  openSync(path: string, flags: string | number): number;
  closeSync(descriptor: number): void;
  readSync(descriptor: number, target: Uint8Array, offset: number, length: number, fileOffset: number): number;
  fstatSync(descriptor: number, options: { bigint: true }): FileStatus;
  statSync(path: string, options: { bigint: true }): FileStatus;
  lstatSync(path: string, options: { bigint: true }): FileStatus;
  readonly realpathSync: {
    (path: string): string;
    /** What the system itself says. */
    native?(path: string): string;
  };
  readdirSync(path: string): string[];
  /** Without it, `statSync` tells. */
  existsSync?(path: string): boolean;
  accessSync(path: string, mode: number): void;
  writeSync(descriptor: number, bytes: Uint8Array, offset: number, length: number, fileOffset: number): number;
  ftruncateSync(descriptor: number, size: number): void;
  fsyncSync(descriptor: number): void;
  /** The same while other hives are worked on; without it they wait. */
  fsync?(descriptor: number, done: WhenDone): void;
  unlinkSync(path: string): void;
  /** Likewise. */
  unlink?(path: string, done: WhenDone): void;
  mkdirSync(path: string, options: { recursive: true }): unknown;
  renameSync(path: string, newPath: string): void;
  chmodSync(path: string, mode: number): void;
  chownSync(path: string, owner: number, group: number): void;
  utimesSync(path: string, accessed: number, modified: number): void;
  /** What kind of file system a path lies on; where it is absent, nobody knows. */
  statfsSync?(path: string): { readonly type: number };
}

/** Told when something has been done, or why not. */
export type WhenDone = (error?: Error | null) => void;

/** What is asked of a file's status; sizes and numbers as the file system knows them, the time in nanoseconds. */
export interface FileStatus {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  /** Kind and permissions, owner and group as POSIX knows them. */
  readonly mode: bigint;
  readonly uid: bigint;
  readonly gid: bigint;
  readonly ino: bigint;
  readonly dev: bigint;
  readonly nlink: bigint;
  isFile(): boolean;
  isDirectory(): boolean;
  /** Of `lstatSync` only. Windows' junctions count as links. */
  isSymbolicLink(): boolean;
}

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = nodeFs;

/**
 * Hands bytes to a descriptor that the process was given, such as 1 for standard output. Returns how many were taken at
 * once; throws what the system says, `EAGAIN` where a pipe has no room.
 */
export function writeToDescriptor(descriptor: number, bytes: Uint8Array): number {
  return nodeFs.writeSync(descriptor, bytes);
}

/** Whether a descriptor may be a terminal; only then is it worth while to load what knows for sure. */
export function mayBeTerminal(descriptor: number): boolean {
  try {
    const status = nodeFs.fstatSync(descriptor);
    return status.isCharacterDevice() && status.rdev !== nodeFs.statSync("/dev/null").rdev;
  } catch {
    return true; // Windows has no such path
  }
}
