import { createHash } from "node:crypto";
import { dirtyRuns, HiveError, type PageSource } from "hivex-wasm";
import { Hive } from "../../src/hive/hive.ts";
import { type ManyOperation, manyEdits } from "./many-edits.ts";
import { copyOf, type ModelKey } from "./model.ts";
import type { Operation } from "./operation.ts";
import { Places } from "./places.ts";
import { singleEdit } from "./single-edit.ts";

/** One clock for all runs: edits get times from here on. */
const FIRST_TIME = 0x01dc_5b00_0000_0000n;

/** Thrown where the engine does not do as the model says. */
export class Disagreement extends Error {}

/** Thrown on purpose, by the page source and within transactions. */
class Interruption extends Error {}

/** Plays operations on the engine and on the model at once, and compares what either comes to. */
export class Player {
  readonly hive: Hive;
  model: ModelKey;
  /** How many edits were done, and how many were refused as they must be. */
  done = 0;
  refused = 0;
  readonly #history: { readonly model: ModelKey; readonly image: string }[] = [];
  readonly #places = new Places();
  #time = FIRST_TIME;
  #readsLeft = Number.POSITIVE_INFINITY;

  constructor(bytes: Uint8Array, model: ModelKey) {
    const source: PageSource = {
      size: bytes.length,
      read: (fileOffset, target) => {
        if (this.#readsLeft-- <= 0) throw new Interruption("the page source fails, as asked");
        target.set(bytes.subarray(fileOffset, fileOffset + target.length));
        return Math.min(target.length, bytes.length - fileOffset);
      },
    };
    this.hive = Hive.open(source, { mode: "edit" });
    this.model = copyOf(model);
  }

  /** Plays one operation by itself: what it did can be undone. */
  play(operation: Operation): void {
    this.#time += 10_000_000n;
    this.hive.engine.editing.time = this.#time;
    if (operation.op === "undo") this.#undo();
    else {
      const before = { model: copyOf(this.model), image: this.#image() };
      if (this.#perform(operation)) this.#history.push(before);
      else this.#mustBe(before, operation.op);
    }
  }

  #undo(): void {
    const last = this.#history.pop();
    if (this.hive.engine.editing.undo() !== (last !== undefined))
      throw new Disagreement("undo miscounts what can be undone");
    if (last === undefined) return;
    this.model = last.model;
    this.#mustBe(last, "undo");
    this.done++;
  }

  /** False when nothing has been changed. */
  #perform(operation: Operation): boolean {
    switch (operation.op) {
      case "undo":
        return false; // within a transaction there is nothing to undo yet
      case "interrupted":
        return this.#interrupted(operation.read, operation.operation);
      case "together":
        return this.#together(operation);
      case "create-many":
      case "delete-many":
      case "set-many":
        return this.#many(operation);
      default: {
        const edit = singleEdit(this.hive, this.model, this.#places, this.#time, operation);
        if (edit === undefined) return false;
        const isDone = this.#attempt(operation, edit.refusals, edit.onEngine);
        if (isDone) edit.onModel();
        return isDone;
      }
    }
  }

  /** The engine's page source fails during an edit; after that the edit must still be possible. */
  #interrupted(read: number, operation: Operation): boolean {
    const before = { model: copyOf(this.model), image: this.#image() };
    this.#readsLeft = read;
    try {
      return this.#perform(operation);
    } catch (error) {
      if (!isInterruption(error)) throw error;
      this.model = before.model;
      this.#mustBe(before, "an interruption");
    } finally {
      this.#readsLeft = Number.POSITIVE_INFINITY;
    }
    return this.#perform(operation);
  }

  #together({ operations, end }: Extract<Operation, { op: "together" }>): boolean {
    const { editing } = this.hive.engine;
    const model = copyOf(this.model);
    const work = (): void => {
      for (const operation of operations) {
        const before = { image: this.#image() };
        if (!this.#perform(operation)) this.#mustBe(before, `${operation.op} within a transaction`);
      }
      if (end === "failing") throw new Interruption("the transaction fails, as asked");
    };
    try {
      if (end === "rehearsed") editing.rehearse(work);
      else editing.transaction(work);
      if (end === "kept") return true;
    } catch (error) {
      if (end !== "failing" || !isInterruption(error)) throw error;
    }
    this.model = model;
    return false;
  }

  #many(operation: ManyOperation): boolean {
    const edit = manyEdits(this.hive.engine, this.model, this.#places, this.#time, operation);
    if (edit === undefined) return false;
    this.hive.engine.editing.transaction(edit.onEngine);
    edit.onModel();
    this.done++;
    return true;
  }

  /** Whether the engine has done it; it must refuse what the model refuses, and nothing else. */
  #attempt(operation: Operation, refusals: readonly string[], work: () => void): boolean {
    try {
      work();
    } catch (error) {
      if (isInterruption(error)) throw error;
      if (!(error instanceof HiveError) || !refusals.includes(error.code))
        throw new Disagreement(`${shown(operation)}: ${String(error)}`, { cause: error });
      this.refused++;
      return false;
    }
    if (refusals.length > 0) throw new Disagreement(`${shown(operation)} should be refused: ${refusals.join(", ")}`);
    this.done++;
    return true;
  }

  /** A digest of all that differs from the file. */
  #image(): string {
    const hash = createHash("sha1");
    for (const { offset, size } of dirtyRuns(this.hive.engine)) {
      hash.update(`${offset} ${size}\n`).update(this.hive.engine.memory.imageBytes(4096 + offset, size));
    }
    return hash.digest("hex");
  }

  #mustBe(before: { readonly image: string }, what: string): void {
    if (this.#image() !== before.image) throw new Disagreement(`after ${what} the hive's bytes are not as before`);
  }
}

function isInterruption(error: unknown): boolean {
  return error instanceof Interruption || (error instanceof Error && error.cause instanceof Interruption);
}

function shown(operation: Operation): string {
  return JSON.stringify(operation, (_, value) => (typeof value === "bigint" ? String(value) : value)).slice(0, 300);
}
