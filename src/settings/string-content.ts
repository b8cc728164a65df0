import { utf16Text } from "../hive/utf16.ts";

/** The text of data that are UTF-16 with one NUL, at the end; undefined for any other. */
export function textOf(data: Uint8Array): string | undefined {
  if (data.length < 2 || data.length % 2 !== 0) return undefined;
  const text = utf16Text(data);
  return text.indexOf("\0") === text.length - 1 ? text.slice(0, -1) : undefined;
}

/** The items of data that are a list as Windows writes one: each with its NUL, and one more NUL behind them. */
export function itemsOf(data: Uint8Array): readonly string[] | undefined {
  if (data.length < 2 || data.length % 2 !== 0) return undefined;
  const text = utf16Text(data);
  if (text === "\0") return [];
  return text.endsWith("\0\0") ? text.slice(0, -2).split("\0") : undefined;
}

/** The number that 4 or 8 bytes are, little-endian. */
export function numberOf(data: Uint8Array, size: 4 | 8): bigint | undefined {
  if (data.length !== size) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, size);
  return size === 4 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
}
