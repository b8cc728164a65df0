import { utf16Text } from "../hive/utf16.ts";
import { encodedText, latin1Text } from "./encoded-text.ts";
import { type Piece, spliced } from "./splice.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/**
 * MAPI's PT_MV_STRING8 and PT_MV_UNICODE (`101e6613`): a 32-bit count, as many 32-bit offsets from the start of the data,
 * and the texts, each ended by a NUL. An offset follows when a text before it changes its length; two may lead to one
 * text. Undefined where the data are not so.
 */
export function countedTexts(data: Uint8Array, encoding: StoredText["encoding"]): StoredTexts | undefined {
  const offsets = offsetsIn(data);
  const unit = encoding === "utf-16le" ? 2 : 1;
  const starts = offsets && [...new Set(offsets)].sort((one, other) => one - other);
  const texts = starts?.map((offset, index) => textAt(data, offset, starts[index + 1] ?? data.length, encoding));
  if (offsets === undefined || texts === undefined || !texts.every((text) => text !== undefined)) return undefined;
  return {
    shape: "counted-texts",
    texts,
    withTexts(wanted) {
      const pieces: Piece[] = [];
      for (const [index, old] of texts.entries()) {
        const encoded = encodedText(wanted[index] ?? old.text, old);
        if ("fault" in encoded) return encoded;
        pieces.push({ offset: old.offset, size: old.text.length * unit, bytes: encoded.bytes });
      }
      const result = spliced(data, pieces);
      const view = new DataView(result.buffer);
      for (const [index, offset] of offsets.entries())
        view.setUint32(4 + 4 * index, offset + grownBefore(pieces, offset), true);
      return { data: result };
    },
  };
}

function offsetsIn(data: Uint8Array): number[] | undefined {
  if (data.length < 4) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const count = view.getUint32(0, true);
  const first = 4 + 4 * count;
  if (count === 0 || first > data.length) return undefined;
  const offsets = Array.from({ length: count }, (_, index) => view.getUint32(4 + 4 * index, true));
  return offsets.every((offset) => offset >= first && offset < data.length) ? offsets : undefined;
}

/** The text from an offset to its NUL, which must stand before the next text begins. */
function textAt(
  data: Uint8Array,
  offset: number,
  end: number,
  encoding: StoredText["encoding"],
): StoredText | undefined {
  const bytes = data.subarray(offset, end);
  const units = encoding === "utf-16le" ? utf16Text(bytes) : latin1Text(bytes);
  const length = units.indexOf("\0");
  return length < 0 ? undefined : { text: units.slice(0, length), offset, encoding };
}

function grownBefore(pieces: readonly Piece[], offset: number): number {
  return pieces.reduce((sum, piece) => (piece.offset < offset ? sum + piece.bytes.length - piece.size : sum), 0);
}
