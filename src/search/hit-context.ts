import { bytesToHex } from "../hive/hex.ts";
import { utf16Text } from "../hive/utf16.ts";
import { latin1Text } from "./data-readings.ts";
import type { SearchHit } from "./search-hit.ts";

/** A match with the text around it. */
export interface HitContext {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** Characters that are shown on either side. */
const REACH = 40;

/** Shows matches in what is around them; data that holds many is read once. */
export class HitContexts {
  #valueOffset: number | undefined;
  #data = new Uint8Array();

  /**
   * The match and up to 40 characters on either side, as far as they are text in the match's encoding; of bytes that were searched
   * for as such, hexadecimal digits.
   */
  of(hit: SearchHit): HitContext {
    const { key, value, in: room, offset, size } = hit;
    if (room !== "data" || value === undefined) {
      const name = room === "key" ? key.name : (value?.name ?? "");
      return {
        before: name.slice(0, offset),
        match: name.slice(offset, offset + size),
        after: name.slice(offset + size),
      };
    }
    if (this.#valueOffset !== value.offset) {
      this.#data = value.data();
      this.#valueOffset = value.offset;
    }
    return inData(this.#data, hit);
  }
}

function inData(data: Uint8Array, { encoding, offset, size }: SearchHit): HitContext {
  const match = data.subarray(offset, offset + size);
  const end = offset + size;
  if (encoding === undefined) {
    const few = REACH / 4;
    return {
      before: bytesToHex(data.subarray(Math.max(0, offset - few), offset), " "),
      match: bytesToHex(match, " "),
      after: bytesToHex(data.subarray(end, end + few), " "),
    };
  }
  const unit = encoding === "utf-16le" ? 2 : 1;
  const reach = REACH * unit;
  const first = Math.max(offset % unit, offset - reach);
  const decode = DECODERS[encoding];
  return {
    before: /[^\p{C}\p{Zl}\p{Zp}\ufffd]*$/u.exec(decode(data.subarray(first, offset)))?.[0] ?? "",
    match: decode(match),
    after: /^[^\p{C}\p{Zl}\p{Zp}\ufffd]*/u.exec(decode(data.subarray(end, end + reach)))?.[0] ?? "",
  };
}

const DECODERS = {
  "utf-16le": utf16Text,
  "utf-8": (data: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(data),
  "latin-1": latin1Text,
} as const;
