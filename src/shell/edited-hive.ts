import { HivexView } from "hivex-wasm";
import { applyPlan, bytesToHex, type EditTime, type OpenedHive, type Plan, type PreviewedChange } from "../index.ts";
import { CommandError } from "./command-error.ts";
import { pathOf, type ShellHive } from "./session.ts";

/** How a hive is opened and written. */
export interface EditedFile {
  /** Opens it to be edited in memory. */
  open(): OpenedHive;
  /** Last-write time of keys that are edited now. */
  time(): EditTime;
  /** Writes all of an edit to the file, or as a new one, safely. Throws where it was not written. */
  write(plan: Plan, output: string | undefined): Promise<void>;
}

/** An edit that has not been written. */
interface Unsaved {
  readonly plan: Plan;
  readonly changes: readonly PreviewedChange[];
}

/**
 * A hive that is edited in memory until it is told to be written. Every edit is a plan, and what is written is all of them
 * as one, carried out on the file as if there had been no shell; so it is guarded, journalled and read back like any edit.
 */
export class EditedHive implements ShellHive {
  readonly reading: HivexView;
  readonly #file: EditedFile;
  #opened: OpenedHive;
  #unsaved: Unsaved[] = [];

  constructor(file: EditedFile) {
    this.#file = file;
    this.#opened = file.open();
    this.reading = new HivexView(() => this.#opened.hive.engine);
  }

  get opened(): OpenedHive {
    return this.#opened;
  }

  /** What has been done and not written, in its order. */
  get changes(): readonly PreviewedChange[] {
    return this.#unsaved.flatMap(({ changes }) => changes.filter(({ isDone }) => !isDone));
  }

  get isUnsaved(): boolean {
    return this.#unsaved.length > 0;
  }

  /** Does an edit in memory. Throws HiveError where it is refused; then nothing has been done. */
  apply(plan: Plan): readonly PreviewedChange[] {
    const changes = applyPlan(this.#opened.hive, plan, { time: this.#file.time() });
    if (changes.some(({ isDone }) => !isDone)) this.#unsaved.push({ plan, changes });
    return changes;
  }

  addKey(parent: number, name: string): void {
    if (name === "" || name.includes("\\"))
      throw new CommandError("hivexsh: add: a key's name is no path, and not empty");
    const key = [this.#path(parent), name].filter((part) => part !== "").join("\\");
    this.apply({ version: 1, changes: [{ op: "create-key", key, expect: "absent" }] });
  }

  deleteKey(node: number): void {
    this.apply({ version: 1, changes: [{ op: "delete-key", key: this.#path(node), recursive: true }] });
  }

  setValues(node: number, values: Parameters<ShellHive["setValues"]>[1]): void {
    const key = this.#path(node);
    if (values.length === 0) {
      const names = this.reading.nodeValues(node).map((value) => this.reading.valueKey(value));
      this.apply({ version: 1, changes: names.map((value) => ({ op: "delete-value", key, value })) });
      return;
    }
    const changes = values.map(
      ({ key: value, t: type, value: data }) =>
        ({ op: "set-value", key, value, type: type >>> 0, data: bytesToHex(data) }) as const,
    );
    this.apply({ version: 1, changes });
  }

  async commit(output: string | undefined): Promise<readonly string[]> {
    if (!this.isUnsaved && output === undefined) return [];
    this.#opened.assertUnchanged();
    const plan: Plan = { version: 1, changes: this.#unsaved.flatMap(({ plan }) => plan.changes) };
    this.#opened.close(); // nobody may hold the file open while another takes its place
    try {
      await this.#file.write(plan, output);
      if (output === undefined) this.#unsaved = [];
    } finally {
      this.#openAnew();
    }
    return [];
  }

  /** Takes the last edit back; false where there is none. Throws `file-changed` where the others are about another state. */
  undo(): boolean {
    if (!this.isUnsaved) return false;
    this.#opened.assertUnchanged();
    this.#unsaved.pop();
    this.#opened.close();
    this.#openAnew();
    return true;
  }

  /** Takes all edits back. */
  discard(): void {
    this.#unsaved = [];
    this.#opened.close();
    this.#openAnew();
  }

  close(): void {
    this.#opened.close();
  }

  /** Opens the file as it is now, and does what was not written. */
  #openAnew(): void {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    this.#opened = this.#file.open();
    for (const { plan } of unsaved) this.apply(plan);
  }

  /** As plans have it: the root is the empty path. */
  #path(node: number): string {
    return pathOf(this.reading, node).slice(1);
  }
}
