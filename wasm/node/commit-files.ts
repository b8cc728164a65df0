import { basename, dirname } from "node:path";
import type { CommitStep, CommitTarget, HiveError, LogRole } from "hivex-wasm";
import type { FileSystem } from "./file-system.ts";
import { folderSync } from "./sync-folder.ts";
import { type Syncing, unlinkOf } from "./sync-points.ts";
import { systemError } from "./system-error.ts";
import { WritableFile } from "./writable-file.ts";

/** Where the files of one commit lie. */
export interface CommitPlaces {
  readonly hive: string;
  /** For every role: the log that exists, or the name that it would get. */
  readonly logs: Readonly<Record<LogRole, string>>;
}

/** The steps that change files; the others are for whoever carries the commit out. */
export type FileStep = Exclude<CommitStep, { readonly kind: "verify-unchanged" }>;

/** The files that a commit writes: opened when first needed, always `r+`, so that nothing is emptied by opening it. */
export class CommitFiles {
  readonly places: CommitPlaces;
  /** Logs that did not exist before. */
  readonly created = new Set<LogRole>();
  bytesWritten = 0;
  readonly #fs: FileSystem;
  readonly #open = new Map<CommitTarget, WritableFile>();

  constructor(fs: FileSystem, places: CommitPlaces) {
    this.#fs = fs;
    this.places = places;
  }

  pathOf(target: CommitTarget): string {
    return target === "hive" ? this.places.hive : this.places.logs[target];
  }

  /** Opens the hive itself, so that a hive that can't be written is met before anything has happened. */
  openHive(): void {
    try {
      this.#file("hive");
    } catch (error) {
      throw systemError(error, this.places.hive, `opening ${basename(this.places.hive)} for writing`);
    }
  }

  /** Does one step, or throws a HiveError that says which file failed and how. */
  *carryOut(step: FileStep): Syncing<void> {
    const path = step.kind === "sync-folder" ? dirname(this.places.hive) : this.pathOf(step.target);
    try {
      yield* this.#perform(step, path);
    } catch (error) {
      throw systemError(error, path, `${ACTIONS[step.kind]} ${basename(path)}`);
    }
  }

  /** Closes everything; what fails is returned, because what counts has been synced before. */
  close(): HiveError[] {
    const failures: HiveError[] = [];
    for (const [target, file] of this.#open) {
      this.#open.delete(target);
      try {
        file.close();
      } catch (error) {
        failures.push(systemError(error, this.pathOf(target), `closing ${basename(this.pathOf(target))}`));
      }
    }
    return failures;
  }

  *#perform(step: FileStep, path: string): Syncing<void> {
    switch (step.kind) {
      case "create":
        this.#open.set(step.target, WritableFile.open(this.#fs, path, "wx+"));
        this.created.add(step.target);
        return;
      case "write":
        this.bytesWritten += this.#file(step.target).writeWhole(step.bytes, step.fileOffset);
        return;
      case "truncate":
        this.#file(step.target).truncate(step.size);
        return;
      case "sync":
        yield this.#file(step.target).syncPoint();
        return;
      case "sync-folder":
        yield* folderSync(this.#fs, path);
        return;
      case "unlink":
        this.#closeOne(step.target); // Windows does not remove a file that is open
        yield unlinkOf(this.#fs, path);
    }
  }

  #file(target: CommitTarget): WritableFile {
    const open = this.#open.get(target) ?? WritableFile.open(this.#fs, this.pathOf(target), "r+");
    this.#open.set(target, open);
    return open;
  }

  #closeOne(target: CommitTarget): void {
    const file = this.#open.get(target);
    this.#open.delete(target);
    file?.discard();
  }
}

const ACTIONS: Readonly<Record<FileStep["kind"], string>> = {
  create: "creating",
  write: "writing",
  truncate: "changing the size of",
  sync: "making durable what was written to",
  "sync-folder": "making durable the names in",
  unlink: "removing",
};
