import { hiveTypes } from "hivex-wasm";
import { CommandError } from "./command-error.ts";

/** A value's type and data. */
export interface TypedData {
  readonly t: number;
  readonly value: Uint8Array;
}

/** Reads a value as it is typed for `setval`: `none`, `string:TEXT`, `expandstring:TEXT`, `dword:N`, `qword:N`, `hex:TYPE:BYTES`. */
export function typedData(typed: string): TypedData {
  if (typed === "none") return { t: hiveTypes.REG_NONE, value: new Uint8Array() };
  const [, form = "", rest = ""] = /^(\w+):(.*)$/s.exec(typed) ?? [];
  switch (form) {
    case "string":
      return { t: hiveTypes.REG_SZ, value: textData(rest) };
    case "expandstring":
      return { t: hiveTypes.REG_EXPAND_SZ, value: textData(rest) };
    case "dword": {
      const value = new Uint8Array(4);
      new DataView(value.buffer).setUint32(0, Number(numberWithin("dword", rest, 0n, 0xffffffffn)), true);
      return { t: hiveTypes.REG_DWORD, value };
    }
    case "qword": {
      const value = new Uint8Array(8);
      new DataView(value.buffer).setBigUint64(
        0,
        BigInt.asUintN(64, numberWithin("qword", rest, -(1n << 63n), (1n << 64n) - 1n)),
        true,
      );
      return { t: hiveTypes.REG_QWORD, value };
    }
    case "hex": {
      const [, type = "", digits = ""] = /^([^:]*):?(.*)$/s.exec(rest) ?? [];
      return { t: Number(numberWithin("hex", type, 0n, 0xffffffffn)), value: bytesData(digits) };
    }
  }
  throw new CommandError(
    `hivexsh: setval: cannot read the value: ${typed}`,
    "A value is none, string:TEXT, expandstring:TEXT, dword:NUMBER, qword:NUMBER or hex:TYPE:BYTES.",
  );
}

/** A number as C reads it: 0x for hexadecimal, 0 for octal, else decimal. undefined where it is none. */
export function cNumber(text: string): bigint | undefined {
  const [, sign, digits = ""] = /^\s*([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const number = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === "-" ? -number : number;
}

function numberWithin(form: string, text: string, least: bigint, most: bigint): bigint {
  const number = cNumber(text);
  if (number === undefined) throw new CommandError(`setval: ${form}: invalid integer parameter`);
  if (number < least || number > most) throw new CommandError(`setval: ${form}: integer out of range`);
  return number;
}

/** UTF-16LE with the NUL that ends it. */
function textData(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`${text}\0`, "utf16le"));
}

/** Whatever is no hexadecimal digit stands between the bytes. */
function bytesData(text: string): Uint8Array {
  const digits = text.replace(/[^0-9a-f]/gi, "");
  if (digits.length % 2 !== 0) throw new CommandError("hivexsh: setval: trailing garbage after hex string");
  return new Uint8Array(Buffer.from(digits, "hex"));
}
