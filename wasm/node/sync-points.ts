import type { FileSystem, WhenDone } from "./file-system.ts";

/** Something that the disk must have done before the work goes on that has come to it. */
export interface SyncPoint {
  /** Waits for it, and does nothing else. */
  now(): void;
  /** Waits for it while other work goes on. */
  later(): Promise<void>;
}

/**
 * Work in a fixed order of steps that stops where the disk has to be waited for: at every sync, and where a file goes. Whoever drives it chooses how to wait, and nothing else: what
 * fails is thrown where the work stands, so that it ends alike either way.
 */
export type Syncing<Result> = Generator<SyncPoint, Result, void>;

/** Drives work to its end without letting anything else of this process come in between. */
export function blocking<Result>(work: Syncing<Result>): Result {
  let step = work.next();
  while (step.done !== true) {
    const point = step.value;
    step = resumed(work, () => point.now());
  }
  return step.value;
}

/** Drives work to its end, and lets other work go on while the disk is waited for. */
export async function overlapping<Result>(work: Syncing<Result>): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    const failure = await step.value.later().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    step = failure === undefined ? work.next() : work.throw(failure.error);
  }
  return step.value;
}

function resumed<Result>(work: Syncing<Result>, wait: () => void): IteratorResult<SyncPoint, Result> {
  try {
    wait();
  } catch (error) {
    return work.throw(error);
  }
  return work.next();
}

/** What has been written to an open file reaches the disk. */
export function syncOf(fs: FileSystem, descriptor: number): SyncPoint {
  const { fsync } = fs;
  return pointOf(() => fs.fsyncSync(descriptor), fsync && ((done) => fsync.call(fs, descriptor, done)));
}

/** A file goes; while names are made durable that can take as long as a sync. */
export function unlinkOf(fs: FileSystem, path: string): SyncPoint {
  const { unlink } = fs;
  return pointOf(() => fs.unlinkSync(path), unlink && ((done) => unlink.call(fs, path, done)));
}

function pointOf(now: () => void, later: ((done: WhenDone) => void) | undefined): SyncPoint {
  if (later === undefined) return { now, later: async () => now() };
  return {
    now,
    later: () => new Promise((resolve, reject) => later((error) => (error ? reject(error) : resolve()))),
  };
}
