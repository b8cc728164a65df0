import { decodeString8 } from "../outlook/mapi-property.ts";
import { encodedText } from "./encoded-text.ts";
import { spliced } from "./splice.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/** MAPI's PT_STRING8 (`001e6602`): 8-bit text ended by the only NUL, in a code page that nobody tells. */
export function string8Text(data: Uint8Array): StoredTexts | undefined {
  const decoded = decodeString8(data);
  if ("fault" in decoded) return undefined;
  const old: StoredText = { text: decoded.text, offset: 0, encoding: "8-bit" };
  return {
    shape: "string8",
    texts: [old],
    withTexts([text = old.text]) {
      const encoded = encodedText(text, old);
      if ("fault" in encoded) return encoded;
      return { data: spliced(data, [{ offset: 0, size: old.text.length, bytes: encoded.bytes }]) };
    },
  };
}
