import { hiveError } from "../errors.ts";
import { VALUE_TYPE } from "../hive/value-type.ts";
import { isNothing, pastBlanks } from "./hex-data.ts";
import { quotedText } from "./quoted-text.ts";
import { regVersion } from "./reg-header.ts";
import { ignored, type RegItem } from "./reg-item.ts";
import { type RegLine, RegLines } from "./reg-lines.ts";
import { type AnsiDecoder, regText } from "./reg-text.ts";
import { hexData, type StringDataOptions, stringData } from "./string-data.ts";
import { badBytes, type TextEncoding, type ValueLine, valueLine } from "./value-line.ts";

/** How to read a .reg file. */
export interface ReadRegOptions {
  /** Decodes texts that are neither UTF-16 nor UTF-8. */
  readonly ansi?: AnsiDecoder;
  /** Add the zeros that Windows adds to texts in hexadecimal that lack one; otherwise bytes stay as they are written. */
  readonly likeWindows?: boolean;
  /**
   * Read as libhivex's hivexregedit does: without a first line that names a version, too, with `[\\]` for the root, and with
   * Wine's `str(TYPE):"text"`. Says what a text in quotes becomes.
   */
  readonly hivexText?: TextEncoding;
}

/** A text in quotes that goes over more lines or characters is not closed. */
const MOST_LINES_IN_TEXT = 1000;
const MOST_CHARACTERS_IN_TEXT = 1024 * 1024;

/**
 * Reads a .reg file: what it says, item by item, and each line that Windows would pass over without a word, with the reason.
 * Reads on only as items are asked for, and holds one value at a time.
 *
 * What is taken and what is not follows what Windows takes: "Windows Registry Editor Version 5.00", REGEDIT4, and the
 * REGEDIT of Windows 3.1; comments begin with `;`.
 *
 * @throws HiveError `bad-reg-file` for a first line that names no version, and for bytes that are no text
 * @example
 * for (const item of readRegFile([bytes])) if (item.kind === "key") console.log(item.path);
 */
export function* readRegFile(bytes: Iterable<Uint8Array>, options: ReadRegOptions = {}): Generator<RegItem> {
  const text = regText(bytes, options.ansi);
  const lines = new RegLines(text.chunks);
  const first = lines.next();
  const version = first && regVersion(first.text);
  if (version === undefined && options.hivexText !== undefined) {
    if (first !== undefined) yield* new RegReader(lines, false, options, [first]).items();
    return;
  }
  if (first === undefined || version === undefined) {
    throw hiveError("bad-reg-file", "the first line names no version of .reg files", {
      structure: "reg-file",
      expected: "Windows Registry Editor Version 5.00, or REGEDIT4",
      found: first === undefined ? "an empty file" : JSON.stringify(first.text.slice(0, 60)),
    });
  }
  if (version === "imports nothing") {
    yield ignored(first, "Windows imports nothing from a file that begins so");
  } else if (version === 3) yield* oldItems(lines);
  else yield* new RegReader(lines, version === 4, options).items();
}

/** The lines of Windows 3.1: `HKEY_CLASSES_ROOT\key = text`, default values only. */
function* oldItems(lines: Iterable<RegLine>): Generator<RegItem> {
  for (const line of lines) {
    const parts = /^(HKEY_CLASSES_ROOT\S*)[ \t]*=?[ ]?(.*)$/s.exec(line.text);
    const [, path, content = ""] = parts ?? [];
    if (path === undefined) {
      if (line.text.trim() !== "") yield ignored(line, "the line does not begin with HKEY_CLASSES_ROOT");
      continue;
    }
    yield { kind: "key", line: line.number, path, isDeleted: false };
    yield { kind: "value", line: line.number, name: "", data: { type: VALUE_TYPE.string, data: stringData(content) } };
  }
}

/** Goes through the lines of one file. */
class RegReader {
  readonly #lines: RegLines;
  readonly #strings: StringDataOptions;
  /** Lines that have been looked at in vain. */
  #ahead: RegLine[];
  readonly #hivexText: TextEncoding | undefined;
  #isKeyOpen = false;

  constructor(lines: RegLines, isOldVersion: boolean, options: ReadRegOptions, ahead: RegLine[] = []) {
    this.#lines = lines;
    this.#ahead = ahead;
    this.#hivexText = options.hivexText;
    this.#strings = { isAnsi: isOldVersion, ...options };
  }

  *items(): Generator<RegItem> {
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      const start = pastBlanks(line.text, 0);
      const first = line.text[start];
      if (first === undefined || first === ";") continue;
      if (first === "[") yield this.#key(line, start + 1);
      else if (first === '"' || first === "@") yield this.#value(line, start);
      else yield ignored(line, 'a line begins with [, ", @ or ;');
    }
  }

  #next(): RegLine | undefined {
    return this.#ahead.length > 0 ? this.#ahead.shift() : this.#lines.next();
  }

  /** `[path]` or `[-path]`: from the first bracket to the last one of the line. */
  #key(line: RegLine, start: number): RegItem {
    this.#isKeyOpen = false;
    const end = line.text.lastIndexOf("]");
    if (end < start) return ignored(line, "there is no ] on the line");
    const isDeleted = line.text[start] === "-";
    const written = line.text.slice(isDeleted ? start + 1 : start, end);
    const path = this.#hivexText !== undefined && written === "\\" ? written : written.replace(/\\+$/, "");
    if (path === "" || path.startsWith(" ") || path.startsWith("\t"))
      return ignored(line, "the key's name begins with a blank, or there is none");
    this.#isKeyOpen = !isDeleted;
    return { kind: "key", line: line.number, path, isDeleted };
  }

  #value(line: RegLine, start: number): RegItem {
    const first = valueLine(line.text, start, this.#hivexText);
    const found = first.kind === "open" ? this.#joined(line, start, first) : first;
    const item = this.#item(line, found);
    if (item.kind === "value" && !this.#isKeyOpen)
      return ignored(line, "no key is open that the value could be put into");
    return item;
  }

  #item(line: RegLine, found: ValueLine): RegItem {
    const { number } = line;
    switch (found.kind) {
      case "value":
        return { kind: "value", line: number, name: found.name, data: found.data };
      case "bytes": {
        const reason = found.goesOn ? this.#continued(found.bytes) : undefined;
        if (reason !== undefined) return ignored(line, reason);
        const data = hexData(found.type, found.bytes.bytes, this.#strings, number);
        return { kind: "value", line: number, name: found.name, data: { type: found.type, data } };
      }
      default:
        return ignored(line, found.reason);
    }
  }

  /** Reads the lines that bytes go on on; why they are void, if they are. The line that is at fault is used up, as Windows does. */
  #continued(bytes: Extract<ValueLine, { kind: "bytes" }>["bytes"]): string | undefined {
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      if (isNothing(line.text, 0)) continue;
      const end = bytes.read(line.text, 0, false);
      if (end === "complete") return undefined;
      if (end === "void") return `line ${line.number}, on which the bytes should go on, has others: ${badBytes(bytes)}`;
    }
    return "the file ends where the bytes should go on";
  }

  /**
   * A text with line ends in it, which regedit writes as they are. It is taken only where a closing quote comes with nothing
   * behind it, before the next key; else the first line alone is void.
   */
  #joined(line: RegLine, start: number, open: ValueLine): ValueLine {
    const seen: RegLine[] = [];
    let text = line.text + line.end;
    while (seen.length < MOST_LINES_IN_TEXT && text.length < MOST_CHARACTERS_IN_TEXT) {
      const next = this.#next();
      if (next === undefined) break;
      seen.push(next);
      if (next.text.startsWith("[")) break;
      text += next.text + next.end;
      if (quotedText(next.text, 0) === undefined) continue;
      const found = valueLine(text.trimEnd(), start, this.#hivexText);
      if (found.kind !== "value") break;
      return found;
    }
    this.#ahead = [...seen, ...this.#ahead];
    return open;
  }
}
