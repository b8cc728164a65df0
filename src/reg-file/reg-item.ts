import type { RegLine } from "./reg-lines.ts";

/** What `"name"=` stands before: a type and bytes, or `-`, which deletes. */
export type RegData = { readonly type: number; readonly data: Uint8Array } | "delete";

/** A thing that a .reg file says, with the number of the line where it begins. */
export type RegItem =
  | { readonly kind: "key"; readonly line: number; readonly path: string; readonly isDeleted: boolean }
  | { readonly kind: "value"; readonly line: number; readonly name: string; readonly data: RegData }
  | RegIgnored;

/** A line that Windows passes over without a word: what is on it does not happen. */
export interface RegIgnored {
  readonly kind: "ignored";
  /** Its number; that of the record, in a file that has records. */
  readonly line: number;
  /** What is counted, where it is not lines. */
  readonly counts?: "records";
  readonly reason: string;
  /** The line, shortened. */
  readonly text: string;
  /** The file, where there are several. */
  readonly file?: string;
}

/** The item for a line that Windows passes over. */
export function ignored({ number, text }: RegLine, reason: string): RegIgnored {
  const shown = text.trim();
  return { kind: "ignored", line: number, reason, text: shown.length > 60 ? `${shown.slice(0, 59)}…` : shown };
}
