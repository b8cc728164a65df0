/** A text that stands in a value's data. */
export interface StoredText {
  readonly text: string;
  /** Where it begins, in bytes from the start of the data. */
  readonly offset: number;
  readonly encoding: "utf-16le" | "8-bit";
}

/** The data with other texts in it, or in plain words why they cannot be put there. */
export type RewrittenData = { readonly data: Uint8Array } | { readonly fault: string };

/** How texts lie in a value's data; each kind knows what else has to follow when one of them gets longer. */
export type TextShape =
  | "text"
  | "text-list"
  | "unicode"
  | "string8"
  | "counted-texts"
  | "connection-settings"
  | "device-mode"
  | "within-bytes";

/** The texts in a value's data, and how to put others in their places. */
export interface StoredTexts {
  readonly shape: TextShape;
  readonly texts: readonly StoredText[];
  /** The data with these texts in the places of the ones that are there, in their order. All other bytes are kept. */
  withTexts(texts: readonly string[]): RewrittenData;
}
