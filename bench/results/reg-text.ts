/**
 * Reads registry text, by whichever program it was written, to sorted lines `key <TAB> name <TAB> type <TAB> data`, all
 * names below the first key of the text. Programs differ in how they write text and in the root's name, not in these.
 */
export function readRegText(text: string): string[] {
  const lines: string[] = [];
  let [root, key] = ["", ""];
  for (const line of text.replace(/\\\r?\n\s*/g, "").split(/\r?\n/)) {
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      root ||= section;
      key = section.slice(root.length).replace(/^\\/, "");
      lines.push(key);
      continue;
    }
    const value = /^(?:@|"((?:[^"\\]|\\.)*)")=(.*)$/.exec(line);
    if (value) lines.push(`${key}\t${unescaped(value[1] ?? "")}\t${dataOf(value[2] ?? "")}`);
  }
  return lines.sort();
}

/** Type and data in hexadecimal digits. */
function dataOf(text: string): string {
  const number = /^dword:([\da-f]{8})$/i.exec(text)?.[1];
  if (number !== undefined) return `4\t${Buffer.from(number, "hex").reverse().toString("hex")}`;
  const string = /^(?:str(?:\(1\))?:)?"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  if (string !== undefined) return `1\t${Buffer.from(`${unescaped(string)}\0`, "utf16le").toString("hex")}`;
  const [, type = "3", bytes = ""] = /^hex(?:\(([\da-f]+)\))?:([\da-f,]*)$/i.exec(text) ?? [];
  return `${Number.parseInt(type, 16)}\t${bytes.replaceAll(",", "").toLowerCase()}`;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}
