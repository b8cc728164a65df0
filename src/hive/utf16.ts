/** UTF-16LE code units as they stand, lone surrogates included: a decoder would replace those. */
export function utf16Text(data: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start + 1 < data.length; start += 8192) {
    const units: number[] = [];
    const end = Math.min(start + 8192, data.length - 1);
    for (let at = start; at < end; at += 2) units.push((data[at] ?? 0) | ((data[at + 1] ?? 0) << 8));
    parts.push(String.fromCharCode(...units));
  }
  return parts.join("");
}

/** A text as UTF-16LE, unit by unit. */
export function utf16Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit & 0xff;
    bytes[index * 2 + 1] = unit >> 8;
  }
  return bytes;
}
