/** Spreadsheets take what begins with these for a formula; names of folders, keys and values are anybody's. */
const FORMULA = /^[=+\-@\t\r]/;

/** A field of a table of comma-separated values (RFC 4180), quoted where it must be. */
export function csvField(field: string): string {
  const safe = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
