import { VALUE_TYPE } from "../hive/value-type.ts";
import { powershellBytes, powershellText, powershellTexts } from "./powershell-literal.ts";
import type { LeaveOut, SettingsKey } from "./settings-entry.ts";
import { itemsOf, numberOf, textOf } from "./string-content.ts";
import { textPieces } from "./text-pieces.ts";

/** .NET's names of Windows' root keys. */
const ROOTS: Readonly<Record<string, string>> = {
  HKEY_CLASSES_ROOT: "ClassesRoot",
  HKEY_CURRENT_USER: "CurrentUser",
  HKEY_LOCAL_MACHINE: "LocalMachine",
  HKEY_USERS: "Users",
  HKEY_CURRENT_CONFIG: "CurrentConfig",
};

/** Windows PowerShell takes a file without a byte order mark for one in the ANSI code page. */
const BEGIN = "\uFEFF$ErrorActionPreference = 'Stop'\r\n";

/**
 * Keys as a PowerShell script. It goes by .NET's registry keys: the cmdlets take a `/` in a key's name for a separator and a
 * value called `(default)` for the default value, and `New-Item -Force` empties the keys that are there.
 */
export function powershellSettings(keys: Iterable<SettingsKey>, leaveOut: LeaveOut): Iterable<Uint8Array<ArrayBuffer>> {
  return textPieces(lines(keys, leaveOut));
}

function* lines(keys: Iterable<SettingsKey>, leaveOut: LeaveOut): Generator<string> {
  yield BEGIN;
  for (const key of keys) {
    if (key.path.includes("\0")) {
      leaveOut(key, undefined, "PowerShell cannot name a key with a NUL");
      continue;
    }
    const root = `[Microsoft.Win32.Registry]::${ROOTS[key.root]}`;
    yield `\r\n$key = ${key.path === "" ? root : `${root}.CreateSubKey(${powershellText(key.path)})`}\r\n`;
    for (const value of key.values) {
      if (value.name.includes("\0")) {
        leaveOut(key, value, "PowerShell cannot name a value with a NUL");
        continue;
      }
      const data = value.data();
      if (data === undefined) continue;
      const said = powershellData(value.type, data);
      if (said === undefined) leaveOut(key, value, "PowerShell cannot write such data");
      else yield `$key.SetValue(${powershellText(value.name)}, ${said})\r\n`;
    }
    yield "$key.Close()\r\n";
  }
}

/** The data and their kind, as `SetValue` takes them. */
function powershellData(type: number, data: Uint8Array): string | undefined {
  switch (type) {
    case VALUE_TYPE.none:
      return `${powershellBytes(data)}, 'None'`;
    case VALUE_TYPE.string:
      return as("String", textOf(data), powershellText);
    case VALUE_TYPE.expandString:
      return as("ExpandString", textOf(data), powershellText);
    case VALUE_TYPE.binary:
      return `${powershellBytes(data)}, 'Binary'`;
    case VALUE_TYPE.dword:
      return as("DWord", numberOf(data, 4), (number) => `${BigInt.asIntN(32, number)}`);
    case VALUE_TYPE.qword:
      return as("QWord", numberOf(data, 8), (number) => `[long]'${BigInt.asIntN(64, number)}'`);
    case VALUE_TYPE.multiString:
      return as("MultiString", itemsOf(data), powershellTexts);
    default:
      return undefined;
  }
}

function as<Content>(
  kind: string,
  content: Content | undefined,
  text: (content: Content) => string,
): string | undefined {
  return content === undefined ? undefined : `${text(content)}, '${kind}'`;
}
