import {
  type Breach,
  type CheckedStructures,
  checkBaseBlock,
  checkLogs,
  checkStructures,
  embeddedFileName,
  type LogInput,
  type PageSource,
  type Recovery,
  recoverHive,
  withoutLogs,
} from "hivex-wasm";
import { hiveError } from "../errors.ts";
import { filetimeFromUnix } from "../hive/filetime.ts";
import { isAppFileName } from "../hive/hive-kind.ts";
import type { CheckReport } from "./finding.ts";
import { FindingList } from "./finding-list.ts";

/** How to check a hive. */
export interface CheckOptions {
  /**
   * The transaction logs beside it: a dirty hive is judged as they complete it, and so are they. Without them the hive is
   * judged as it lies.
   */
  readonly logs?: readonly LogInput[];
  /** Findings of one rule that are listed; the others are counted. 1,000 unless told. */
  readonly limit?: number;
  /** FILETIME: nothing can have been written after it. The present unless told. */
  readonly now?: bigint;
  /** The name of its file, where that tells what it is for. */
  readonly fileName?: string;
  /** Called now and then while the hive is read; what it throws ends the check. */
  readonly onStep?: () => void;
}

/**
 * Judges a hive by every rule of `RULES` that its bytes can tell. Reads all of it, in memory that goes with its size, and
 * never fails for damage: that is what the findings are for.
 *
 * @throws HiveError `not-a-hive` for what has no trace of a hive at its beginning; what the page source throws
 * @example
 * const { isSound, findings } = checkHive(bytesSource(await readFile("NTUSER.DAT")));
 * for (const { code, message } of findings) console.log(code, message);
 */
export function checkHive(source: PageSource, options: CheckOptions = {}): CheckReport {
  assertHive(source);
  const { logs, limit = USUAL_LIMIT } = options;
  const recovered = logs && recoverHive(source, logs);
  const recovery = recovered?.recovery ?? withoutLogs(source);
  const judged = recovered?.image ?? source;
  const list = new FindingList(limit);
  if (judged !== source) for (const breach of checkBaseBlock(source)) if (isDirtiness(breach)) list.add(asTold(breach));
  const ofBaseBlock = checkBaseBlock(judged);
  for (const breach of ofBaseBlock) list.add(breach);
  if (recovery?.state === "no-usable-log" && source.size >= SMALLEST) list.add(noUsableLog(recovery));
  for (const breach of logs === undefined ? [] : checkLogs(source, logs, recovered?.recovery))
    list.add(breach, breach.log);
  const structures = ofBaseBlock.some(endsCheck) ? NOTHING : structuresOf(judged, list, options);
  if (structures.secondSecurity !== undefined && isOfApp(judged, options))
    list.add(severalDescriptors(structures.secondSecurity, structures.securityCells));
  const { hiveBins, keys, values, securityCells, leakedCells, leakedSize } = structures;
  return list.report({
    isDirty: recovery !== undefined,
    appliedEntries: judged === source ? 0 : (recovery?.entryCount ?? 0),
    hiveBins,
    keys,
    values,
    securityCells,
    leakedCells,
    leakedSize,
  });
}

const USUAL_LIMIT = 1000;
const SMALLEST = 8192;
const FIRST_BIN = 4096;

/** A file without the signature of a hive, and without that of a first bin, never was one. */
function assertHive(source: PageSource): void {
  if (hasSignature(source, 0, "regf") || (source.size >= SMALLEST && hasSignature(source, FIRST_BIN, "hbin"))) return;
  const found = source.size === 0 ? "an empty file" : `${source.size} bytes`;
  throw hiveError("not-a-hive", "neither a base block nor a hive bin is where a hive has them", {
    structure: "base block",
    fileOffset: 0,
    found,
  });
}

function hasSignature(source: PageSource, fileOffset: number, letters: string): boolean {
  if (source.size < fileOffset + letters.length) return false;
  const start = new Uint8Array(letters.length);
  source.read(fileOffset, start);
  return String.fromCharCode(...start) === letters;
}

function structuresOf(judged: PageSource, list: FindingList, options: CheckOptions): CheckedStructures {
  const { now = filetimeFromUnix(Date.now()), onStep } = options;
  const steps = checkStructures(judged, { now, limit: list.limit });
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      list.countAll(step.value.count);
      return step.value;
    }
    for (const breach of step.value) list.add(breach, "hive", false);
    onStep?.();
  }
}

/** By the name of its file, or by the one that Windows knew it by. */
function isOfApp(judged: PageSource, { fileName = "" }: CheckOptions): boolean {
  const start = new Uint8Array(FIRST_BIN);
  judged.read(0, start);
  return isAppFileName(fileName) || isAppFileName(embeddedFileName(start));
}

const NOTHING: CheckedStructures = {
  hiveBins: 0,
  keys: 0,
  values: 0,
  securityCells: 0,
  secondSecurity: undefined,
  leakedCells: 0,
  leakedSize: 0,
  count: () => 0,
};

/** I7 and I8: the hive's own base block is not that of a clean hive. */
function isDirtiness({ rule }: Breach): boolean {
  return rule === 7 || rule === 8;
}

function asTold(breach: Breach): Breach {
  return { ...breach, weight: "told" };
}

/** I1, I3 and I4: there is nothing more to judge, or nothing known about it. */
function endsCheck({ rule, weight }: Breach): boolean {
  return rule === 1 || rule === 3 || (rule === 4 && weight === "full");
}

/** I85 */
function noUsableLog({ primary }: Recovery): Breach {
  return {
    rule: 85,
    weight: "full",
    structure: "base block",
    fileOffset: 4,
    expected: primary.secondarySequence,
    found: primary.primarySequence,
  };
}

/** I83 */
function severalDescriptors(fileOffset: number, found: number): Breach {
  return { rule: 83, weight: "full", structure: "security cell", fileOffset, expected: 1, found };
}
