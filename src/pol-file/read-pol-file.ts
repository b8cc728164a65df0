import { ByteQueue } from "./byte-queue.ts";
import { badPol, isPolFile, POL_HEADER, POL_MARK, type PolRecord } from "./pol-record.ts";

/** UTF-16 units: no path of 512 keys of 255 units is longer. */
const LONGEST_KEY = 512 * 256;
/** A value's longest name, and a directive before it. */
const LONGEST_VALUE = 16_383 + 16;
/** MS-GPREG allows 65,535 bytes; Microsoft's own tool for local policies reads as many. */
const MOST_DATA = 1024 * 1024;

/**
 * Reads a Registry.pol file, record by record, and holds no more than one. Every length is checked.
 *
 * @throws HiveError `bad-pol-file`, with the place in the file, while the records are read
 * @example
 * for (const { key, value, type } of readPolFile([bytes])) console.log(key, value, type);
 */
export function* readPolFile(bytes: Iterable<Uint8Array>): Generator<PolRecord> {
  const queue = new ByteQueue(bytes);
  readHeader(queue);
  for (let number = 1; !queue.isAtEnd; number++) yield readRecord(queue, number);
}

function readHeader(queue: ByteQueue): void {
  const header: number[] = [];
  while (header.length < POL_HEADER.length && !queue.isAtEnd) header.push(queue.u8());
  if (header.length < POL_HEADER.length || !isPolFile(Uint8Array.from(header)))
    throw badPol("the file does not begin as a Registry.pol file does", 0, { expected: "PReg and version 1" });
  if (POL_HEADER.some((byte, index) => header[index] !== byte))
    throw badPol("the version of the Registry.pol file is not known", 4, { expected: "1" });
}

function readRecord(queue: ByteQueue, number: number): PolRecord {
  const fileOffset = queue.offset;
  take(queue, POL_MARK.begin);
  const key = text(queue, LONGEST_KEY, "key path");
  take(queue, POL_MARK.separator);
  const value = text(queue, LONGEST_VALUE, "value name");
  take(queue, POL_MARK.separator);
  const type = queue.u32();
  take(queue, POL_MARK.separator);
  const sizeOffset = queue.offset;
  const size = queue.u32();
  if (size > MOST_DATA)
    throw badPol("a value of a Registry.pol file is too large", sizeOffset, {
      expected: "at most 1 MiB",
      found: `${size} bytes`,
    });
  take(queue, POL_MARK.separator);
  const data = queue.bytes(size);
  take(queue, POL_MARK.end);
  return { number, fileOffset, key, value, type, data };
}

function take(queue: ByteQueue, mark: number): void {
  const { offset } = queue;
  const unit = queue.u16();
  if (unit === mark) return;
  const shown = (each: number): string => `0x${each.toString(16).padStart(4, "0")}`;
  const expected = `${String.fromCharCode(mark)} (${shown(mark)})`;
  throw badPol("a record of a Registry.pol file is not in its form", offset, { expected, found: shown(unit) });
}

/** Text up to its NUL. */
function text(queue: ByteQueue, most: number, what: string): string {
  const start = queue.offset;
  const units: number[] = [];
  for (let unit = queue.u16(); unit !== 0; unit = queue.u16()) {
    if (units.length === most)
      throw badPol(`a ${what} of a Registry.pol file has no end`, start, {
        expected: `a NUL within ${most} characters`,
      });
    units.push(unit);
  }
  let joined = "";
  for (let at = 0; at < units.length; at += 8192) joined += String.fromCharCode(...units.slice(at, at + 8192));
  return joined;
}
