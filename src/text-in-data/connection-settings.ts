import { encodedText, latin1Text } from "./encoded-text.ts";
import { type Piece, spliced } from "./splice.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/** What the settings begin with: WinINet's versions, which have three texts, and WinHTTP's, which has two. */
const TEXTS_BY_VERSION: Readonly<Record<number, number>> = { 60: 3, 70: 3, 24: 2 };
/** Version, count of changes, flags. */
const HEADER_SIZE = 12;

/**
 * `DefaultConnectionSettings` and its like in `Internet Settings\Connections`: three 32-bit numbers, then proxy, bypass
 * list and (WinINet) the URL of the configuration script, each an 8-bit text behind its 32-bit size and without a NUL.
 * What follows is kept. Undefined where the data are not so.
 */
export function connectionSettings(data: Uint8Array): StoredTexts | undefined {
  if (data.length < HEADER_SIZE) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const texts: StoredText[] = [];
  let offset = HEADER_SIZE;
  for (let count = TEXTS_BY_VERSION[view.getUint32(0, true)] ?? 0; count > 0; count--) {
    if (offset + 4 > data.length) return undefined;
    const size = view.getUint32(offset, true);
    offset += 4;
    if (size > data.length - offset) return undefined;
    texts.push({ text: latin1Text(data.subarray(offset, offset + size)), offset, encoding: "8-bit" });
    offset += size;
  }
  if (texts.length === 0) return undefined;
  return {
    shape: "connection-settings",
    texts,
    withTexts(wanted) {
      const pieces: Piece[] = [];
      for (const [index, old] of texts.entries()) {
        const encoded = encodedText(wanted[index] ?? old.text, old);
        if ("fault" in encoded) return encoded;
        pieces.push({ offset: old.offset - 4, size: 4 + old.text.length, bytes: withSize(encoded.bytes) });
      }
      return { data: spliced(data, pieces) };
    },
  };
}

function withSize(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(4 + bytes.length);
  new DataView(result.buffer).setUint32(0, bytes.length, true);
  result.set(bytes, 4);
  return result;
}
