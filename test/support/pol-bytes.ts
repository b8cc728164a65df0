/** A record of a Registry.pol file as a test writes it: text stands for itself with a NUL, a number for 32 bits. */
export type WrittenRecord = readonly [key: string, value: string, type: number, data?: string | number | Uint8Array];

/** A Registry.pol file, written plainly from MS-GPREG 2.2.1. */
export function polBytes(...records: readonly WrittenRecord[]): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from("PReg"), u32(1), ...records.map(recordBytes)]));
}

function recordBytes([key, value, type, data = new Uint8Array(0)]: WrittenRecord): Buffer {
  const bytes =
    typeof data === "number" ? u32(data) : typeof data === "string" ? utf16(`${data}\0`) : Buffer.from(data);
  const fields = [utf16(`${key}\0`), utf16(`${value}\0`), u32(type), u32(bytes.length), bytes];
  return Buffer.concat([utf16("["), ...fields.flatMap((field, index) => [field, utf16(index === 4 ? "]" : ";")])]);
}

function u32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function utf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

/** What a record holds, as the plain reader below finds it. */
export interface ToldRecord {
  readonly key: string;
  readonly value: string;
  readonly type: number;
  readonly data: Buffer;
}

/** Reads a Registry.pol file plainly; throws a plain Error at the first thing that is wrong. */
export function toldRecords(bytes: Uint8Array): ToldRecord[] {
  const all = Buffer.from(bytes);
  if (all.toString("latin1", 0, 8) !== "PReg\x01\0\0\0") throw new Error("no header");
  const records: ToldRecord[] = [];
  let at = 8;
  const mark = (wanted: string): void => {
    if (all.toString("utf16le", at, at + 2) !== wanted) throw new Error(`no ${wanted} at ${at}`);
    at += 2;
  };
  const text = (): string => {
    let end = at;
    while (all.readUInt16LE(end) !== 0) end += 2;
    const found = all.toString("utf16le", at, end);
    at = end + 2;
    return found;
  };
  const number = (): number => {
    at += 4;
    return all.readUInt32LE(at - 4);
  };
  const followed = <Found>(found: Found): Found => {
    mark(";");
    return found;
  };
  while (at < all.length) {
    mark("[");
    const [key, value, type, size] = [followed(text()), followed(text()), followed(number()), followed(number())];
    records.push({ key, value, type, data: all.subarray(at, at + size) });
    at += size;
    mark("]");
  }
  return records;
}
