import { hiveError } from "../errors.ts";

/** A line of a text, without its end. */
export interface RegLine {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
  /** The characters that ended it; none at the end of the text. */
  readonly end: string;
}

/** UTF-16 units. regedit wraps its lines at 80; a value of 4 MiB on one line has 12 million. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Cuts a text into lines, at CR LF, LF and CR. Nothing follows a last line end.
 *
 * @throws HiveError `bad-reg-file` for a line of more than 16 Mi characters
 */
export function* regLines(chunks: Iterable<string>): Generator<RegLine> {
  let number = 0;
  let rest = "";
  const line = (text: string, end: string): RegLine => ({ number: ++number, text, end });
  for (const chunk of chunks) {
    const text = rest === "" ? chunk : rest + chunk;
    let start = 0;
    // A CR at the end of a chunk may be half of a CR LF.
    const limit = text.endsWith("\r") ? text.length - 1 : text.length;
    ENDS.lastIndex = 0;
    for (let found = ENDS.exec(text); found !== null && found.index < limit; found = ENDS.exec(text)) {
      yield line(text.slice(start, found.index), found[0]);
      start = ENDS.lastIndex;
    }
    rest = text.slice(start);
    if (rest.length > LONGEST_LINE)
      throw hiveError("bad-reg-file", `line ${number + 1} is longer than 16 Mi characters`, {
        structure: "reg-file",
        advice: "Wrap the data: a comma and a backslash at the end of the line, as regedit does.",
      });
  }
  if (rest.endsWith("\r")) yield line(rest.slice(0, -1), "\r");
  else if (rest !== "") yield line(rest, "");
}

const ENDS = /\r\n|\n|\r/g;
