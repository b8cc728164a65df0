import { BASE_BLOCK } from "../layout-transcription.ts";
import { isDirty, type LogFiles, recoverHive } from "../reference-recovery.ts";
import { StructureView } from "../structure-view.ts";
import { isKnownVersion, judgeBaseBlock, judgeDirtiness, judgeRoot } from "./base-block.ts";
import { Findings, type JudgedFinding } from "./finding.ts";
import { judgeBins, judgeLeaks } from "./hive-bins.ts";
import { HiveImage } from "./hive-image.ts";
import { judgeLogs } from "./logs.ts";
import { SecurityCells } from "./security.ts";
import { judgeTree } from "./tree.ts";

const SMALLEST_HIVE = 8192;

/**
 * A second opinion on a hive: every broken invariant I1 to I90, found by plain code that was written from the format's
 * description and shares nothing with the engine and with `hivetool check`. With `logs` it judges the recovered state and
 * the logs; without them the file as it lies.
 */
export function judge(primary: Uint8Array, logs?: LogFiles): JudgedFinding[] {
  const findings = new Findings();
  if (primary.length < SMALLEST_HIVE) {
    findings.error("I1", primary.length);
    return findings.all;
  }
  const recovered = logs === undefined ? undefined : recoverHive(primary, logs);
  const isCompleted = recovered !== undefined;
  judgeDirtiness(primary, isCompleted, findings);
  const lacksLogs = !isCompleted && isDirty(primary) && isKnownVersion(new StructureView(primary, BASE_BLOCK, 0));
  if (logs !== undefined) judgeLogs(primary, logs, lacksLogs, findings);
  judgeImage(new HiveImage(recovered ?? primary, findings));
  return findings.all;
}

function judgeImage(image: HiveImage): void {
  if (!judgeBaseBlock(image)) return;
  judgeBins(image);
  const root = judgeRoot(image);
  const security = new SecurityCells(image);
  if (root !== undefined) judgeTree(image, root, security);
  security.judge();
  judgeLeaks(image);
}

/** Findings as lines to be compared: code, file and offset, sorted. */
export function linesOf(
  findings: readonly { readonly code: string; readonly file: string; readonly offset: number | null }[],
): string[] {
  return findings.map(({ code, file, offset }) => `${code} ${file} ${offset}`).sort();
}
