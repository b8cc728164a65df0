import { hiveError } from "../errors.ts";
import { utf16Bytes } from "../hive/utf16.ts";
import type { RegItem } from "./reg-item.ts";
import { hasHalfPair, regValueLines } from "./write-value-lines.ts";

type Without<Item, Member extends string> = Item extends unknown ? Omit<Item, Member> : never;

/** A thing to be said in a .reg file: a key, whose values follow it, or a value of the key before; both also deleted. */
export type RegStatement = Without<Exclude<RegItem, { readonly kind: "ignored" }>, "line">;

/** How to write a .reg file. */
export interface WriteRegOptions {
  /** regedit's own UTF-16LE with a byte order mark, unless told; or UTF-8 without one. */
  readonly encoding?: "utf-16le" | "utf-8";
}

/** UTF-16 units that are written at once. */
const ENOUGH = 64 * 1024;

/**
 * Writes statements as regedit writes a file of version 5.00: byte for byte what it writes, but that text which its quotes
 * would lose goes as hexadecimal bytes. Paths are whole, with their root. Hands out finished bytes.
 *
 * @throws HiveError `name-not-in-reg` for a name that no .reg file can tell; `usage` for a value before any key
 * @example
 * const statements: RegStatement[] = [
 *   { kind: "key", path: "HKEY_CURRENT_USER\\Software\\Acme", isDeleted: false },
 *   { kind: "value", name: "Level", data: { type: VALUE_TYPE.dword, data: new Uint8Array([16, 0, 0, 0]) } },
 *   { kind: "value", name: "Old", data: "delete" },
 * ];
 * for (const bytes of writeRegFile(statements)) writeSync(file, bytes);
 */
export function* writeRegFile(
  statements: Iterable<RegStatement>,
  { encoding = "utf-16le" }: WriteRegOptions = {},
): Generator<Uint8Array> {
  const isUtf8 = encoding === "utf-8";
  const encoder = new TextEncoder();
  const encode = isUtf8 ? (text: string): Uint8Array => encoder.encode(text) : utf16Bytes;
  let text = isUtf8 ? "" : "\uFEFF";
  for (const piece of pieces(statements, isUtf8)) {
    text += piece;
    if (text.length < ENOUGH) continue;
    yield encode(text);
    text = "";
  }
  yield encode(text);
}

function* pieces(statements: Iterable<RegStatement>, isUtf8: boolean): Generator<string> {
  yield "Windows Registry Editor Version 5.00\r\n";
  let isKeyOpen = false;
  for (const statement of statements) {
    if (statement.kind === "value") {
      if (!isKeyOpen)
        throw hiveError("usage", "a value of a .reg file needs its key before it", { structure: "reg-file" });
      assertWritable(statement.name, isUtf8, "value");
      yield* regValueLines(statement.name, statement.data, isUtf8);
      continue;
    }
    const { path, isDeleted } = statement;
    assertWritable(path, isUtf8, "key");
    // A blank or a minus behind the bracket, and a backslash before it, say something else to whoever reads them.
    if (/^(?:[-\t ]|$)|\\$/.test(path)) throw unwritable(path, "key");
    yield `\r\n[${isDeleted ? "-" : ""}${path}]\r\n`;
    isKeyOpen = !isDeleted;
  }
  yield "\r\n";
}

/** A line break or a NUL ends the line or the name; UTF-8 has no room for half a pair. */
function assertWritable(name: string, isUtf8: boolean, what: "key" | "value"): void {
  if (/[\0\n\r]/.test(name) || (isUtf8 && hasHalfPair(name))) throw unwritable(name, what);
}

function unwritable(name: string, what: "key" | "value"): Error {
  return hiveError("name-not-in-reg", `no .reg file can tell the name of this ${what}`, {
    structure: "reg-file",
    found: JSON.stringify(name),
  });
}
