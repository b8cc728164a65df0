import { type ReferenceKey, type ReferenceValue, readHive, walkKeys } from "../../support/reference-reader.ts";

/** A .reg file as regedit writes it, plainly and slowly: the text, without its byte order mark. */
export function regText(hive: Uint8Array, rootName: string, fits: (name: string) => boolean = () => true): string {
  let text = "Windows Registry Editor Version 5.00\r\n";
  for (const key of keysThatFit(readHive(hive).root, fits)) {
    text += `\r\n[${[rootName, ...key.path].join("\\")}]\r\n`;
    for (const value of key.values) if (fits(value.name)) text += `${valueLines(value)}\r\n`;
  }
  return `${text}\r\n`;
}

function* keysThatFit(root: ReferenceKey, fits: (name: string) => boolean): Generator<ReferenceKey> {
  for (const key of walkKeys(root)) if (key.path.every(fits)) yield key;
}

function valueLines({ name, type, data }: ReferenceValue): string {
  const begin = name === "" ? "@=" : `"${escaped(name)}"=`;
  if (type === 4 && data.length === 4) {
    return `${begin}dword:${Buffer.from(data).readUInt32LE().toString(16).padStart(8, "0")}`;
  }
  const text = type === 1 && data.length % 2 === 0 ? Buffer.from(data).toString("utf16le") : "";
  // One NUL, at the end, and nothing that would break the line or the file.
  const isPlain = (character: string): boolean => (character >= " " || character === "\t") && character < "\ufffe";
  if (text.endsWith("\0") && text.slice(0, -1).split("").every(isPlain))
    return `${begin}"${escaped(text.slice(0, -1))}"`;
  return wrapped(`${begin}hex${type === 3 ? "" : `(${type.toString(16)})`}:`, data);
}

function escaped(text: string): string {
  return text.replace(/[\\"]/g, "\\$&");
}

/** Characters are counted from the line's beginning; the comma that makes it 77 or more ends the line. */
function wrapped(begin: string, data: Uint8Array): string {
  let lines = "";
  let line = begin;
  data.forEach((byte, index) => {
    line += byte.toString(16).padStart(2, "0");
    if (index === data.length - 1) return;
    line += ",";
    if (line.length < 77) return;
    lines += `${line}\\\r\n`;
    line = "  ";
  });
  return lines + line;
}
