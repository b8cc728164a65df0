import { expect, it } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import type { SecurityDescriptor } from "../../src/hive/security-descriptor.ts";
import { sidText } from "../../src/hive/sid.ts";
import { walkKeys } from "../../src/hive/walk-keys.ts";
import { cleanHives, corpusFile, describeCorpus } from "../support/corpus.ts";
import { readSddl } from "../support/sddl-reader.ts";

const TYPES: Record<number, string> = { 0: "A", 1: "D", 2: "AU", 17: "ML" };
const FLAGS: [string, number][] = [
  ["CI", 2],
  ["CR", 32],
  ["FA", 128],
  ["ID", 16],
  ["IO", 8],
  ["NP", 4],
  ["OI", 1],
  ["SA", 64],
];

/** The descriptor as its text has to tell it, made without the code that makes the text. */
function expected({ owner, group, dacl, sacl }: SecurityDescriptor) {
  const list = (acl: SecurityDescriptor["dacl"]) =>
    acl === null
      ? null
      : acl?.entries.map(({ type, flags, mask, sid }) => ({
          type: TYPES[type],
          flags: FLAGS.filter(([, bit]) => flags & bit)
            .map(([name]) => name)
            .join(" "),
          mask,
          sid: sid && sidText(sid),
        }));
  return { owner: owner && sidText(owner), group: group && sidText(group), dacl: list(dacl), sacl: list(sacl) };
}

describeCorpus("security and class names of every sound hive of the corpus", () => {
  it.each(cleanHives().map(({ file }) => file))("%s", (file) => {
    using hive = Hive.fromBytes(corpusFile(file));
    const seen = new Map<number, number>();
    for (const { key } of walkKeys(hive.root)) {
      const { security, classSize } = key.record;
      expect(key.className?.length ?? 0).toBe(classSize / 2);
      const count = seen.get(security) ?? 0;
      seen.set(security, count + 1);
      if (count > 0) continue;
      const descriptor = key.security();
      expect(readSddl(securityDescriptorText(descriptor))).toMatchObject(expected(descriptor));
    }
    expect(seen.size).toBeGreaterThan(0);
    // The ring holds each cell that a key refers to.
    const [first = 0] = seen.keys();
    const ring = new Set<number>();
    for (let offset = first; !ring.has(offset); offset = hive.engine.security(offset).next) ring.add(offset);
    for (const offset of seen.keys()) expect(ring.has(offset), `security cell ${offset}`).toBe(true);
  });
});
