import { bytesToHex } from "../hive/hex.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import { cmdArgument } from "./cmd-argument.ts";
import type { LeaveOut, SettingsKey } from "./settings-entry.ts";
import { itemsOf, numberOf, textOf } from "./string-content.ts";
import { textPieces } from "./text-pieces.ts";

/** The type that `reg add` is told, and the data as it reads them; without data it takes none, or an empty text. */
interface RegAddData {
  readonly type: string;
  readonly data?: string;
  /** What stands between the items of a list. */
  readonly separator?: string;
}

/** Characters of a line that cmd.exe takes. */
const LONGEST_LINE = 8191;
/** As cmd.exe reads the file: in UTF-8, and no `!` means a variable. */
const BEGIN = "@echo off\r\nsetlocal DisableDelayedExpansion\r\nchcp 65001 >nul\r\n";
const END = " /f >nul || exit /b 1\r\n";
const SEPARATORS = "|#~;,:!$@+*";

/** Keys as lines of a .cmd file: a `reg add` for each value, and for each key without any. */
export function regAddSettings(keys: Iterable<SettingsKey>, leaveOut: LeaveOut): Iterable<Uint8Array<ArrayBuffer>> {
  return textPieces(lines(keys, leaveOut));
}

function* lines(keys: Iterable<SettingsKey>, leaveOut: LeaveOut): Generator<string> {
  yield BEGIN;
  for (const key of keys) {
    const path = cmdArgument(key.path === "" ? key.root : `${key.root}\\${key.path}`);
    if (path === undefined) {
      leaveOut(key, undefined, "no command line can hold its name");
      continue;
    }
    let count = 0;
    for (const value of key.values) {
      const data = value.data();
      if (data === undefined) continue;
      const line = valueLine(path, value.name, value.type, data);
      if (typeof line === "string") {
        yield line;
        count++;
      } else leaveOut(key, value, line.reason);
    }
    if (count === 0 && key.path !== "") yield `reg add ${path}${END}`;
  }
}

function valueLine(path: string, name: string, type: number, data: Uint8Array): string | { readonly reason: string } {
  const said = regAddData(type, data);
  if (said === undefined) return { reason: "reg add cannot write such data" };
  const nameText = name === "" ? "/ve" : cmdArgument(name);
  const dataText = said.data === undefined ? "" : cmdArgument(said.data);
  if (nameText === undefined || dataText === undefined) return { reason: "no command line can hold its name or data" };
  const parts = [
    `reg add ${path} ${name === "" ? "" : "/v "}${nameText} /t ${said.type}`,
    said.separator === undefined ? "" : ` /s ${cmdArgument(said.separator)}`,
    said.data === undefined ? "" : ` /d ${dataText}`,
    END,
  ];
  const line = parts.join("");
  return line.length > LONGEST_LINE ? { reason: "its line would be longer than cmd.exe takes" } : line;
}

function regAddData(type: number, data: Uint8Array): RegAddData | undefined {
  switch (type) {
    case VALUE_TYPE.none:
      return textData("REG_NONE", data);
    case VALUE_TYPE.string:
      return textData("REG_SZ", data);
    case VALUE_TYPE.expandString:
      return textData("REG_EXPAND_SZ", data);
    case VALUE_TYPE.binary:
      return data.length === 0 ? { type: "REG_BINARY" } : { type: "REG_BINARY", data: bytesToHex(data) };
    case VALUE_TYPE.dword:
      return numberData("REG_DWORD", numberOf(data, 4));
    case VALUE_TYPE.dwordBigEndian:
      // reg.exe writes the number's bytes as those of any other.
      return numberData("REG_DWORD_BIG_ENDIAN", numberOf(data, 4));
    case VALUE_TYPE.qword:
      return numberData("REG_QWORD", numberOf(data, 8));
    case VALUE_TYPE.multiString:
      return listData(itemsOf(data));
    default:
      return undefined;
  }
}

function textData(type: string, data: Uint8Array): RegAddData | undefined {
  const text = textOf(data);
  return text === undefined ? undefined : { type, data: text };
}

function numberData(type: string, number: bigint | undefined): RegAddData | undefined {
  return number === undefined ? undefined : { type, data: `0x${number.toString(16)}` };
}

/** `\0` stands between items, unless they hold it themselves; reg.exe takes no empty item but a single one. */
function listData(items: readonly string[] | undefined): RegAddData | undefined {
  const type = "REG_MULTI_SZ";
  if (items === undefined) return undefined;
  if (items.length === 0) return { type, data: "" };
  if (items.length === 1 && items[0] === "") return { type, data: "\\0" };
  if (items.includes("")) return undefined;
  if (!items.some((item) => item.includes("\\0"))) return { type, data: items.join("\\0") };
  const separator = Array.from(SEPARATORS).find((each) => !items.some((item) => item.includes(each)));
  return separator === undefined ? undefined : { type, data: items.join(separator), separator };
}
