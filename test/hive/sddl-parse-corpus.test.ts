import { expect, it } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { parseSecurityDescriptorText } from "../../src/hive/sddl/parse-descriptor.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import { parseSecurityDescriptor } from "../../src/hive/security-descriptor.ts";
import { securityDescriptorBytes } from "../../src/hive/security-descriptor-bytes.ts";
import { walkKeys } from "../../src/hive/walk-keys.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";

const SACL_BITS = 0x2a30;

/**
 * A descriptor without what SDDL does not tell: bytes of a list that no entry uses, revision 4 where no entry asks for it,
 * flags of a SACL that is not there. Written from the format alone: SACL, DACL, owner, group are in this order in all of
 * these hives.
 */
function plain(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const control = view.getUint16(2, true);
  const parts: Uint8Array[] = [];
  const head = new DataView(new ArrayBuffer(20));
  let at = 20;
  const place = (field: number, part: Uint8Array): void => {
    head.setUint32(field, at, true);
    parts.push(part);
    at += part.length;
  };
  head.setUint8(0, 1);
  head.setUint16(2, control & 0x10 ? control : control & ~SACL_BITS, true);
  for (const field of [12, 16]) {
    const start = view.getUint32(field, true);
    if (start === 0) continue;
    let end = start + 8;
    for (let count = view.getUint16(start + 4, true); count > 0; count--) end += view.getUint16(end + 2, true);
    const list = bytes.slice(start, end);
    list[0] = 2;
    new DataView(list.buffer).setUint16(2, end - start, true);
    place(field, list);
  }
  for (const field of [4, 8]) {
    const start = view.getUint32(field, true);
    place(field, bytes.slice(start, start + 8 + 4 * view.getUint8(start + 1)));
  }
  return Uint8Array.from([...new Uint8Array(head.buffer), ...parts.flatMap((part) => [...part])]);
}

describeCorpus("every descriptor of the corpus as text and back", () => {
  it.each(cleanHives().map(({ file }) => file))("%s", (file) => {
    using hive = Hive.fromBytes(corpusFile(file));
    const cells = new Set<number>();
    for (const { key } of walkKeys(hive.root)) cells.add(key.record.security);
    expect(cells.size).toBeGreaterThan(0);
    for (const offset of cells) {
      const { descriptor } = hive.engine.security(offset);
      const text = securityDescriptorText(parseSecurityDescriptor(descriptor));
      const bytes = securityDescriptorBytes(parseSecurityDescriptorText(text));
      expect(Buffer.from(bytes).toString("hex")).toBe(Buffer.from(plain(descriptor)).toString("hex"));
      expect(securityDescriptorText(parseSecurityDescriptor(bytes))).toBe(text);
    }
  });
});
