import type { Value } from "../hive/value.ts";

/** A key that is to be written, with its values. */
export interface SettingsKey {
  /** One of Windows' root keys, by its whole name. */
  readonly root: string;
  /** The names below it, with backslashes; empty for the root key itself. */
  readonly path: string;
  readonly values: Iterable<SettingsValue>;
}

/** A value that is to be written. */
export interface SettingsValue {
  readonly name: string;
  readonly type: number;
  readonly size: number;
  /** The data, read when they are asked for; undefined in a damaged hive that is read tolerantly. */
  readonly data: () => Uint8Array | undefined;
}

/** Says that a key, or a value of it, is not written, and why. */
export type LeaveOut = (key: SettingsKey, value: SettingsValue | undefined, reason: string) => void;

/** Writes keys in a format, in pieces. */
export type SettingsFormatter = (keys: Iterable<SettingsKey>, leaveOut: LeaveOut) => Iterable<Uint8Array<ArrayBuffer>>;

/** A value of a hive as one that is to be written. */
export function settingsValue(value: Value): SettingsValue {
  const { name, type, size } = value;
  return { name, type, size, data: () => value.key.engine.attempt(() => value.data()) };
}
