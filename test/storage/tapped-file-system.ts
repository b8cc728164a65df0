import type { FileSystem, WhenDone } from "../../wasm/node/file-system.ts";

/** One call that may change something. Folders are opened to be synced, so these calls are here too. */
export interface WritingCall {
  readonly operation: "open" | "write" | "sync" | "truncate" | "close" | "unlink" | "rename";
  readonly path: string;
  /** Of an `open`. */
  readonly flags?: string;
}

/** What happens instead of a call, or to it. */
export type Interference = { readonly fails: string } | { readonly takesOnly: number } | { readonly first: () => void };

export interface TappedFileSystem {
  readonly fs: FileSystem;
  /** Every writing call so far, those that failed among them. */
  readonly calls: WritingCall[];
  /** The calls as one line each: "write /u/NTUSER.DAT". */
  lines(): string[];
}

/** Notes every writing call, and lets `interfere` spoil any of them. Reading goes through untouched. */
export function tapped(
  base: FileSystem,
  interfere: (call: WritingCall, index: number) => Interference | undefined = () => undefined,
): TappedFileSystem {
  const calls: WritingCall[] = [];
  const tap = (call: WritingCall): { takesOnly?: number } => {
    const index = calls.push(call) - 1;
    const interference = interfere(call, index);
    if (interference === undefined) return {};
    if ("fails" in interference) throw systemFailure(interference.fails, call);
    if ("first" in interference) interference.first();
    return "takesOnly" in interference ? { takesOnly: interference.takesOnly } : {};
  };
  const paths = new Map<number, string>(); // of the descriptors that were opened for writing, and of folders
  const tapOne = (operation: WritingCall["operation"], descriptor: number): { takesOnly?: number } => {
    const path = paths.get(descriptor);
    return path === undefined ? {} : tap({ operation, path });
  };
  const tappedCalls: Partial<FileSystem> = {
    fsync: laterBy((descriptor: number) => tappedCalls.fsyncSync?.(descriptor)),
    unlink: laterBy((path: string) => tappedCalls.unlinkSync?.(path)),
    // What is only read is opened with numbers.
    openSync(path, flags) {
      if (typeof flags === "number") return base.openSync(path, flags);
      tap({ operation: "open", path, flags });
      const descriptor = base.openSync(path, flags);
      paths.set(descriptor, path);
      return descriptor;
    },
    writeSync(descriptor, bytes, offset, length, fileOffset) {
      const { takesOnly = length } = tapOne("write", descriptor);
      return base.writeSync(descriptor, bytes, offset, Math.min(length, takesOnly), fileOffset);
    },
    fsyncSync(descriptor) {
      tapOne("sync", descriptor);
      base.fsyncSync(descriptor);
    },
    ftruncateSync(descriptor, size) {
      tapOne("truncate", descriptor);
      base.ftruncateSync(descriptor, size);
    },
    closeSync(descriptor) {
      try {
        tapOne("close", descriptor);
      } finally {
        paths.delete(descriptor);
        base.closeSync(descriptor);
      }
    },
    unlinkSync(path) {
      tap({ operation: "unlink", path });
      base.unlinkSync(path);
    },
    renameSync(path, newPath) {
      tap({ operation: "rename", path: newPath });
      base.renameSync(path, newPath);
    },
  };
  const lines = (): string[] =>
    calls.map(({ operation, path, flags }) => `${operation} ${path}${flags === undefined ? "" : ` ${flags}`}`);
  return { fs: overlaid(base, tappedCalls), calls, lines };
}

/** A call that lets others go first, and then does what the one does that is waited for. */
function laterBy<Argument>(now: (argument: Argument) => void): (argument: Argument, done: WhenDone) => void {
  return (argument, done) => {
    setImmediate(() => {
      try {
        now(argument);
      } catch (error) {
        return done(error as Error);
      }
      return done(null);
    });
  };
}

/** The file system with some of its functions replaced. */
export function overlaid(base: FileSystem, replacements: Partial<FileSystem>): FileSystem {
  return new Proxy(base, {
    get(target, name) {
      const own = replacements[name as keyof FileSystem];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** An error as node:fs throws it. */
export function systemFailure(code: string, { operation, path }: { operation: string; path: string }): Error {
  return Object.assign(new Error(`${code}: made to fail, ${operation} '${path}'`), { code, syscall: operation, path });
}

/** Counts the files that are open. */
export function counted(base: FileSystem): { readonly fs: FileSystem; count(): number } {
  let open = 0;
  const fs = overlaid(base, {
    openSync(path, flags) {
      const descriptor = base.openSync(path, flags);
      open += 1;
      return descriptor;
    },
    closeSync(descriptor) {
      open -= 1;
      base.closeSync(descriptor);
    },
  });
  return { fs, count: () => open };
}
