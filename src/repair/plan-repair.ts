import { bytesSource, type PageSource, writeTree } from "hivex-wasm";
import { checkHive } from "../check/check-hive.ts";
import type { CheckReport, Finding } from "../check/finding.ts";
import { type HiveError, hiveError } from "../errors.ts";
import { mendInPlace } from "./mend/mend.ts";
import type { NoteKind, RepairNote } from "./notes.ts";
import { openingBaseBlock } from "./salvage/base-block.ts";
import { type Salvaged, type SalvageOptions, salvage } from "./salvage/salvage.ts";

/** How a hive is repaired. */
export interface RepairOptions extends SalvageOptions {
  /** FILETIME: nothing can have been written after it. The present unless told. */
  readonly now?: bigint;
}

/** What repairing a hive comes to. */
export interface RepairPlan {
  /**
   * "nothing": there is nothing that can be mended. "mend": what is wrong is put right where it lies, and all other bytes stay.
   * "rebuild": all that could be read is written anew.
   */
  readonly way: "nothing" | "mend" | "rebuild";
  /** The hive's file as it will be; the file itself where there is nothing to mend. */
  readonly bytes: Uint8Array;
  /** What could not be read as it should be, and what became of it: losses first. Of one kind no more than 1,000. */
  readonly notes: readonly RepairNote[];
  /** How many notes there are, also of those that are not listed. */
  readonly noteCounts: Readonly<Record<NoteKind, number>>;
  /** The check of the hive as it lies. */
  readonly before: CheckReport;
  /** The check of `bytes`. */
  readonly after: CheckReport;
  /** Keys in the repaired hive. */
  readonly keys: number;
  /** The base block with which `bytes` are put in the place of the damaged hive: of a hive with bins of the old size. */
  readonly opening: Uint8Array;
}

const KINDS: readonly NoteKind[] = ["lost", "changed", "found"];

/**
 * Finds out how a hive can be repaired, in memory: nothing is written. `file` is the whole hive; a dirty one as its logs
 * complete it, for of one that its logs would complete the unfinished part is taken for damage.
 *
 * The plan's bytes have been checked: nothing that can be mended is left in them, and all that could be read is there. What
 * was lost, changed or found on the way is noted, each thing by itself.
 *
 * @throws HiveError `nothing-to-save`, `unsupported-version`, `version-read-only`; `not-a-hive` for what has no trace of one;
 * `tree-too-deep` beyond 512 levels; `repair-refused` where the result is not sound
 * @example
 * const { way, bytes, notes } = planRepair(await readFile("NTUSER.DAT"));
 * for (const { kind, keyPath, message } of notes) console.log(kind, keyPath, message);
 */
export function planRepair(file: Uint8Array, options: RepairOptions = {}): RepairPlan {
  const before = check(file, options);
  const salvaged = salvage(file, options);
  const { list, counts } = salvaged.notes;
  const notes = KINDS.flatMap((kind) => list.filter((note) => note.kind === kind));
  const result =
    before.summary.mendable === 0 && isNothing(salvaged)
      ? { way: "nothing" as const, bytes: file, after: before }
      : repaired(file, salvaged, options);
  const opening = openingBaseBlock(salvaged.baseBlock, salvaged.keys[0]?.node.offset ?? 0);
  return { ...result, notes, noteCounts: counts, before, keys: salvaged.keys.length, opening };
}

function isNothing({ notes }: Salvaged): boolean {
  return KINDS.every((kind) => notes.counts[kind] === 0);
}

function repaired(
  file: Uint8Array,
  salvaged: Salvaged,
  options: RepairOptions,
): Pick<RepairPlan, "way" | "bytes" | "after"> {
  const rebuilt = writeTree(salvaged.source());
  const mended = mendInPlace(file, salvaged);
  // The tree in the mended hive has to be the salvaged one, to the byte.
  if (mended !== undefined && isSame(writeTree(salvage(mended).source()), rebuilt)) {
    const after = check(mended, options);
    if (faultLeft(after) === undefined) return { way: "mend", bytes: mended, after };
  }
  const after = check(rebuilt, options);
  const fault = faultLeft(after);
  if (fault !== undefined) throw refusal(fault);
  return { way: "rebuild", bytes: rebuilt, after };
}

/** What a repair should have mended in the hive that it has written, if anything. */
export function remainingFault(repaired: PageSource): Finding | undefined {
  return faultLeft(checkHive(repaired));
}

function faultLeft({ findings }: CheckReport): Finding | undefined {
  return findings.find(({ mendable }) => mendable);
}

function refusal({ code, structure, offset, message }: Finding): HiveError {
  return hiveError("repair-refused", `what a repair comes to would not be sound (${code}): ${message}`, {
    structure,
    ...(offset !== null && { fileOffset: offset }),
  });
}

function check(file: Uint8Array, { now }: RepairOptions): CheckReport {
  const source: PageSource = bytesSource(file);
  return checkHive(source, now === undefined ? {} : { now });
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
