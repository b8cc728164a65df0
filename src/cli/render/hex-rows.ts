const ROW = 16;

/**
 * Bytes in rows of 16 with their positions in front; the byte at `marked` stands in brackets.
 *
 * @example
 * hexRows(new Uint8Array([0x2d, 0]), 0); // ["0000  [2d] 00"]
 */
export function hexRows(bytes: Uint8Array, marked?: number): string[] {
  const rows: string[] = [];
  for (let start = 0; start < bytes.length; start += ROW) {
    const row = Array.from(bytes.subarray(start, start + ROW), (byte, index) => {
      const digits = byte.toString(16).padStart(2, "0");
      return start + index === marked ? `[${digits}]` : ` ${digits} `;
    });
    rows.push(`${start.toString(16).padStart(4, "0")} ${row.join("")}`.trimEnd());
  }
  return rows;
}
