const ROW = 16;

/**
 * Bytes in rows of 16 with their positions in front; the byte at `marked` stands in brackets.
 *
 * @example
 * hexRows(new Uint8Array([0x2d, 0]), 0); // ["0000 [2d]00"]
 */
export function hexRows(bytes: Uint8Array, marked?: number): string[] {
  const rows: string[] = [];
  for (let start = 0; start < bytes.length; start += ROW) {
    const digits = Array.from(bytes.subarray(start, start + ROW), (byte) => byte.toString(16).padStart(2, "0"));
    rows.push(`${start.toString(16).padStart(4, "0")} ${withBrackets(digits, (marked ?? -1) - start)}`.trimEnd());
  }
  return rows;
}

/** The brackets take the place of the blanks around the byte, so that the columns stay. */
function withBrackets(digits: readonly string[], index: number): string {
  const row = ["", ...digits, ""].join(" ");
  if (index < 0 || index >= digits.length) return row;
  const [start, end] = [index * 3, index * 3 + 3];
  return `${row.slice(0, start)}[${row.slice(start + 1, end)}]${row.slice(end + 1)}`;
}
