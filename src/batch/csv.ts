import { csvField } from "./csv-field.ts";
import type { ReportRow } from "./report-row.ts";

const COLUMNS = [
  "hive",
  "role",
  "owner",
  "sid",
  "result",
  "code",
  "reason",
  "milliseconds",
  "before",
  "after",
  "warnings",
];

/** The rows as a table (RFC 4180); of a hive that has several the last one counts. */
export function csvOf(rows: readonly ReportRow[]): string {
  const last = new Map(rows.map((row) => [row.hive, row]));
  const lines = [...last.values()].sort((a, b) => (a.hive < b.hive ? -1 : 1)).map(fieldsOf);
  return [COLUMNS, ...lines].map((fields) => `${fields.map(csvField).join(",")}\r\n`).join("");
}

function fieldsOf({
  hive,
  role,
  owner,
  result,
  code,
  reason,
  milliseconds,
  fingerprint,
  warnings = [],
}: ReportRow): string[] {
  return [
    hive,
    role ?? "",
    owner?.name ?? "",
    owner?.sid ?? "",
    result,
    code ?? "",
    reason ?? "",
    String(milliseconds),
    fingerprint?.before.touched ?? "",
    fingerprint?.after?.touched ?? "",
    warnings.join("; "),
  ];
}
