import { hiveError } from "../errors.ts";

/** An instruction of a Registry.pol file: `[key;value;type;size;data]`. */
export interface PolRecord {
  /** From 1 on. */
  readonly number: number;
  /** Where it begins, from the start of the file. */
  readonly fileOffset: number;
  /** The key's path without its root: below HKEY_CURRENT_USER or HKEY_LOCAL_MACHINE. */
  readonly key: string;
  /** The value's name, or a directive, which begins with two asterisks. */
  readonly value: string;
  /** The type's number. */
  readonly type: number;
  readonly data: Uint8Array;
}

/** `PReg` and the version, 1, each of 32 bits (MS-GPREG 2.2.1). */
export const POL_HEADER: readonly number[] = [0x50, 0x52, 0x65, 0x67, 1, 0, 0, 0];

/** The UTF-16 units that hold a record together. */
export const POL_MARK = { begin: 0x5b, separator: 0x3b, end: 0x5d } as const;

/** Whether bytes begin as those of a Registry.pol file do, whatever the file is called. */
export function isPolFile(start: Uint8Array): boolean {
  return POL_HEADER.slice(0, 4).every((byte, index) => start[index] === byte);
}

/** The error for bytes that are no Registry.pol file. */
export function badPol(
  statement: string,
  fileOffset: number,
  facts: { expected?: string; found?: string } = {},
): Error {
  return hiveError("bad-pol-file", statement, { structure: "pol-file", fileOffset, ...facts });
}
