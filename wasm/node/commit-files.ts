import { basename, dirname } from "node:path";
import type { CommitStep, CommitTarget, HiveError, LogRole } from "hivex-wasm";
import type { FileSystem, WritableFile } from "./file-system.ts";
import { syncFolder } from "./sync-folder.ts";
import { systemError } from "./system-error.ts";
import { writeWhole } from "./write-whole.ts";

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
  async openHive(): Promise<void> {
    try {
      await this.#file("hive");
    } catch (error) {
      throw systemError(error, this.places.hive, `opening ${basename(this.places.hive)} for writing`);
    }
  }

  /** Does one step, or throws a HiveError that says which file failed and how. */
  async carryOut(step: FileStep): Promise<void> {
    const path = step.kind === "sync-folder" ? dirname(this.places.hive) : this.pathOf(step.target);
    try {
      await this.#perform(step, path);
    } catch (error) {
      throw systemError(error, path, `${ACTIONS[step.kind]} ${basename(path)}`);
    }
  }

  /** Closes everything; what fails is returned, because what counts has been synced before. */
  async close(): Promise<HiveError[]> {
    const failures: HiveError[] = [];
    for (const [target, file] of this.#open) {
      this.#open.delete(target);
      await file.close().catch((error: unknown) => {
        failures.push(systemError(error, this.pathOf(target), `closing ${basename(this.pathOf(target))}`));
      });
    }
    return failures;
  }

  async #perform(step: FileStep, path: string): Promise<void> {
    switch (step.kind) {
      case "create":
        this.#open.set(step.target, await this.#fs.promises.open(path, "wx+"));
        this.created.add(step.target);
        return;
      case "write":
        this.bytesWritten += await writeWhole(await this.#file(step.target), step.bytes, step.fileOffset);
        return;
      case "truncate":
        return (await this.#file(step.target)).truncate(step.size);
      case "sync":
        return (await this.#file(step.target)).sync();
      case "sync-folder":
        return syncFolder(this.#fs, path);
      case "unlink":
        await this.#closeOne(step.target); // Windows does not remove a file that is open
        return this.#fs.promises.unlink(path);
    }
  }

  async #file(target: CommitTarget): Promise<WritableFile> {
    const open = this.#open.get(target) ?? (await this.#fs.promises.open(this.pathOf(target), "r+"));
    this.#open.set(target, open);
    return open;
  }

  async #closeOne(target: CommitTarget): Promise<void> {
    const file = this.#open.get(target);
    this.#open.delete(target);
    await file?.close().catch(() => undefined); // it is about to go away; nothing in it counts any more
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
