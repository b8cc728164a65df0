import { utf16Text } from "../hive/utf16.ts";
import { encodedText, latin1Text } from "./encoded-text.ts";
import { spliced } from "./splice.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/** Fewer characters are met by chance too often. */
const SHORTEST = 4;
/** A text begins with a Latin letter, a digit or a sign; later on, any letters may come. */
const UNICODE_RUN =
  /[\t -~\u00a0-\u024f](?:[\t\n\r -~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]|[\ud800-\udbff][\udc00-\udfff])*/g;
const LATIN1_RUN = /[\t\n\r -~\u00a0-\u00ff]+/g;

/**
 * Texts in the middle of bytes whose meaning nobody here knows: UTF-16LE at even and odd offsets, and 8-bit. Something may
 * count them or lie behind them, so that another text of the same length is all that can take their place.
 */
export function textsWithin(data: Uint8Array): StoredTexts {
  const texts = [
    ...runs(utf16Text(data), UNICODE_RUN, "utf-16le", 0),
    ...runs(utf16Text(data.subarray(1)), UNICODE_RUN, "utf-16le", 1),
    ...runs(latin1Text(data), LATIN1_RUN, "8-bit", 0),
  ];
  return {
    shape: "within-bytes",
    texts,
    withTexts(wanted) {
      let result = data;
      for (const [index, old] of texts.entries()) {
        const text = wanted[index] ?? old.text;
        if (text === old.text) continue;
        if (text.length !== old.text.length)
          return { fault: "it stands in the middle of bytes, where its length may not change" };
        const encoded = encodedText(text, old);
        if ("fault" in encoded) return encoded;
        result = spliced(result, [{ offset: old.offset, size: encoded.bytes.length, bytes: encoded.bytes }]);
      }
      return { data: result };
    },
  };
}

function* runs(units: string, pattern: RegExp, encoding: StoredText["encoding"], start: number): Generator<StoredText> {
  const unit = encoding === "utf-16le" ? 2 : 1;
  for (const { 0: text, index } of units.matchAll(pattern)) {
    if (text.length >= SHORTEST) yield { text, offset: start + index * unit, encoding };
  }
}
