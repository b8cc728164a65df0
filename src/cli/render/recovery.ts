import type { Recovery } from "../../index.ts";

/** Windows copies a roaming hive without its logs, so one that waits for them must be finished where they lie. */
export const MUST_BE_RECOVERED = "must be recovered before the next logon, or before Windows loads it from elsewhere";

/** What to warn of when a dirty hive is read. */
export function recoveryWarnings({ state, primary, doubts }: Recovery): string[] {
  if (state === "recovered")
    return doubts.map(({ reason }) => `recovered from its logs, but not for certain: ${reason}`);
  if (!primary.isValid) return ["the header's checksum is wrong: what is shown may be damaged or incomplete"];
  return state === "no-usable-log"
    ? ["this hive is dirty and has no usable log: its last changes may be missing or half done"]
    : ["this hive is dirty: its last changes may stand in its logs only, and are not shown"];
}

/** In one line, what was done about a dirty hive. */
export function recoveryText(recovery: Recovery): string {
  const { state, entryCount, firstSequence, lastSequence, headerFrom } = recovery;
  if (state === "logs-ignored") return "its logs were not looked at";
  if (state === "no-usable-log") return "no usable log";
  const used = recovery.logs.filter((log) => log.entryCount > 0).map(({ role }) => role);
  const entries =
    recovery.format === "dirt" ? "the old kind's pages" : entryCount === 1 ? "1 entry" : `${entryCount} entries`;
  const numbers =
    firstSequence === lastSequence ? `number ${firstSequence}` : `numbers ${firstSequence} to ${lastSequence}`;
  const header = headerFrom === undefined ? "" : `; the base block is that of ${headerFrom}`;
  return `${entries} of ${used.join(" and ")}, ${numbers}${header}`;
}

/** One line for each log: what was taken from it, and why no more. */
export function logLines({ logs }: Recovery): string[] {
  return logs.map(({ role, format, entryCount, firstSequence, skippedCount, stop }) => {
    const place = stop.fileOffset === undefined ? "" : ` at 0x${stop.fileOffset.toString(16)}`;
    if (entryCount === 0) {
      const number = firstSequence === undefined ? "" : ` (number ${firstSequence})`;
      return `${role}${number}: not used, ${stop.reason}${place}${skippedText(skippedCount)}`;
    }
    if (format === "dirt") return `${role}: number ${firstSequence}, ${stop.reason}`;
    const first = firstSequence ?? 0;
    const last = (first + entryCount - 1) >>> 0;
    const entries =
      entryCount === 1 ? `1 entry, number ${first}` : `${entryCount} entries, numbers ${first} to ${last}`;
    return `${role}: ${entries}; stopped${place}, ${stop.reason}${skippedText(skippedCount)}`;
  });
}

function skippedText(count: number): string {
  return count === 0 ? "" : `; ${count} of its entries could not be applied`;
}
