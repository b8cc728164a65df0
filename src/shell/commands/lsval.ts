import { HivexError, type HivexReading, hiveTypes } from "hivex-wasm";
import { CommandError, told } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Shows one value, plainly, or all values of the present key, a line each. `@` is the default value. */
export function lsval(session: Session, name: string): void {
  const { hivex, node } = session.hive;
  const about = "hivexsh: lsval";
  if (name === "") {
    for (const value of told(about, () => hivex.nodeValues(node))) session.print(told(about, () => line(hivex, value)));
    return;
  }
  const value = told(about, () => hivex.nodeGetValue(node, name === "@" ? "" : name));
  if (value === undefined) throw new CommandError(`hivexsh: ${name}: key not found`);
  session.host.print(told(about, () => plain(hivex, value)));
}

/** Text and numbers in lines of their own; everything else, and what is not what its type says, as it is. */
function plain(hivex: HivexReading, value: number): string | Uint8Array {
  const { type, len } = hivex.valueType(value);
  if (isNumber(type, len))
    return `${type === hiveTypes.REG_QWORD ? hivex.valueQword(value) : hivex.valueDword(value)}\n`;
  if (type === hiveTypes.REG_MULTI_SZ) {
    const texts = decoded(() => hivex.valueMultipleStrings(value));
    if (texts !== undefined) return texts.map((text) => `${text}\n`).join("");
  }
  const text = isText(type) ? decoded(() => hivex.valueString(value)) : undefined;
  return text === undefined ? hivex.valueValue(value).value : `${text}\n`;
}

/** Nearly as a .reg file has it. */
function line(hivex: HivexReading, value: number): string {
  const name = hivex.valueKey(value);
  return `${name === "" ? '"@"' : quoted(name)}=${lineData(hivex, value)}`;
}

function lineData(hivex: HivexReading, value: number): string {
  const { type, len } = hivex.valueType(value);
  if (isText(type)) {
    const text = decoded(() => hivex.valueString(value));
    if (text !== undefined) return `${type === hiveTypes.REG_SZ ? "" : `str(${type}):`}${quoted(text)}`;
  } else if (type !== hiveTypes.REG_QWORD && isNumber(type, len)) {
    return `dword:${(hivex.valueDword(value) >>> 0).toString(16).padStart(8, "0")}`;
  }
  const { value: data } = hivex.valueValue(value);
  const digits = Array.from(data, (byte) => byte.toString(16).padStart(2, "0"));
  return `hex(${type | 0}):${digits.join(",")}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function isText(type: number): boolean {
  return type === hiveTypes.REG_SZ || type === hiveTypes.REG_EXPAND_SZ || type === hiveTypes.REG_LINK;
}

/** Whether there are as many bytes as the number takes. */
function isNumber(type: number, length: number): boolean {
  if (type === hiveTypes.REG_QWORD) return length >= 8;
  return (type === hiveTypes.REG_DWORD || type === hiveTypes.REG_DWORD_BIG_ENDIAN) && length >= 4;
}

/** The text, or nothing where the data is no UTF-16. */
function decoded<Text>(read: () => Text): Text | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof HivexError && error.code === "EILSEQ") return undefined;
    throw error;
  }
}
