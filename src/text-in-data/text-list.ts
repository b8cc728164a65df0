import { utf16Text } from "../hive/utf16.ts";
import { encodedText } from "./encoded-text.ts";
import { type Piece, spliced } from "./splice.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/**
 * The texts of a REG_MULTI_SZ, each up to its U+0000. Empty ones are passed over, so the ends of the list, of which there
 * may be none or several, stay as they are, and so does an odd byte.
 */
export function textList(data: Uint8Array): StoredTexts {
  const texts: StoredText[] = [];
  let offset = 0;
  for (const text of utf16Text(data).split("\0")) {
    if (text !== "") texts.push({ text, offset, encoding: "utf-16le" });
    offset += (text.length + 1) * 2;
  }
  return {
    shape: "text-list",
    texts,
    withTexts(wanted) {
      const pieces: Piece[] = [];
      for (const [index, old] of texts.entries()) {
        const text = wanted[index] ?? old.text;
        if (text === "") return { fault: "an empty text would end the list" };
        const encoded = encodedText(text, old);
        if ("fault" in encoded) return encoded;
        pieces.push({ offset: old.offset, size: old.text.length * 2, bytes: encoded.bytes });
      }
      return { data: spliced(data, pieces) };
    },
  };
}
