import { bytesSource, Engine, exportTree, HiveError } from "hivex-wasm";
import { checkHive } from "../../src/check/check-hive.ts";
import { planRepair, type RepairPlan } from "../../src/repair/plan-repair.ts";
import { judge } from "../support/judge/judge.ts";
import { type ReferenceHive, readHive } from "../support/reference-reader.ts";

/** What became of a damaged hive. */
export interface RepairOutcome {
  /** How it was repaired; the code of the refusal where it was not. */
  readonly way: string;
  /** The repaired hive as a plain reader reads it; undefined where there is none. */
  readonly repaired: { readonly bytes: Uint8Array; readonly hive: ReferenceHive } | undefined;
  /** What must not happen, one sentence each. */
  readonly finds: readonly string[];
}

/** Repairs a hive's file, however damaged; whatever comes out is sound to both checkers, and has all that could be read before. */
export function repairDamaged(file: Uint8Array): RepairOutcome {
  const before = readableLines(file);
  let plan: RepairPlan;
  try {
    plan = planRepair(file);
  } catch (error) {
    if (!(error instanceof HiveError)) return failed("crash", error);
    const find = refusalFault(error, file, before);
    return { way: error.code, repaired: undefined, finds: find === undefined ? [] : [find] };
  }
  let hive: ReferenceHive;
  try {
    hive = readHive(plan.bytes);
  } catch (error) {
    return failed(plan.way, error);
  }
  const finds = [
    ...unsoundness(plan),
    ...silentLosses(plan, before, readableLines(plan.bytes)),
    ...(planRepair(plan.bytes).way === "nothing" ? [] : ["a second repair finds something to do"]),
  ];
  return { way: plan.way, repaired: { bytes: plan.bytes, hive }, finds };
}

function failed(way: string, error: unknown): RepairOutcome {
  return { way, repaired: undefined, finds: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
}

/** Lines as in a golden dump of all that can be read of a hive; none where it cannot even be opened. */
function readableLines(file: Uint8Array): string[] {
  try {
    using engine = Engine.open(bytesSource(file), { tolerant: true, ignoreChecksum: true });
    const steps = [...exportTree(engine, { format: "tsv", tolerant: true })];
    return Buffer.concat(steps.map(({ bytes }) => bytes))
      .toString()
      .split("\n")
      .filter(Boolean);
  } catch (error) {
    if (error instanceof HiveError) return [];
    throw error;
  }
}

/** A refusal is right where there is no hive, none of a version that is written, nothing in it, or more levels than there may be. */
function refusalFault({ code, message }: HiveError, file: Uint8Array, before: readonly string[]): string | undefined {
  if (["not-a-hive", "unsupported-version", "version-read-only"].includes(code)) return undefined;
  if (code === "nothing-to-save" && before.length === 0) return undefined;
  if (code === "tree-too-deep" && judge(file).some((finding) => finding.code === "I40")) return undefined;
  return `${code}, with ${before.length} lines that can be read: ${message}`;
}

/** What either checker finds that a repair could have mended. What nothing mends may come to light with what was found again. */
function unsoundness({ bytes }: RepairPlan): string[] {
  const { findings } = checkHive(bytesSource(bytes));
  const lasting = new Set(findings.filter(({ mendable }) => !mendable).map(({ code }) => code));
  return [
    ...findings.filter(({ mendable }) => mendable).map(({ code, offset }) => `check finds ${code} at ${offset}`),
    ...judge(bytes)
      .filter(({ code }) => !lasting.has(code))
      .map(({ code, offset }) => `the judge finds ${code} at ${offset}`),
  ];
}

/** Keys that get another name: too long, none, with a backslash, or one that a key beside them has. */
const RENAMING = ["I35", "I36", "I37", "I57"];

/** What could be read before and cannot any more, unless a note tells of it: at the key or above it. */
function silentLosses(
  { notes, noteCounts }: RepairPlan,
  before: readonly string[],
  after: readonly string[],
): string[] {
  if (notes.length < noteCounts.lost + noteCounts.changed + noteCounts.found) return [];
  const told = new Set(notes.map(({ keyPath }) => keyPath));
  // Of a key with a new name the old one is not told; it was beside.
  const renamedBelow = new Set(
    notes.filter(({ code }) => RENAMING.includes(code)).map(({ keyPath }) => parentOf(keyPath ?? "")),
  );
  // A key that was listed twice is read once: elsewhere, if the other place is its parent's.
  const isListedTwice = notes.some(({ code }) => code === "I39");
  const [lines, tails] = [new Set(after), new Set(isListedTwice ? after.map(tailOf) : [])];
  return before
    .filter((line) => !lines.has(line) && !tails.has(tailOf(line)))
    .filter((line) => {
      const paths = pathsAbove(unescaped(line.split("\t")[1] ?? ""));
      return !paths.some((path) => told.has(path) || renamedBelow.has(parentOf(path)));
    })
    .map((line) => `lost without a word: ${line}`);
}

/** A line without the names above its key. */
function tailOf(line: string): string {
  return line.replace(/\t.*\\(?=[^\\\t]*\t)/, "\t");
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("\\")));
}

/** The path itself, and those of the keys above it but for the root, which is above everything. */
function pathsAbove(path: string): string[] {
  const paths = [path];
  for (let at = path.lastIndexOf("\\"); at > 0; at = path.lastIndexOf("\\", at - 1)) paths.push(path.slice(0, at));
  return paths;
}

function unescaped(path: string): string {
  return path.replaceAll(/\\u([0-9A-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
