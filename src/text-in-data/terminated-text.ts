import { utf16Text } from "../hive/utf16.ts";
import { encodedText } from "./encoded-text.ts";
import { spliced } from "./splice.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/**
 * The text of a REG_SZ, REG_EXPAND_SZ or REG_LINK: UTF-16LE up to the first U+0000, or to the end where there is none.
 * The end stays as it is, and so do bytes behind it and an odd one: Windows stores what it is given.
 */
export function terminatedText(data: Uint8Array): StoredTexts {
  const units = utf16Text(data);
  const end = units.indexOf("\0");
  const old: StoredText = { text: end < 0 ? units : units.slice(0, end), offset: 0, encoding: "utf-16le" };
  return {
    shape: "text",
    texts: [old],
    withTexts([text = old.text]) {
      const encoded = encodedText(text, old);
      if ("fault" in encoded) return encoded;
      return { data: spliced(data, [{ offset: 0, size: old.text.length * 2, bytes: encoded.bytes }]) };
    },
  };
}
