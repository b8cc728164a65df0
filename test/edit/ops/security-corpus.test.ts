import { expect, it } from "vitest";
import { applyPlan } from "../../../src/edit/apply.ts";
import type { Plan } from "../../../src/edit/plan.ts";
import { Hive } from "../../../src/hive/hive.ts";
import { securityDescriptorText } from "../../../src/hive/sddl.ts";
import { parseSecurityDescriptor } from "../../../src/hive/security-descriptor.ts";
import { sidText } from "../../../src/hive/sid.ts";
import { cleanHives, corpusFile, corpusGolden, describeCorpus } from "../../support/corpus.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { type ReferenceHive, readHive, securityAt, walkKeys } from "../../support/reference-reader.ts";

/** Ten of the hives are larger and take most of the time. */
const LARGEST = process.env.HIVETOOL_FULL === "1" ? Number.POSITIVE_INFINITY : 768 * 1024;
const OTHER = "S-1-5-21-4294967295-1-4294967294-2-99999";

/** The text of each key's descriptor, in the order of the tree. */
function texts(bytes: Uint8Array, hive: ReferenceHive): string[] {
  return [...walkKeys(hive.root)].map(({ node }) => {
    const cell = securityAt(bytes, node.number("security"));
    const start = cell.at("descriptorSize") + 4;
    return securityDescriptorText(
      parseSecurityDescriptor(bytes.subarray(start, start + cell.number("descriptorSize"))),
    );
  });
}

/** All that is not security: paths, times, values, in the order of the tree. */
function content(hive: ReferenceHive): unknown[] {
  return [...walkKeys(hive.root)].map(({ path, node, className, values }) => [
    path.join("\\"),
    node.time("lastWritten"),
    className,
    values.map(({ name, type, data }) => [name, type, Buffer.from(data).toString("base64")]),
  ]);
}

describeCorpus("every sound hive of the corpus goes to another owner, and back", () => {
  it.each(cleanHives(LARGEST).flatMap(({ file, golden }) => (golden === null ? [] : [[file, golden] as const])))(
    "%s",
    (file, golden) => {
      const before = corpusFile(file);
      if (corpusGolden(golden).some((line) => line.startsWith("E"))) return;
      const hive = readHive(before);
      const old = texts(before, hive);
      using opened = Hive.fromBytes(before, { mode: "edit" });
      // Whoever owns most of it, be it a person or the system: all of its places change size.
      const { owner } = opened.root.security();
      const who = sidText(owner ?? expect.fail("no owner"));
      const swap = (one: string, other: string): Plan => ({
        version: 1,
        changes: [{ op: "replace-sid", old: one, new: other }],
      });
      applyPlan(opened, swap(who, OTHER), { time: 1n });
      const after = opened.engine.toBytes();
      const fresh = readHive(after);
      const isNew = (finding: string): boolean => !findings.has(finding);
      const findings = new Set(validateHive(before));
      expect(validateHive(after).filter(isNew)).toEqual([]);
      expect(content(fresh)).toEqual(content(hive));
      // The letters of the old owner, or its numbers where it has none.
      const letters = sidLetters(who);
      const pattern = new RegExp(`(?<=[:;(])${letters}(?=[)]|$|[OGDS]:|;)`, "g");
      expect(texts(after, fresh)).toEqual(old.map((text) => text.replace(pattern, OTHER)));
      applyPlan(opened, swap(OTHER, who), { time: 1n });
      const back = opened.engine.toBytes();
      expect(texts(back, readHive(back))).toEqual(old);
      expect(validateHive(back).filter(isNew)).toEqual([]);
    },
  );
});

/** Who owns roots: the letters that stand for it, written here once more. */
function sidLetters(sid: string): string {
  return { "S-1-5-18": "SY", "S-1-5-32-544": "BA", "S-1-5-19": "LS", "S-1-5-20": "NS" }[sid] ?? sid;
}
