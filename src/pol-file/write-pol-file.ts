import { utf16Bytes } from "../hive/utf16.ts";
import { POL_HEADER, type PolRecord } from "./pol-record.ts";

/** What a record says, without its place in a file. */
export type PolStatement = Omit<PolRecord, "number" | "fileOffset">;

/** Bytes that are written at once. */
const ENOUGH = 64 * 1024;

/**
 * Writes a Registry.pol file; hands out finished bytes. Keys and names must not hold a NUL.
 *
 * @example
 * const records = [{ key: "Software\\Acme", value: "Level", type: VALUE_TYPE.dword, data: new Uint8Array([1, 0, 0, 0]) }];
 * for (const bytes of writePolFile(records)) writeSync(file, bytes);
 */
export function* writePolFile(records: Iterable<PolStatement>): Generator<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array[] = [Uint8Array.from(POL_HEADER)];
  let size = POL_HEADER.length;
  for (const record of records) {
    const bytes = recordBytes(record);
    parts.push(bytes);
    size += bytes.length;
    if (size < ENOUGH) continue;
    yield joined(parts, size);
    parts = [];
    size = 0;
  }
  if (size > 0) yield joined(parts, size);
}

function recordBytes({ key, value, type, data }: PolStatement): Uint8Array {
  const head = utf16Bytes(`[${key}\0;${value}\0;${units(type)};${units(data.length)};`);
  const bytes = new Uint8Array(head.length + data.length + 2);
  bytes.set(head);
  bytes.set(data, head.length);
  bytes[bytes.length - 2] = "]".charCodeAt(0);
  return bytes;
}

/** A number of 32 bits as the two units that its bytes come to. */
function units(number: number): string {
  return String.fromCharCode(number & 0xffff, number >>> 16);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
