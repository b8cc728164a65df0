import { StringDecoder } from "node:string_decoder";
import type { FileSystem } from "hivex-wasm/node";
import type { Change } from "../edit/operations.ts";
import { parseChange } from "../edit/plan.ts";
import { PlanMembers } from "../edit/plan-members.ts";
import { HiveError, hiveError } from "../errors.ts";
import { filePieces } from "../storage/file-pieces.ts";
import {
  type HiveMark,
  JOURNAL_PLANS,
  type JournalEntry,
  type JournalHead,
  type JournalPlan,
} from "./journal-entry.ts";

/**
 * Reads an entry of a journal. A last line that was cut is passed over: that is how a killed run leaves it.
 *
 * @throws HiveError `bad-journal` with the number of the line; `file-not-found`, ...
 * @example
 * const { hive, time, reverse } = readEntry(nodeFileSystem, "journal/20261122T101500_000Z-alice-NTUSER.DAT-1b2c3d4e.journal");
 */
export function readEntry(fs: FileSystem, path: string): JournalEntry {
  const changes: Record<JournalPlan, Change[]> = { plan: [], forward: [], reverse: [] };
  let head: JournalHead | undefined;
  let ready: { readonly hasPlan: boolean } | undefined;
  let after: HiveMark | undefined;
  for (const { number, text } of lines(fs, path)) {
    const line = new Line(number, text, path);
    if (head === undefined) head = line.read(headOf);
    else if (ready !== undefined) after = line.read(afterOf);
    else if (line.type === "ready") ready = line.read(readyOf);
    else line.read((content) => changes[planOf(line.type)].push(changeOf(content)));
  }
  if (head === undefined || ready === undefined) {
    const advice = "Nothing was written to the hive: that begins when the entry is whole. Delete the entry.";
    throw hiveError("bad-journal", "the entry was not finished", { path, advice });
  }
  const plans = { forward: planFrom(changes.forward), reverse: planFrom(changes.reverse) };
  return { ...head, ...(ready.hasPlan && { plan: planFrom(changes.plan) }), ...plans, ...(after && { after }) };
}

/** What can be said of an edit in a line. */
export interface JournalSummary extends JournalHead {
  /** How many changes lead from the hive before to the hive after it. */
  readonly changeCount: number;
  readonly after?: HiveMark;
}

/** What an entry is about, without its plans; see `readEntry`. */
export function readEntryHead(fs: FileSystem, path: string): JournalSummary {
  let head: JournalHead | undefined;
  let last: Line | undefined;
  let changeCount = 0;
  for (const { number, text } of lines(fs, path)) {
    last = new Line(number, text, path);
    head ??= last.read(headOf);
    if (last.type === "forward") changeCount += 1;
  }
  if (head === undefined || last === undefined) throw hiveError("bad-journal", "the entry is empty", { path });
  return { ...head, changeCount, ...(last.type === "after" && { after: last.read(afterOf) }) };
}

/** In characters. A line holds one value's data, two digits a byte; longer ones are nobody's. */
const LONGEST_LINE = 256 << 20;

function* lines(fs: FileSystem, path: string): Generator<{ readonly number: number; readonly text: string }> {
  const decoder = new StringDecoder("utf8");
  let [rest, number] = ["", 0];
  for (const piece of filePieces(fs, path)()) {
    const [more = "", ...others] = decoder.write(Buffer.from(piece)).split("\n");
    rest += more;
    if (rest.length > LONGEST_LINE) throw hiveError("bad-journal", `line ${number + 1} is too long`, { path });
    for (const next of others) {
      yield { number: ++number, text: rest };
      rest = next;
    }
  }
}

class Line {
  readonly #place: string;
  readonly #path: string;
  readonly #content: unknown;

  constructor(number: number, text: string, path: string) {
    this.#place = `line ${number}`;
    this.#path = path;
    try {
      this.#content = JSON.parse(text);
    } catch (cause) {
      throw hiveError("bad-journal", `${this.#place} is no JSON`, { path, cause });
    }
  }

  get type(): unknown {
    return (this.#content as { type?: unknown } | null)?.type;
  }

  /** What the line says; what is wrong with it is told with its place. */
  read<Result>(reading: (content: unknown, place: string) => Result): Result {
    try {
      return reading(this.#content, this.#place);
    } catch (cause) {
      if (!(cause instanceof HiveError)) throw cause;
      throw hiveError("bad-journal", cause.statement, { path: this.#path, cause });
    }
  }
}

function headOf(content: unknown, place: string): JournalHead {
  const texts = ["time", "user", "host", "tool", "hive"] as const;
  const members = PlanMembers.of(content, place, ["type", "program", "version", "command", "before", ...texts]);
  const isOurs =
    members.raw("type") === "edit" && members.raw("program") === "hivetool" && members.raw("version") === 1;
  if (!isOurs) throw hiveError("bad-journal", `${place} is not the beginning of a journal's entry`);
  const facts = Object.fromEntries(texts.map((name) => [name, members.text(name)]));
  const told = facts as Record<(typeof texts)[number], string>;
  const before = markOf(PlanMembers.of(members.raw("before"), members.placeOf("before"), ["sequence", "sha256"]));
  return { type: "edit", program: "hivetool", version: 1, ...told, command: members.texts("command"), before };
}

function readyOf(content: unknown, place: string): { readonly hasPlan: boolean } {
  const members = PlanMembers.of(content, place, ["type", "hasPlan"]);
  return { hasPlan: members.switches("hasPlan").hasPlan ?? false };
}

function afterOf(content: unknown, place: string): HiveMark {
  if ((content as { type?: unknown } | null)?.type !== "after")
    throw hiveError("bad-journal", `${place} follows the end of the entry`);
  return markOf(PlanMembers.of(content, place, ["type", "sequence", "sha256"]));
}

function markOf(members: PlanMembers): HiveMark {
  return { sequence: members.type("sequence"), sha256: members.hex("sha256") };
}

function planOf(type: unknown): JournalPlan {
  const plan = JOURNAL_PLANS.find((name) => name === type);
  if (plan === undefined) throw hiveError("bad-journal", "this is no line of a journal's entry");
  return plan;
}

function changeOf(content: unknown): Change {
  return parseChange((content as { change?: unknown }).change, "change");
}

function planFrom(changes: readonly Change[]): JournalEntry["forward"] {
  return { version: 1, changes };
}
