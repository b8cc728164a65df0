import { basename, dirname, join } from "node:path";
import { type FileSystem, joinedError, makeFolder, systemError } from "hivex-wasm/node";
import { COMPARE_ALL } from "../compare/compare-options.ts";
import { planBetween } from "../compare/plan-between.ts";
import type { Plan } from "../edit/plan.ts";
import { HiveError } from "../errors.ts";
import type { Hive } from "../hive/hive.ts";
import { AppendFile } from "../storage/append-file.ts";
import { fingerprintOf } from "../storage/fingerprint.ts";
import { JOURNAL_PLANS, type JournalHead, type JournalLine, type JournalPlan } from "./journal-entry.ts";

/** What an entry says of an edit, besides what can be seen in the hives. */
export type EditFacts = Pick<JournalHead, "time" | "user" | "host" | "tool" | "command" | "hive">;

/** Both states of a hive, and what was asked for. */
export interface EditedHives {
  readonly before: Hive;
  readonly after: Hive;
  readonly plan?: Plan;
}

/** After these errors the hive, or its log, holds the edit or a part of it. */
const MAY_BE_WRITTEN = ["commit-interrupted", "read-back-differs"];

/** Lines are handed to the file so many characters at a time. */
const PIECE = 1 << 16;

/** An entry of a journal in the making: a file of its own, which only its owner may read, since it holds what was in the hive. */
export class EntryWriter {
  readonly path: string;
  readonly #fs: FileSystem;
  readonly #file: AppendFile;
  readonly #hive: string;

  private constructor(fs: FileSystem, path: string, file: AppendFile, hive: string) {
    this.#fs = fs;
    this.#file = file;
    this.#hive = hive;
    this.path = path;
  }

  /**
   * Writes in a folder how to come from one state of a hive to the other, and back. All of it is durable before this returns;
   * the hive must not be written before.
   *
   * @throws HiveError `name-not-in-plan` where no plan can say it, `file-not-found`, `permission-denied`, `disk-full`, ...
   */
  static begin(fs: FileSystem, folder: string, facts: EditFacts, hives: EditedHives): EntryWriter {
    const { before, after, plan } = hives;
    const plans: Partial<Record<JournalPlan, Plan>> = {
      ...(plan && { plan }),
      forward: planBetween(before, after, COMPARE_ALL),
      reverse: planBetween(after, before, COMPARE_ALL),
    };
    makeFolder(fs, folder);
    const mark = { sequence: before.baseBlock.primarySequence, sha256: hashOf(fs, facts.hive) };
    const path = join(folder, fileName(facts));
    const entry = new EntryWriter(fs, path, AppendFile.create(fs, path), facts.hive);
    try {
      fs.chmodSync(path, 0o600);
      const { hive, time, user, host, tool, command } = facts;
      const who = { time, user, host, tool, command, hive };
      entry.#append([{ type: "edit", program: "hivetool", version: 1, ...who, before: mark }]);
      for (const type of JOURNAL_PLANS) entry.#append(changeLines(type, plans[type]));
      entry.#append([{ type: "ready", hasPlan: plan !== undefined }]);
      entry.#file.sync();
      return entry;
    } catch (error) {
      throw entry.fail(error);
    }
  }

  /** The hive has been written: notes what it has become. */
  finish(sequence: number): void {
    this.#append([{ type: "after", sequence, sha256: hashOf(this.#fs, this.#hive) }]);
    this.#file.sync();
    this.#file.close();
  }

  /** The edit has failed. Where the hive may hold a part of it the entry stays; else there is nothing to tell. Returns all errors. */
  fail(error: unknown): unknown {
    const isCut = error instanceof HiveError && MAY_BE_WRITTEN.includes(error.code);
    const failures = [() => this.#file.close(), () => isCut || this.#fs.unlinkSync(this.path)].flatMap((step) => {
      try {
        step();
        return [];
      } catch (failure) {
        return [systemError(failure, this.path, "taking back the journal's entry")];
      }
    });
    return error instanceof HiveError ? joinedError(error, failures) : error;
  }

  #append(lines: Iterable<JournalLine>): void {
    let text = "";
    for (const line of lines) {
      text += `${JSON.stringify(line)}\n`;
      if (text.length < PIECE) continue;
      this.#file.append(text);
      text = "";
    }
    this.#file.append(text);
  }
}

function* changeLines(type: JournalPlan, plan: Plan | undefined): Generator<JournalLine> {
  for (const change of plan?.changes ?? []) yield { type, change };
}

function hashOf(fs: FileSystem, path: string): string {
  return fingerprintOf(fs, path, [], true).file ?? "";
}

/** The time first, so that names sort as edits came; then whose hive it may be, and what tells edits of one moment apart. */
function fileName({ time, hive }: EditFacts): string {
  const names = [basename(dirname(hive)), basename(hive)].map((name) => name.replace(/[^\p{L}\p{N}._-]+/gu, "_"));
  const stamp = time.replace(/[-:]/g, "").replace(".", "_");
  return [stamp, ...names.filter((name) => name !== ""), crypto.randomUUID().slice(0, 8)].join("-") + JOURNAL_SUFFIX;
}

/** How the names of entries end. */
export const JOURNAL_SUFFIX = ".journal";
