/** A name as records hold it: Latin-1 bytes where `isCompressed`, else UTF-16LE. */
export interface StoredText {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

const LATIN_1_MAXIMUM = 0xff;

/** UTF-16 units of a stored name; half a unit at its end counts for nothing. */
export function textOf({ bytes, isCompressed }: StoredText): string {
  const width = isCompressed ? 1 : 2;
  let text = "";
  for (let at = 0; at + width <= bytes.length; at += width) {
    text += String.fromCharCode((bytes[at] as number) | (isCompressed ? 0 : (bytes[at + 1] as number) << 8));
  }
  return text;
}

/** A name as Windows stores it: in single bytes where every unit fits one. */
export function storedText(text: string): StoredText {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  if (units.every((unit) => unit <= LATIN_1_MAXIMUM)) return { bytes: Uint8Array.from(units), isCompressed: true };
  const bytes = new Uint8Array(text.length * 2);
  for (const [at, unit] of units.entries()) bytes.set([unit & 0xff, unit >> 8], at * 2);
  return { bytes, isCompressed: false };
}
