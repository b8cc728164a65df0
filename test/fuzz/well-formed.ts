import type { ExportFormat } from "hivex-wasm";

/** What is wrong with an export's form, whatever it says; undefined when it is well-formed. */
export function faultOf(format: ExportFormat, bytes: Uint8Array): string | undefined {
  if (format === "none") return bytes.length === 0 ? undefined : "bytes without a format";
  if (format === "reg") return regFault(bytes);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "bytes that are no UTF-8";
  }
  if (format === "jsonl") return jsonFault(text);
  if (format === "xml" || format === "hivexml") return xmlFault(text);
  if (format === "csv") return csvFault(text);
  return format === "tsv" ? tsvFault(text) : undefined;
}

function regFault(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) return "no byte order mark";
  return bytes.length % 2 === 0 ? undefined : "half a letter at the end";
}

function jsonFault(text: string): string | undefined {
  for (const line of text.split("\n")) {
    if (line === "") continue;
    try {
      JSON.parse(line);
    } catch (error) {
      return `${String(error)} in ${JSON.stringify(line.slice(0, 200))}`;
    }
  }
  return text === "" || text.endsWith("\n") ? undefined : "the last line has no end";
}

/** An instruction, a comment, a tag with attributes in double quotes, or text. */
const XML_TOKEN =
  /<\?[^>]*\?>|<!--(?:(?!--)[\s\S])*-->|<(\/?)([A-Za-z][\w.-]*)(?:\s+[\w:.-]+="[^"<]*")*\s*(\/?)>|[^<]+/y;
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/;

/** Only what our own XML holds is known here. */
function xmlFault(text: string): string | undefined {
  for (let at = 0; at < text.length; at++) {
    if (!isXmlUnit(text.charCodeAt(at))) return `the letter at ${at} is none that XML knows`;
  }
  const open: string[] = [];
  for (let at = 0; at < text.length; at = XML_TOKEN.lastIndex) {
    XML_TOKEN.lastIndex = at;
    const match = XML_TOKEN.exec(text);
    if (match === null) return `no markup that is known: ${text.slice(at, at + 100)}`;
    const [whole, end, name, empty] = match;
    if (BARE_AMPERSAND.test(whole)) return `a bare & in ${whole.slice(0, 100)}`;
    if (name === undefined) continue;
    if (end && open.pop() !== name) return `an end of ${name} that was not open`;
    if (!end && !empty) open.push(name);
  }
  return open.length === 0 ? undefined : `${open.length} elements left open`;
}

/** Halves of surrogate pairs are whole pairs here: the text was valid UTF-8. */
function isXmlUnit(unit: number): boolean {
  return unit < 0x20 ? unit === 9 || unit === 10 || unit === 13 : unit < 0xfffe;
}

/** Every row has as many fields as the first. */
function csvFault(text: string): string | undefined {
  const field = /(?:"(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|$)/y;
  let [width, fields] = [0, 0];
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) return `a field that is not closed at ${at}`;
    fields++;
    if (match[1] === ",") continue;
    width ||= fields;
    if (fields !== width) return `a row of ${fields} fields before ${field.lastIndex}, the first has ${width}`;
    fields = 0;
  }
  return undefined;
}

function tsvFault(text: string): string | undefined {
  const name = String.raw`(?:[\x20-\x5b\x5d-\x7e]|\\u[0-9A-F]{4})*`;
  const path = String.raw`(?:[\x20-\x5b\x5d-\x7e]|\\)*`;
  const line = new RegExp(`^(?:K\t${path}\t\\d+|V\t${path}\t${name}\t\\d+\t\\d+\t[0-9a-f]{16})$`);
  return text.split("\n").find((one) => one !== "" && !line.test(one));
}
