const ROW = 16;
const PIECE = 256; // rows that are put into one text

/**
 * Bytes as every hex viewer shows them: file offset, 16 bytes, the printable ASCII among them. In pieces of 4 KiB, so that
 * a large cell needs no large text.
 *
 * @example
 * [...hexView(Uint8Array.of(0x6e, 0x6b), 0x1020)]; // ["00001020  6e 6b   nk\n"], the columns filled with blanks
 */
export function* hexView(bytes: Uint8Array, fileOffset: number): Generator<string> {
  for (let start = 0; start < bytes.length; start += ROW * PIECE) {
    const rows: string[] = [];
    const end = Math.min(start + ROW * PIECE, bytes.length);
    for (let at = start; at < end; at += ROW)
      rows.push(row(bytes.subarray(at, Math.min(at + ROW, end)), fileOffset + at));
    yield rows.join("");
  }
}

function row(bytes: Uint8Array, fileOffset: number): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
  const left = digits
    .slice(0, ROW / 2)
    .join(" ")
    .padEnd(ROW * 1.5 - 1);
  const right = digits
    .slice(ROW / 2)
    .join(" ")
    .padEnd(ROW * 1.5 - 1);
  const letters = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
  return `${fileOffset.toString(16).padStart(8, "0")}  ${left}  ${right}  ${letters}\n`;
}
