const HEAD = 20;
const CONTROL = { daclPresent: 0x4, saclPresent: 0x10, selfRelative: 0x8000 } as const;

/** Whether a self-relative descriptor can be read: its head, and the four parts that it names (MS-DTYP 2.4.6). */
export function descriptorIsRight(bytes: Buffer): boolean {
  if (bytes.length < HEAD || bytes[0] !== 1) return false;
  const control = bytes.readUInt16LE(2);
  if ((control & CONTROL.selfRelative) === 0) return false;
  const isPart = (at: number, isRight: (bytes: Buffer, at: number) => boolean): boolean => {
    const offset = bytes.readUInt32LE(at);
    return offset === 0 || (offset >= HEAD && isRight(bytes, offset));
  };
  return (
    isPart(4, sidIsRight) &&
    isPart(8, sidIsRight) &&
    ((control & CONTROL.saclPresent) === 0 || isPart(12, listIsRight)) &&
    ((control & CONTROL.daclPresent) === 0 || isPart(16, listIsRight))
  );
}

/** Revision 1, at most 15 sub-authorities, all there. */
function sidIsRight(bytes: Buffer, at: number): boolean {
  const count = bytes[at + 1] ?? 255;
  return bytes[at] === 1 && count <= 15 && at + 8 + 4 * count <= bytes.length;
}

/** An access control list whose entries lie within it. */
function listIsRight(bytes: Buffer, at: number): boolean {
  if (at + 8 > bytes.length || ![2, 3, 4].includes(bytes[at] ?? 0)) return false;
  const end = at + bytes.readUInt16LE(at + 2);
  if (end < at + 8 || end > bytes.length) return false;
  let entry = at + 8;
  for (let left = bytes.readUInt16LE(at + 4); left > 0; left--) {
    if (entry + 8 > end) return false;
    const size = bytes.readUInt16LE(entry + 2);
    if (size < 8 || size % 4 !== 0 || entry + size > end) return false;
    entry += size;
  }
  return true;
}
