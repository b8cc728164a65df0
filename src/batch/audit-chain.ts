import { createHash } from "node:crypto";
import { hiveError } from "../errors.ts";

/** What the first line of an audit file has in place of the hash of the line before. */
const NO_LINE = "0".repeat(64);

/** The next line of an audit file: the entry, with the hash of the line before it. Ends with a line feed. */
export function auditLine(entry: object, previous: string | undefined): string {
  return `${JSON.stringify({ previous: previous === undefined ? NO_LINE : hashOf(previous), ...entry }, bigText)}\n`;
}

/** What an audit file's lines say. */
export interface AuditVerdict {
  readonly lines: number;
  /** Hash of the last line: written down elsewhere, it proves that nothing was cut off. */
  readonly lastHash: string;
}

/**
 * Holds every line of an audit file against the one before: a line that was changed, taken out or put in breaks the chain.
 * Lines cut off the end are missed only by who knows the last hash.
 *
 * @throws HiveError `audit-broken` with the number of the first line that does not fit
 */
export function verifyAudit(text: string): AuditVerdict {
  const lines = text.split("\n");
  const rest = lines.pop();
  if (rest !== "") throw broken(lines.length + 1, "it is not whole");
  let expected = NO_LINE;
  for (const [index, line] of lines.entries()) {
    if (previousOf(line) !== expected) throw broken(index + 1, "it does not name the line before it");
    expected = hashOf(line);
  }
  return { lines: lines.length, lastHash: expected };
}

function previousOf(line: string): unknown {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "object" && entry !== null && "previous" in entry ? entry.previous : undefined;
  } catch {
    return undefined;
  }
}

/** Over the line's text without its end. */
function hashOf(line: string): string {
  return createHash("sha256").update(line.replace(/\n$/, "")).digest("hex");
}

function broken(line: number, statement: string): Error {
  return hiveError("audit-broken", `line ${line} of the audit file: ${statement}`);
}

function bigText(_: string, content: unknown): unknown {
  return typeof content === "bigint" ? String(content) : content;
}
