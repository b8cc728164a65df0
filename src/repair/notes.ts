/** What happened to something that could not stay as it was. */
export type NoteKind =
  /** It is gone; the message says what can still be told of it. */
  | "lost"
  /** It is there, but not as it was: a name that was made up, data that was cut. */
  | "changed"
  /** It was found although what should lead to it does not. */
  | "found";

/** One thing that a repair could not read as the hive should have it, and what it made of it. */
export interface RepairNote {
  readonly kind: NoteKind;
  /** The rule of `check` that was broken. */
  readonly code: string;
  readonly structure: string;
  /** In the file that was repaired, not in the repaired one. */
  readonly fileOffset: number | null;
  /** Path below the root of the key that it is about. */
  readonly keyPath: string | null;
  /** A sentence for people. */
  readonly message: string;
}

/** So many notes of one kind and code are kept; all are counted. */
const MOST_NOTES = 1000;

/** Takes up what a salvage meets. */
export class RepairNotes {
  readonly list: RepairNote[] = [];
  /** How many of each kind there are, also of those that are not kept. */
  readonly counts: Record<NoteKind, number> = { lost: 0, changed: 0, found: 0 };
  readonly #kept = new Map<string, number>();

  /** Counts a note of this kind and rule, and makes it where it is kept: a path takes longer than a count. */
  add(kind: NoteKind, code: string, make: () => Omit<RepairNote, "kind" | "code">): void {
    this.counts[kind]++;
    const name = `${kind} ${code}`;
    const kept = (this.#kept.get(name) ?? 0) + 1;
    this.#kept.set(name, kept);
    if (kept <= MOST_NOTES) this.list.push({ kind, code, ...make() });
  }
}
