import { basename } from "node:path";
import { type CommitStep, fileError, HiveError, type PageSource } from "hivex-wasm";
import { filePageSource } from "./file-page-source.ts";
import type { FileSystem } from "./file-system.ts";
import { type HiveIdentity, identityOf } from "./hive-identity.ts";
import { type ReadCounter, ReadOnlyFile } from "./read-only-file.ts";

/**
 * Reads a committed hive back through a descriptor of its own: first every byte that was written, as it was meant, then
 * what `verify` looks up. Returns the hive's new identity.
 *
 * @throws {@link HiveError} `read-back-differs`, whatever was found wrong; the cause tells more.
 */
export function readBack(
  fs: FileSystem,
  path: string,
  steps: readonly CommitStep[],
  verify: (fresh: PageSource) => void,
  counter: ReadCounter,
): HiveIdentity {
  let file: ReadOnlyFile | undefined;
  try {
    file = ReadOnlyFile.open(fs, path, "the hive to read it back", counter);
    compareBytes(file, steps);
    const start = file.start(BASE_BLOCK_SIZE);
    verify(overRead(filePageSource(file, start), steps));
    return identityOf(file, start);
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === "read-back-differs") throw error;
    throw fileError("read-back-differs", `what was written to ${basename(path)} does not read back: ${error.message}`, {
      path,
      cause: error,
    });
  } finally {
    file?.close();
  }
}

const BASE_BLOCK_SIZE = 4096;

/** Pages that have just been compared are not read once more. */
function overRead(source: PageSource, steps: readonly CommitStep[]): PageSource {
  const compared = steps.filter((step) => step.phase === "dirty" && step.kind === "write" && step.fileOffset > 0);
  return {
    size: source.size,
    read(fileOffset, target) {
      for (const step of compared) {
        if (step.kind !== "write" || step.target !== "hive") continue;
        const start = fileOffset - step.fileOffset;
        if (start < 0 || start + target.length > step.bytes.length) continue;
        target.set(step.bytes.subarray(start, start + target.length));
        return target.length;
      }
      return source.read(fileOffset, target);
    },
  };
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** Later writes lie over earlier ones, so the steps are taken from the last to the first, each without what lies over it. */
function compareBytes(file: ReadOnlyFile, steps: readonly CommitStep[]): void {
  const covered: Extent[] = [];
  for (const step of [...steps].reverse()) {
    if (step.kind !== "write" || step.target !== "hive") continue;
    const whole = { start: step.fileOffset, end: step.fileOffset + step.bytes.length };
    for (const { start, end } of without(whole, covered)) {
      compareExtent(file, start, step.bytes.subarray(start - whole.start, end - whole.start));
    }
    covered.push(whole);
  }
}

function without(whole: Extent, covered: readonly Extent[]): Extent[] {
  const over = covered.filter(({ start, end }) => start < whole.end && end > whole.start);
  return over.reduce<Extent[]>(
    (rest, { start, end }) =>
      rest.flatMap((each) =>
        [
          { start: each.start, end: Math.min(each.end, start) },
          { start: Math.max(each.start, end), end: each.end },
        ].filter((part) => part.start < part.end),
      ),
    [whole],
  );
}

function compareExtent(file: ReadOnlyFile, fileOffset: number, meant: Uint8Array): void {
  const found = new Uint8Array(meant.length);
  const count = file.read(fileOffset, found);
  if (count === meant.length && Buffer.compare(found, meant) === 0) return;
  const index = meant.findIndex((byte, at) => at >= count || found[at] !== byte);
  if (index < 0) return;
  throw fileError("read-back-differs", `${basename(file.path)} does not hold what was written to it`, {
    path: file.path,
    fileOffset: fileOffset + index,
    expected: hex(meant[index]),
    found: index < count ? hex(found[index]) : "the end of the file",
  });
}

function hex(byte: number | undefined): string {
  return `0x${(byte ?? 0).toString(16).padStart(2, "0")}`;
}
