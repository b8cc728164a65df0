import { bytesSource, Engine, type ExportOptions, exportTree } from "hivex-wasm";
import { type ReferenceKey, readHive, walkKeys } from "../../support/reference-reader.ts";

/** One key as an export or the plain reader tells it; data in hexadecimal. */
export interface ToldKey {
  readonly path: readonly string[];
  readonly lastWritten: string;
  readonly values: readonly ToldValue[];
}

export interface ToldValue {
  readonly name: string;
  readonly type: number;
  readonly data: string;
}

/** All bytes of an export. */
export function exported(hive: Uint8Array, options: ExportOptions): Buffer {
  using engine = Engine.open(bytesSource(hive), { tolerant: options.tolerant ?? false });
  return Buffer.concat([...exportTree(engine, options)].map(({ bytes }) => bytes));
}

/** What the plain reader finds in the hive. */
export function told(hive: Uint8Array): ToldKey[] {
  return [...walkKeys(readHive(hive).root)].map((key) => ({
    path: key.path,
    lastWritten: timeText(lastWritten(key)),
    values: key.values.map(({ name, type, data }) => ({ name, type, data: Buffer.from(data).toString("hex") })),
  }));
}

function lastWritten({ node }: ReferenceKey): bigint {
  return node.time("lastWritten");
}

const TICKS_PER_DAY = 864_000_000_000n;
const DAYS_OF_400_YEARS = 146_097n;

/** ISO 8601 with 100 ns; `Date` ends in the year 275760, so whole centuries are taken off first. */
function timeText(filetime: bigint): string {
  const centuries = filetime / (DAYS_OF_400_YEARS * TICKS_PER_DAY);
  const rest = filetime - centuries * DAYS_OF_400_YEARS * TICKS_PER_DAY;
  const date = new Date(Number(rest / 10_000n) - 11_644_473_600_000);
  const year = date.getUTCFullYear() + Number(centuries) * 400;
  const yearText = year > 9999 ? `+${String(year).padStart(6, "0")}` : String(year).padStart(4, "0");
  const ticks = String(rest % 10_000_000n).padStart(7, "0");
  return `${yearText}${date.toISOString().slice(4, 19)}.${ticks}Z`;
}

/** The bytes that stand for what a format tells as text, list or number, in hexadecimal. */
export function bytesOf(type: number, content: string | readonly string[] | bigint): string {
  if (typeof content === "string") return Buffer.from(`${content}\0`, "utf16le").toString("hex");
  if (typeof content !== "bigint")
    return Buffer.from([...content, ""].map((text) => `${text}\0`).join(""), "utf16le").toString("hex");
  const bytes = Buffer.alloc(type === 11 ? 8 : 4);
  if (type === 11) bytes.writeBigUInt64LE(content);
  else if (type === 5) bytes.writeUInt32BE(Number(content));
  else bytes.writeUInt32LE(Number(content));
  return bytes.toString("hex");
}

const TYPE_NAMES = [
  "REG_NONE",
  "REG_SZ",
  "REG_EXPAND_SZ",
  "REG_BINARY",
  "REG_DWORD",
  "REG_DWORD_BIG_ENDIAN",
  "REG_LINK",
  "REG_MULTI_SZ",
  "REG_RESOURCE_LIST",
  "REG_FULL_RESOURCE_DESCRIPTOR",
  "REG_RESOURCE_REQUIREMENTS_LIST",
  "REG_QWORD",
];

/** The number of a type that an export tells by its name, or by its number where it has none. */
export function typeNumber(text: string | number): number {
  const index = TYPE_NAMES.indexOf(String(text));
  return index < 0 ? Number(text) : index;
}
