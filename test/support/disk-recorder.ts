import { basename } from "node:path";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import type { DiskOperation } from "./crash-states.ts";

/**
 * Notes everything that a program does to the files of one folder, by their names, as the disk sees it; what is only read
 * leaves no note. Files whose names `ignore` fits (a guard's, say) are left out.
 */
export function recorded(base: FileSystem, ignore: RegExp): { fs: FileSystem; operations: DiskOperation[] } {
  const operations: DiskOperation[] = [];
  const opened = new Map<number, string>();
  const note = (operation: DiskOperation): void => {
    if (!("target" in operation) || !ignore.test(operation.target)) operations.push(operation);
  };
  const nameOf = (descriptor: number): string | undefined => opened.get(descriptor);
  const calls: Partial<FileSystem> = {
    // What is recorded is when it has come to its end: until then nobody may count on it.
    fsync(descriptor, done) {
      setImmediate(() => {
        calls.fsyncSync?.(descriptor);
        done(null);
      });
    },
    unlink(path, done) {
      setImmediate(() => {
        calls.unlinkSync?.(path);
        done(null);
      });
    },
    openSync(path, flags) {
      const descriptor = base.openSync(path, flags);
      if (typeof flags === "number") return descriptor; // for reading
      opened.set(descriptor, basename(path));
      if (flags.startsWith("wx")) note({ kind: "create", target: basename(path) });
      return descriptor;
    },
    closeSync(descriptor) {
      opened.delete(descriptor);
      base.closeSync(descriptor);
    },
    writeSync(descriptor, bytes, offset, length, fileOffset) {
      const target = nameOf(descriptor) ?? "";
      note({ kind: "write", target, fileOffset, bytes: bytes.slice(offset, offset + length) });
      return base.writeSync(descriptor, bytes, offset, length, fileOffset);
    },
    ftruncateSync(descriptor, size) {
      note({ kind: "truncate", target: nameOf(descriptor) ?? "", size });
      base.ftruncateSync(descriptor, size);
    },
    fsyncSync(descriptor) {
      const isFolder = base.fstatSync(descriptor, { bigint: true }).isDirectory();
      note(isFolder ? { kind: "sync-folder" } : { kind: "sync", target: nameOf(descriptor) ?? "" });
      base.fsyncSync(descriptor);
    },
    unlinkSync(path) {
      note({ kind: "unlink", target: basename(path) });
      base.unlinkSync(path);
    },
    renameSync(path, newPath) {
      note({ kind: "rename", target: basename(path), newName: basename(newPath) });
      base.renameSync(path, newPath);
    },
  };
  const fs = new Proxy(base, {
    get(target, name) {
      const own = calls[name as keyof FileSystem];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { fs, operations };
}
