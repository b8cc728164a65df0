import * as layout from "../assembly/layout.ts";
import { halves } from "./arguments.ts";
import type { CommitOptions, CommitPhase, CommitStep, LogRole } from "./commit-steps.ts";
import type { Engine } from "./engine.ts";
import { HiveError } from "./hive-error.ts";
import { writeZeros } from "./write-zeros.ts";

/**
 * Plans a commit as data: every write, truncation, sync and removal, in the order that makes it safe to be cut anywhere.
 * The steps own their bytes; the engine may be closed before they are carried out.
 *
 * Old logs are emptied first: one of them could chain on to ours. A hive that has grown gets its room next, so that a full
 * disk is met while nothing has happened. Then the journal is written and synced, and only then the hive: its base block
 * marked dirty, with the old size of the bins; the pages, those of new bins among them; the base block marked clean, with
 * the new size; each synced before the next. A hive whose bins were all replaced is cut after that.
 * Cut before the base block is marked, the old hive stands; cut after, the journal brings the new one.
 *
 * Throws `log-too-large` when more than 16 MiB have changed, `hive-is-dirty` for a hive that was not clean.
 */
export function planCommit(engine: Engine, options: CommitOptions): CommitStep[] {
  if (engine.baseBlock.isDirty)
    throw new HiveError("hive-is-dirty", "a dirty hive must be recovered before it is changed");
  const present = engine.baseBlock.primarySequence;
  const next = (present + 1) >>> 0;
  if (options.format === "dirt") alignTimes(engine);
  const log = stageLog(engine, options);
  const clean = header(engine, next, next);
  const journal = journalRole(options);
  const exists = options.logs.some(({ role }) => role === journal);
  return [
    ...emptyLogs(options),
    ...writeZeros(engine.memory.source.size, fileEnd(clean)), // a file that is longer than its bins is a sound hive
    ...writeJournal(journal, exists, log),
    { phase: "dirty", kind: "verify-unchanged" },
    ...writeHeader("dirty", header(engine, next, present)),
    ...writePages(engine),
    ...writeHeader("dirty", clean),
    ...cutTail(engine, fileEnd(clean)),
    ...dropJournal(journal, exists),
  ];
}

/** The log that carries the edit: LOG1, but for the old format the single LOG of a system that has only that. */
function journalRole({ format, logs }: CommitOptions): LogRole {
  const isSingle = format === "dirt" && logs.length === 1 && logs[0]?.role === "LOG";
  return isSingle ? "LOG" : "LOG1";
}

function emptyLogs({ logs }: CommitOptions): CommitStep[] {
  return logs
    .filter(({ size }) => size > 0)
    .flatMap(({ role }) => [
      { phase: "prepare", kind: "truncate", target: role, size: 0 },
      { phase: "prepare", kind: "sync", target: role },
    ]);
}

function writeJournal(journal: LogRole, exists: boolean, bytes: Uint8Array): CommitStep[] {
  const steps: CommitStep[] = exists ? [] : [{ phase: "journal", kind: "create", target: journal }];
  steps.push({ phase: "journal", kind: "write", target: journal, fileOffset: 0, bytes });
  steps.push({ phase: "journal", kind: "sync", target: journal });
  if (!exists) steps.push({ phase: "journal", kind: "sync-folder" });
  return steps;
}

function writeHeader(phase: CommitPhase, bytes: Uint8Array): CommitStep[] {
  return [
    { phase, kind: "write", target: "hive", fileOffset: 0, bytes },
    { phase, kind: "sync", target: "hive" },
  ];
}

function writePages(engine: Engine): CommitStep[] {
  const writes = dirtyRuns(engine).map(({ offset, size }): CommitStep => {
    const fileOffset = layout.BASE_BLOCK_SIZE + offset;
    return {
      phase: "dirty",
      kind: "write",
      target: "hive",
      fileOffset,
      bytes: engine.memory.imageBytes(fileOffset, size),
    };
  });
  return [...writes, { phase: "dirty", kind: "sync", target: "hive" }];
}

/** Where all bins were replaced, the file ends with them; last, so that till then nothing is lost that the old header counts. */
function cutTail({ memory }: Engine, end: number): CommitStep[] {
  if (!memory.endsWithBins || end >= memory.source.size) return [];
  return [
    { phase: "clean-up", kind: "truncate", target: "hive", size: end },
    { phase: "clean-up", kind: "sync", target: "hive" },
  ];
}

function dropJournal(journal: LogRole, existed: boolean): CommitStep[] {
  if (!existed) {
    return [
      { phase: "clean-up", kind: "unlink", target: journal },
      { phase: "clean-up", kind: "sync-folder" },
    ];
  }
  return [
    { phase: "clean-up", kind: "truncate", target: journal, size: 0 },
    { phase: "clean-up", kind: "sync", target: journal },
  ];
}

/** Runs of dirty pages, ascending; offsets count from the first hive bin, sizes are bytes. */
export function dirtyRuns(engine: Engine): { offset: number; size: number }[] {
  engine.memory.call((exports) => exports.dirtyRuns());
  const words = new Uint32Array(engine.memory.resultBytes().buffer);
  return Array.from({ length: words.length / 2 }, (_, index) => ({
    offset: words[index * 2] as number,
    size: words[index * 2 + 1] as number,
  }));
}

function stageLog(engine: Engine, { format }: CommitOptions): Uint8Array {
  engine.memory.call((exports) => exports.stageLog(format === "hvle" ? 1 : 0));
  return engine.memory.resultBytes();
}

function header(engine: Engine, primary: number, secondary: number): Uint8Array {
  engine.memory.call((exports) => exports.stageHeader(primary, secondary, primary === secondary ? 1 : 0));
  return engine.memory.resultBytes();
}

/** Where the bins end in the file, as a header says. */
function fileEnd(header: Uint8Array): number {
  const view = new DataView(header.buffer, header.byteOffset);
  return layout.BASE_BLOCK_SIZE + view.getUint32(layout.BASE_BLOCK_BINS_SIZE, true);
}

/**
 * An old-format log fits its hive by one time in three places: the log, the base block, the first bin. Windows writes a
 * new one; we keep the hive's own, so that the three agree at every cut, even when the base block's write is torn.
 */
function alignTimes(engine: Engine): void {
  const [low, high] = halves(engine.baseBlock.lastWritten);
  engine.memory.change(() => engine.memory.call((exports) => exports.setTime(low, high)));
}
