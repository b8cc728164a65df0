import { type HiveError, headerChecksum, layout } from "hivex-wasm";
import { hiveError } from "../../errors.ts";

/** What a base block says, as far as it can be believed. */
export interface FoundBaseBlock {
  /** All of it as it will be written, but for root, size of the bins and checksum. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly minorVersion: number;
  readonly root: number;
  /** Where the hive bins data ends within the file. */
  readonly end: number;
  /** Bytes of hive bins data that the file does not have. */
  readonly missing: number;
  readonly lastWritten: bigint;
}

const OLDEST_MINOR = 3;
const NEWEST_MINOR = 6;

/**
 * Reads the base block of a damaged hive and mends what has one right value: signature, type, format, clustering factor, the
 * fields of the boot loader, the sequence numbers.
 *
 * @throws {@link HiveError} `nothing-to-save` for a file without a page of bins, `unsupported-version`, `version-read-only`
 */
export function readBaseBlock(file: Uint8Array): FoundBaseBlock {
  const space = file.length - layout.BASE_BLOCK_SIZE;
  if (space < layout.HIVE_BIN_SIZE + layout.KEY_NODE_SIZE)
    throw nothingToSave("the file ends before its first hive bin");
  const bytes = file.slice(0, layout.BASE_BLOCK_SIZE);
  const view = new DataView(bytes.buffer);
  const number = (field: number): number => view.getUint32(field, true);
  const put = (field: number, value: number): void => view.setUint32(field, value, true);
  const minorVersion = number(layout.BASE_BLOCK_MINOR);
  assertVersion(number(layout.BASE_BLOCK_MAJOR), minorVersion);
  put(layout.BASE_BLOCK_SIGNATURE, layout.SIGNATURE_REGF);
  put(layout.BASE_BLOCK_TYPE, layout.FILE_TYPE_PRIMARY);
  put(layout.BASE_BLOCK_FORMAT, layout.FILE_FORMAT_DIRECT);
  put(layout.BASE_BLOCK_CLUSTERING, 1);
  put(layout.BASE_BLOCK_BOOT_TYPE, 0);
  put(layout.BASE_BLOCK_BOOT_RECOVER, 0);
  put(layout.BASE_BLOCK_SECONDARY_SEQUENCE, number(layout.BASE_BLOCK_PRIMARY_SEQUENCE));
  const statedEnd = binsEnd(file, number(layout.BASE_BLOCK_BINS_SIZE));
  return {
    bytes,
    minorVersion,
    root: number(layout.BASE_BLOCK_ROOT),
    end: Math.min(statedEnd, space),
    missing: Math.max(0, statedEnd - space),
    lastWritten: view.getBigUint64(layout.BASE_BLOCK_LAST_WRITTEN, true),
  };
}

/**
 * The base block with which a damaged hive can be opened, to have its bins replaced: it counts as many whole pages as there
 * are, and names a root where one may be.
 */
export function openingBaseBlock(baseBlock: FoundBaseBlock, root: number): Uint8Array<ArrayBuffer> {
  const whole = baseBlock.end - (baseBlock.end % layout.PAGE_SIZE);
  const binsSize = Math.max(layout.PAGE_SIZE, whole);
  return sealedBaseBlock(baseBlock, root < binsSize ? root : layout.HIVE_BIN_SIZE, binsSize);
}

/** The whole base block of a hive with this root and so many bytes of bins. */
export function sealedBaseBlock({ bytes }: FoundBaseBlock, root: number, binsSize: number): Uint8Array<ArrayBuffer> {
  const sealed = bytes.slice();
  const view = new DataView(sealed.buffer);
  view.setUint32(layout.BASE_BLOCK_ROOT, root, true);
  view.setUint32(layout.BASE_BLOCK_BINS_SIZE, binsSize, true);
  view.setUint32(layout.BASE_BLOCK_CHECKSUM, headerChecksum(sealed), true);
  return sealed;
}

/** Behind a size that makes sense old bins may follow that no longer count; without one, bins end where they break off. */
function binsEnd(file: Uint8Array, stated: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const space = file.length - layout.BASE_BLOCK_SIZE;
  const headAt = (offset: number): boolean =>
    layout.BASE_BLOCK_SIZE + offset + layout.HIVE_BIN_SIZE <= file.length &&
    view.getUint32(layout.BASE_BLOCK_SIZE + offset, true) === layout.SIGNATURE_HBIN &&
    view.getUint32(layout.BASE_BLOCK_SIZE + offset + layout.HIVE_BIN_OFFSET, true) === offset;
  let walked = 0;
  while (walked < space && headAt(walked)) {
    const size = view.getUint32(layout.BASE_BLOCK_SIZE + walked + layout.HIVE_BIN_BYTES, true);
    if (size === 0 || size % layout.PAGE_SIZE !== 0) break;
    walked += size;
    if (walked === stated) return stated;
  }
  const isPossible = stated > 0 && stated % layout.PAGE_SIZE === 0;
  if (isPossible && stated >= walked) return stated;
  // Past a broken header the last one that names its place tells how far the bins reach.
  let last = space - (space % layout.PAGE_SIZE) - layout.PAGE_SIZE;
  while (last > 0 && !headAt(last)) last -= layout.PAGE_SIZE;
  if (last < 0 || !headAt(last)) return Math.max(walked, Math.min(space, layout.PAGE_SIZE));
  const size = view.getUint32(layout.BASE_BLOCK_SIZE + last + layout.HIVE_BIN_BYTES, true);
  return Math.max(walked, last + (size % layout.PAGE_SIZE === 0 && size > 0 ? size : layout.PAGE_SIZE));
}

function assertVersion(major: number, minor: number): void {
  const found = `${major}.${minor}`;
  if (major === 1 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) return;
  const facts = { structure: "base block", expected: `1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}`, found };
  if (major === 1 && minor < OLDEST_MINOR)
    throw hiveError("version-read-only", "hives of this version are read, not written", facts);
  throw hiveError("unsupported-version", "the version of the hive is unknown, so nothing in it can be told", facts);
}

/** The error of a hive in which there is no key. */
export function nothingToSave(why: string): HiveError {
  return hiveError("nothing-to-save", `there is nothing to save: ${why}`);
}
