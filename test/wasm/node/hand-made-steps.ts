import type { CommitPhase, CommitStep, LogRole } from "hivex-wasm";

/** Bytes that a test can recognise. */
const filled = (value: number, size: number): Uint8Array => new Uint8Array(size).fill(value);

/** What the hive holds before, in the middle and after a commit of hand-made steps: two sectors and a page. */
const OLD = { header: 0xa0, page: 0xb0 };
export const NEW = { dirtyHeader: 0xa1, header: 0xa2, page: 0xb2, log: 0xc2 };
export const HIVE_SIZE = 12288;

/** A hive's file as the hand-made steps expect it; it is no real hive. */
export function plainHive(): Uint8Array {
  const bytes = filled(0x11, HIVE_SIZE);
  bytes.fill(OLD.header, 0, 512);
  bytes.fill(OLD.page, 4096, 8192);
  return bytes;
}

/** What the hive's file holds when all is done. */
export function committedHive(): Uint8Array {
  const bytes = plainHive();
  bytes.fill(NEW.header, 0, 512);
  bytes.fill(NEW.page, 4096, 8192);
  return bytes;
}

interface Shape {
  /** The journal, and whether it exists already. */
  readonly journal?: LogRole;
  readonly journalExists?: boolean;
  /** Logs to be emptied first. */
  readonly stale?: readonly LogRole[];
  /** Bytes by which the hive grows. */
  readonly growth?: number;
}

/** The steps of a commit, in the order that every commit has. */
export function handMadeSteps({
  journal = "LOG1",
  journalExists = false,
  stale = [],
  growth = 0,
}: Shape = {}): CommitStep[] {
  const header = (value: number): CommitStep[] => write("dirty", 0, filled(value, 512));
  return [
    ...stale.flatMap((target): CommitStep[] => [
      { phase: "prepare", kind: "truncate", target, size: 0 },
      { phase: "prepare", kind: "sync", target },
    ]),
    ...(growth === 0 ? [] : write("prepare", HIVE_SIZE, filled(0, growth))),
    ...(journalExists ? [] : [{ phase: "journal", kind: "create", target: journal } as const]),
    { phase: "journal", kind: "write", target: journal, fileOffset: 0, bytes: filled(NEW.log, 1000) },
    { phase: "journal", kind: "sync", target: journal },
    ...(journalExists ? [] : [{ phase: "journal", kind: "sync-folder" } as const]),
    { phase: "dirty", kind: "verify-unchanged" },
    ...header(NEW.dirtyHeader),
    ...write("dirty", 4096, filled(NEW.page, 4096)),
    ...header(NEW.header),
    ...(journalExists
      ? ([
          { phase: "clean-up", kind: "truncate", target: journal, size: 0 },
          { phase: "clean-up", kind: "sync", target: journal },
        ] as const)
      : ([
          { phase: "clean-up", kind: "unlink", target: journal },
          { phase: "clean-up", kind: "sync-folder" },
        ] as const)),
  ];
}

function write(phase: CommitPhase, fileOffset: number, bytes: Uint8Array): CommitStep[] {
  return [
    { phase, kind: "write", target: "hive", fileOffset, bytes },
    { phase, kind: "sync", target: "hive" },
  ];
}
