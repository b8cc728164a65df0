import { HiveError } from "../../index.ts";

/** The text of a file that people write: UTF-8, or UTF-16 with a byte order mark. */
export function textOf(content: Uint8Array, advice: string): string {
  const isUtf16 = content[0] === 0xff && content[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(content);
  } catch (cause) {
    throw new HiveError("bad-value-text", "the file is no text in UTF-8", { advice, cause });
  }
}

/** The lines of a text; none of an empty one. */
export function linesOf(text: string): string[] {
  const whole = withoutLineEnd(text);
  return whole === "" ? [] : whole.split(/\r?\n/);
}

/** Editors end the last line, too. */
export function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}
