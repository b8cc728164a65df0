import * as layout from "../assembly/layout.ts";

/** What the base block tells about a hive. Times are FILETIMEs: 100 ns since 1601-01-01 UTC. */
export interface BaseBlock {
  readonly primarySequence: number;
  readonly secondarySequence: number;
  /** Last written; frozen since Windows 8.1. */
  readonly lastWritten: bigint;
  readonly majorVersion: number;
  readonly minorVersion: number;
  /** Offset of the root key. */
  readonly rootOffset: number;
  /** Bytes of hive bins data, without the base block. */
  readonly binsSize: number;
  readonly clusteringFactor: number;
  /** The last 31 characters of the path that Windows knew the hive by; informative only. */
  readonly fileName: string;
  readonly checksumStored: number;
  readonly checksumComputed: number;
  readonly checksumValid: boolean;
  /** The hive was not closed well: its checksum is wrong or its sequence numbers differ. */
  readonly isDirty: boolean;
  /** undefined where the field holds remnants of memory: before Vista, and in old files of offreg.dll. */
  readonly flags: number | undefined;
  /** FILETIME with a type in its low two bits; undefined likewise. */
  readonly lastReorganized: bigint | undefined;
}

/** Reads the fields of a base block. `checksumComputed` comes from the engine, which knows its special cases. */
export function decodeBaseBlock(bytes: Uint8Array, checksumComputed: number): BaseBlock {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (offset: number): number => view.getUint32(offset, true);
  const primarySequence = u32(layout.BASE_BLOCK_PRIMARY_SEQUENCE);
  const secondarySequence = u32(layout.BASE_BLOCK_SECONDARY_SEQUENCE);
  const checksumStored = u32(layout.BASE_BLOCK_CHECKSUM);
  const minorVersion = u32(layout.BASE_BLOCK_MINOR);
  const hasGuids = u32(layout.BASE_BLOCK_GUID_SIGNATURE) === layout.SIGNATURE_RMTM;
  // Without one of these marks everything from 112 to 507 may be remnants of memory.
  const hasMeaning =
    hasGuids || u32(layout.BASE_BLOCK_OFFREG_SIGNATURE) === layout.SIGNATURE_OFFREG || minorVersion >= 6;
  return {
    primarySequence,
    secondarySequence,
    lastWritten: view.getBigUint64(layout.BASE_BLOCK_LAST_WRITTEN, true),
    majorVersion: u32(layout.BASE_BLOCK_MAJOR),
    minorVersion,
    rootOffset: u32(layout.BASE_BLOCK_ROOT),
    binsSize: u32(layout.BASE_BLOCK_BINS_SIZE),
    clusteringFactor: u32(layout.BASE_BLOCK_CLUSTERING),
    fileName: embeddedFileName(bytes),
    checksumStored,
    checksumComputed,
    checksumValid: checksumStored === checksumComputed,
    isDirty: checksumStored !== checksumComputed || primarySequence !== secondarySequence,
    flags: hasMeaning ? u32(layout.BASE_BLOCK_FLAGS) : undefined,
    lastReorganized: hasGuids ? view.getBigUint64(layout.BASE_BLOCK_REORGANIZED, true) : undefined,
  };
}

/** The file name in a base block, whatever else may be wrong with it. */
export function embeddedFileName(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let name = "";
  for (let at = 0; at < layout.BASE_BLOCK_FILE_NAME_SIZE; at += 2) {
    const unit = view.getUint16(layout.BASE_BLOCK_FILE_NAME + at, true);
    if (unit === 0) break;
    name += String.fromCharCode(unit);
  }
  return name;
}
