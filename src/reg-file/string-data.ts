import { hiveError } from "../errors.ts";
import { utf16Bytes } from "../hive/utf16.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import type { AnsiDecoder } from "./reg-text.ts";

/** How the bytes of texts that stand in hexadecimal are meant. */
export interface StringDataOptions {
  /** As in REGEDIT4: they are in a code page, and become UTF-16. */
  readonly isAnsi: boolean;
  readonly ansi?: AnsiDecoder;
  /** Windows ends them with a zero where they have none. */
  readonly likeWindows?: boolean;
}

const STRINGS: readonly number[] = [VALUE_TYPE.string, VALUE_TYPE.expandString, VALUE_TYPE.multiString];

/** A text as the data of REG_SZ: UTF-16LE with a zero behind it. */
export function stringData(text: string): Uint8Array {
  return utf16Bytes(`${text}\0`);
}

/** The data that bytes in hexadecimal stand for; a file's line is named where they are no text. */
export function hexData(type: number, bytes: Uint8Array, options: StringDataOptions, line: number): Uint8Array {
  if (!STRINGS.includes(type)) return bytes;
  const units = options.isAnsi ? utf16Bytes(ansiText(bytes, options.ansi, line)) : bytes;
  return options.likeWindows ? withZero(units) : units;
}

function ansiText(bytes: Uint8Array, ansi: AnsiDecoder | undefined, line: number): string {
  if (ansi !== undefined) return ansi().decode(bytes);
  if (bytes.every((byte) => byte < 0x80)) return new TextDecoder().decode(bytes);
  throw hiveError("bad-reg-file", `line ${line} has text in a code page that is not named`, {
    structure: "reg-file",
    advice: "Name it, for example --ansi cp1252.",
  });
}

/** Windows counts whole units: an odd byte at the end gives way to the zero. */
function withZero(bytes: Uint8Array): Uint8Array {
  const whole = bytes.length & ~1;
  if (whole === 0 || (bytes[whole - 1] === 0 && bytes[whole - 2] === 0)) return bytes;
  const longer = new Uint8Array(whole + 2);
  longer.set(bytes.subarray(0, whole));
  return longer;
}
