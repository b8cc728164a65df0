import * as layout from "../../assembly/layout.ts";
import type { CommitStep, LogState } from "../commit-steps.ts";
import { HiveError } from "../hive-error.ts";
import { writeZeros } from "../write-zeros.ts";
import { sequenceAfter } from "./log-header.ts";
import { readBytes } from "./log-reader.ts";
import type { RecoveredImage } from "./recovered-image.ts";

/**
 * Plans how a recovered hive is written in place, as data. The logs are the journal: nothing touches them before the hive
 * is whole. Cut anywhere, the hive is still dirty with whole logs, and recovering it again gives the same bytes; or it is
 * done. Only the last steps empty the logs, of which none is eligible any more by then: the hive's new number is beyond
 * the last one applied.
 *
 * The steps own their bytes, so they take as much memory as the logs' pages.
 */
export function planRecovery(image: RecoveredImage, logs: readonly LogState[]): CommitStep[] {
  const { fields } = image;
  if (fields === undefined) throw new HiveError("usage", "nothing was recovered, so there is nothing to write");
  return [
    ...writeZeros(image.primary.size, image.binsEnd),
    { phase: "dirty", kind: "verify-unchanged" },
    ...writePages(image),
    {
      phase: "dirty",
      kind: "write",
      target: "hive",
      fileOffset: 0,
      bytes: image.header(sequenceAfter(fields.sequence)),
    },
    { phase: "dirty", kind: "sync", target: "hive" },
    ...emptyLogs(logs),
  ];
}

/** Largest single write. */
const PIECE = 1024 * 1024;

function writePages(image: RecoveredImage): CommitStep[] {
  const steps: CommitStep[] = [];
  for (const { offset, size } of image.coveredRuns(PIECE)) {
    const fileOffset = layout.BASE_BLOCK_SIZE + offset;
    steps.push({
      phase: "dirty",
      kind: "write",
      target: "hive",
      fileOffset,
      bytes: readBytes(image, fileOffset, size),
    });
  }
  return [...steps, { phase: "dirty", kind: "sync", target: "hive" }];
}

function emptyLogs(logs: readonly LogState[]): CommitStep[] {
  return logs
    .filter(({ size }) => size > 0)
    .flatMap(({ role }) => [
      { phase: "clean-up", kind: "truncate", target: role, size: 0 },
      { phase: "clean-up", kind: "sync", target: role },
    ]);
}
