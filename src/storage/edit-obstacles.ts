import { basename } from "node:path";
import type { HiveError, Recovery } from "hivex-wasm";
import {
  type FoundLog,
  headerObstacles,
  outputObstacle,
  replaceObstacles,
  systemAttributeTools,
  writingObstacles,
} from "hivex-wasm/node";
import { hiveError } from "../errors.ts";
import type { OpenedHive } from "./open-hive.ts";
import { typedPath } from "./typed-path.ts";
import type { WriteOptions } from "./write-options.ts";

/**
 * Everything that would make a commit refuse, found without touching anything; empty when nothing stands in the way.
 * A preview shows these errors; a commit throws the first.
 *
 * @example
 * for (const obstacle of editObstacles(opened)) console.error(obstacle.message, obstacle.advice);
 */
export function editObstacles(opened: OpenedHive, options: WriteOptions = {}): HiveError[] {
  const { output, replace = false, attributeTools = systemAttributeTools } = options;
  const dirty = isRecoveredFirst(opened) ? [] : unfinishedWriting(opened);
  if (output !== undefined) return [...dirty, ...headerObstacles(opened), ...outputObstacle(opened.fs, output)];
  if (!replace) return [...dirty, ...writingObstacles(opened, options)];
  // Links are judged once: a new file gets one name, whatever is allowed.
  const others = writingObstacles(opened, { ...options, hardLinks: true });
  return [...dirty, ...others, ...replaceObstacles(opened, attributeTools)];
}

/**
 * Whether the hive is dirty and its logs complete it beyond doubt: `commitEdit` then recovers it before it edits it.
 *
 * @example
 * if (isRecoveredFirst(opened)) console.log("the hive will be recovered from its logs first");
 */
export function isRecoveredFirst({ recovery, image }: OpenedHive): boolean {
  return image !== undefined && recovery?.state === "recovered" && recovery.doubts.length === 0;
}

/** The error of a dirty hive, with what to do about it; empty for a clean one. */
export function unfinishedWriting({ recovery, logs, realPath: path, path: given }: OpenedHive): HiveError[] {
  if (recovery === undefined) return [];
  const { isValid, primarySequence, secondarySequence } = recovery.primary;
  const advice = recoveryAdvice(recovery, logs, given);
  if (!isValid) {
    return [
      hiveError("bad-checksum", "the base block's checksum is wrong, so the last write to this hive was torn", {
        path,
        advice,
      }),
    ];
  }
  const numbers = `sequence numbers ${primarySequence} and ${secondarySequence} differ`;
  return [
    hiveError("hive-is-dirty", `the hive is dirty (${numbers}): its last write was not finished`, { path, advice }),
  ];
}

/** What to do about a dirty hive, by what its logs can do for it; `path` as it was given. */
export function recoveryAdvice(recovery: Recovery, logs: readonly FoundLog[], path: string): string {
  const command = `hivetool recover ${typedPath(path)}`;
  if (recovery.state === "logs-ignored") return `Run \`${command}\` first, which completes it from its logs.`;
  const used = recovery.logs.filter(({ entryCount }) => entryCount > 0).map(({ role }) => role);
  const names = logs.filter(({ role }) => used.includes(role)).map((log) => basename(log.path));
  if (names.length > 0) return `The missing part lies in ${names.join(" and ")}: run \`${command}\`, then try again.`;
  return "No usable log lies beside it: copy it again together with its .LOG1 and .LOG2 files, or restore it from a backup.";
}
