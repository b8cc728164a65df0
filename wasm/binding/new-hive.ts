import * as layout from "../assembly/layout.ts";
import { halves } from "./arguments.ts";
import { Engine } from "./engine.ts";
import { HiveError } from "./hive-error.ts";
import { bytesSource } from "./page-source.ts";

/** What an empty hive is to be. */
export interface NewHiveOptions {
  /** Minor version: 3 for users' hives and old Windows, 5 for machines', 6 for containers'. */
  readonly minorVersion: 3 | 5 | 6;
  /** Whose hive it is: that decides who may do what with it, and the root's name. */
  readonly like: "user" | "machine" | "app";
  /** FILETIME: when hive and root were written last. */
  readonly time: bigint;
  /** The root's own name, which is no part of any path; 1 to 255 characters. */
  readonly rootName?: string;
  /** A self-relative security descriptor for the root instead of the usual one. */
  readonly descriptor?: Uint8Array;
}

const ROOT_OFFSET = layout.HIVE_BIN_SIZE;
const ROOT_FLAGS = layout.KEY_FLAG_HIVE_ENTRY | layout.KEY_FLAG_NO_DELETE;
const LONGEST_NAME = 255;

/**
 * The file of an empty hive: a base block, one hive bin of 4 KiB (more where the descriptor asks for it) with the root key
 * and its security cell. The same options give the same bytes.
 *
 * Throws `name-refused`, and `usage` for a descriptor that is none.
 *
 * @example
 * const engine = Engine.open(bytesSource(newHive({ minorVersion: 5, like: "machine", time: 0n })), { mode: "edit" });
 */
export function newHive(options: NewHiveOptions): Uint8Array<ArrayBuffer> {
  const { like, rootName = ROOT_NAMES[like], descriptor = fromHex(DESCRIPTORS[like]) } = options;
  const [timeLow, timeHigh] = halves(options.time);
  const name = storedName(rootName);
  assertDescriptor(descriptor);
  const rootSize = cellSize(layout.KEY_NODE_SIZE + name.bytes.length);
  const securitySize = cellSize(layout.SECURITY_SIZE + descriptor.length);
  const security = ROOT_OFFSET + rootSize;
  const used = security + securitySize;
  const binsSize = Math.ceil(used / layout.PAGE_SIZE) * layout.PAGE_SIZE;
  const bytes = new Uint8Array(layout.BASE_BLOCK_SIZE + binsSize);
  const put = fieldsOf(bytes);

  put(0, [
    [layout.BASE_BLOCK_SIGNATURE, layout.SIGNATURE_REGF],
    [layout.BASE_BLOCK_PRIMARY_SEQUENCE, 1],
    [layout.BASE_BLOCK_SECONDARY_SEQUENCE, 1],
    [layout.BASE_BLOCK_LAST_WRITTEN, timeLow],
    [layout.BASE_BLOCK_LAST_WRITTEN + 4, timeHigh],
    [layout.BASE_BLOCK_MAJOR, 1],
    [layout.BASE_BLOCK_MINOR, options.minorVersion],
    [layout.BASE_BLOCK_TYPE, layout.FILE_TYPE_PRIMARY],
    [layout.BASE_BLOCK_FORMAT, layout.FILE_FORMAT_DIRECT],
    [layout.BASE_BLOCK_ROOT, ROOT_OFFSET],
    [layout.BASE_BLOCK_BINS_SIZE, binsSize],
    [layout.BASE_BLOCK_CLUSTERING, 1],
  ]);
  put(layout.BASE_BLOCK_SIZE, [
    [layout.HIVE_BIN_SIGNATURE, layout.SIGNATURE_HBIN],
    [layout.HIVE_BIN_BYTES, binsSize],
    [layout.HIVE_BIN_TIMESTAMP, timeLow],
    [layout.HIVE_BIN_TIMESTAMP + 4, timeHigh],
  ]);
  const root = putCell(put, ROOT_OFFSET, -rootSize);
  put(root, [
    [layout.KEY_NODE_SIGNATURE, layout.SIGNATURE_NK | ((ROOT_FLAGS | name.flag) << 16)],
    [layout.KEY_NODE_LAST_WRITTEN, timeLow],
    [layout.KEY_NODE_LAST_WRITTEN + 4, timeHigh],
    [layout.KEY_NODE_PARENT, layout.NIL],
    [layout.KEY_NODE_SUBKEY_LIST, layout.NIL],
    [layout.KEY_NODE_VOLATILE_SUBKEY_LIST, layout.NIL],
    [layout.KEY_NODE_VALUE_LIST, layout.NIL],
    [layout.KEY_NODE_SECURITY, security],
    [layout.KEY_NODE_CLASS, layout.NIL],
    [layout.KEY_NODE_NAME_SIZE, name.bytes.length], // the class name's size, 0, is the upper half
  ]);
  bytes.set(name.bytes, root + layout.KEY_NODE_SIZE);
  const cell = putCell(put, security, -securitySize);
  put(cell, [
    [layout.SECURITY_SIGNATURE, layout.SIGNATURE_SK],
    [layout.SECURITY_FORWARD, security],
    [layout.SECURITY_BACKWARD, security],
    [layout.SECURITY_REFERENCES, 1],
    [layout.SECURITY_DESCRIPTOR_SIZE, descriptor.length],
  ]);
  bytes.set(descriptor, cell + layout.SECURITY_SIZE);
  if (used < binsSize) putCell(put, used, binsSize - used);
  put(0, [[layout.BASE_BLOCK_CHECKSUM, checksumOf(bytes)]]);
  return bytes;
}

type Fields = readonly (readonly [field: number, value: number])[];

/** What puts dwords into structures, each at its place in the file. */
function fieldsOf(bytes: Uint8Array<ArrayBuffer>): (start: number, fields: Fields) => void {
  const view = new DataView(bytes.buffer);
  return (start, fields) => {
    for (const [field, value] of fields) view.setUint32(start + field, value, true);
  };
}

/** Sets a cell's size, negative for an allocated one; where its data begins in the file. */
function putCell(put: (start: number, fields: Fields) => void, offset: number, size: number): number {
  put(layout.BASE_BLOCK_SIZE + offset, [[0, size]]);
  return layout.BASE_BLOCK_SIZE + offset + layout.CELL_HEADER_SIZE;
}

function cellSize(size: number): number {
  return Math.ceil((layout.CELL_HEADER_SIZE + size) / layout.CELL_ALIGNMENT) * layout.CELL_ALIGNMENT;
}

/** One byte a character where all of them allow it. */
function storedName(name: string): { bytes: Uint8Array; flag: number } {
  if (name === "" || name.length > LONGEST_NAME || name.includes("\\")) {
    throw new HiveError("name-refused", "this can be no key's name", { found: `${name.length} characters` });
  }
  const units = Uint16Array.from({ length: name.length }, (_, index) => name.charCodeAt(index));
  if (units.every((unit) => unit <= 0xff))
    return { bytes: Uint8Array.from(units), flag: layout.KEY_FLAG_COMPRESSED_NAME };
  return { bytes: Uint8Array.from([...units].flatMap((unit) => [unit & 0xff, unit >> 8])), flag: 0 };
}

function assertDescriptor(descriptor: Uint8Array): void {
  const control =
    (descriptor[layout.DESCRIPTOR_CONTROL] ?? 0) | ((descriptor[layout.DESCRIPTOR_CONTROL + 1] ?? 0) << 8);
  if (descriptor.length >= layout.DESCRIPTOR_SIZE && descriptor[0] === 1 && control & layout.DESCRIPTOR_SELF_RELATIVE)
    return;
  throw new HiveError("usage", "this is no self-relative security descriptor", { found: `${descriptor.length} bytes` });
}

/** The engine knows the checksum's special cases. */
function checksumOf(bytes: Uint8Array<ArrayBuffer>): number {
  using engine = Engine.open(bytesSource(bytes), { ignoreChecksum: true });
  return engine.baseBlock.checksumComputed;
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** ROOT is what offreg.dll gives; roots of apps' hives are named by a GUID, by which they are known as such. */
const ROOT_NAMES = { user: "ROOT", machine: "ROOT", app: "{00000000-0000-0000-0000-000000000000}" } as const;

/** What roots of each kind begin with in Windows, where no user is known yet. */
const DESCRIPTORS = {
  // O:BAG:SYD:PAI(A;CI;KR;;;BU)(A;CI;KA;;;BA)(A;CI;KA;;;SY)(A;CI;KA;;;CO)(A;;KR;;;AC)
  user:
    "010004948c0000009c000000000000001400000002007800050000000002180019000200010200000000000520000000210200000002" +
    "18003f000f0001020000000000052000000020020000000214003f000f00010100000000000512000000000214003f000f0001010000" +
    "00000003000000000000180019000200010200000000000f020000000100000001020000000000052000000020020000010100000000" +
    "000512000000",
  // O:BAG:SYD:PAI(A;CI;KR;;;BU)(A;CI;KA;;;BA)(A;CI;KA;;;SY)(A;CI;KA;;;CO)(A;CI;KR;;;AC)
  machine:
    "010004948c0000009c000000000000001400000002007800050000000002180019000200010200000000000520000000210200000002" +
    "18003f000f0001020000000000052000000020020000000214003f000f00010100000000000512000000000214003f000f0001010000" +
    "00000003000000000002180019000200010200000000000f020000000100000001020000000000052000000020020000010100000000" +
    "000512000000",
  // O:BAG:BAD:P(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KA;;;BU)(A;CI;KA;;;AC): it must let in whoever loads it
  app:
    "01000490780000008800000000000000140000000200640004000000000214003f000f00010100000000000512000000000218003f00" +
    "0f0001020000000000052000000020020000000218003f000f0001020000000000052000000021020000000218003f000f0001020000" +
    "0000000f02000000010000000102000000000005200000002002000001020000000000052000000020020000",
} as const;
