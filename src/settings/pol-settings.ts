import { VALUE_TYPE } from "../hive/value-type.ts";
import { type PolStatement, writePolFile } from "../pol-file/write-pol-file.ts";
import type { LeaveOut, SettingsKey, SettingsValue } from "./settings-entry.ts";

/** MS-GPREG 2.2.1. */
const LONGEST_NAME = 259;
const MOST_DATA = 65_535;

/** Keys as a Registry.pol file: a record for each value, and for each key without any. */
export function polSettings(keys: Iterable<SettingsKey>, leaveOut: LeaveOut): Iterable<Uint8Array<ArrayBuffer>> {
  return writePolFile(records(keys, leaveOut));
}

function* records(keys: Iterable<SettingsKey>, leaveOut: LeaveOut): Generator<PolStatement> {
  for (const key of keys) {
    const path = pathBelowScope(key);
    const unfit = path.includes("\0") ? "a Registry.pol file has no room for a NUL in a name" : undefined;
    if (unfit !== undefined) {
      leaveOut(key, undefined, unfit);
      continue;
    }
    let count = 0;
    for (const value of key.values) {
      const reason = path === "" ? "a Registry.pol file has no name for the root itself" : reasonAgainst(value);
      if (reason !== undefined) {
        leaveOut(key, value, reason);
        continue;
      }
      const data = value.data();
      if (data === undefined) continue;
      yield { key: path, value: value.name, type: value.type, data };
      count++;
    }
    if (count === 0 && path !== "") yield { key: path, value: "", type: VALUE_TYPE.none, data: new Uint8Array(0) };
  }
}

/** A user's keys lie below HKEY_CURRENT_USER, which is one of those below HKEY_USERS. */
function pathBelowScope({ root, path }: SettingsKey): string {
  return root === "HKEY_USERS" ? path.split("\\").slice(1).join("\\") : path;
}

function reasonAgainst({ name, type, size }: SettingsValue): string | undefined {
  if (name.startsWith("**")) return "its name would be taken for a directive";
  if (name.includes("\0")) return "a Registry.pol file has no room for a NUL in a name";
  if (name.length > LONGEST_NAME) return `a Registry.pol file takes names of at most ${LONGEST_NAME} characters`;
  if (size > MOST_DATA) return `a Registry.pol file takes at most ${MOST_DATA} bytes of data`;
  if (type > VALUE_TYPE.qword) return "Registry.pol files know no such type";
  if (name === "" && type === VALUE_TYPE.none && size === 0) return "its record would only create the key";
  return undefined;
}
