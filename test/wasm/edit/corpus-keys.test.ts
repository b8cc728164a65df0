import type { Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { cleanHives, corpusFile, describeCorpus, SIZE_LIMIT } from "../../support/corpus.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { type ReferenceKey, readHive, walkKeys } from "../../support/reference-reader.ts";
import { draws, openForEdit, outline } from "./edited-hive.ts";

const COUNT = 520;

/** What Windows would not let one edit either, and keys whose tree is left out of the comparison. */
const isOrdinary = (key: ReferenceKey): boolean => (key.node.number("flags") & 0x5c) === 0;

/** Keys from everywhere in a hive below its root, none of which lies below another one. */
function someKeys(root: ReferenceKey, seed: number, count: number): ReferenceKey[] {
  const all = [...walkKeys(root)].slice(1).filter(isOrdinary);
  const random = draws(seed);
  const chosen: ReferenceKey[] = [];
  for (let trial = 0; trial < count; trial++) {
    const key = all[Math.floor(random.next().value * all.length)];
    if (key !== undefined && !chosen.some((other) => isAbove(other, key) || isAbove(key, other))) chosen.push(key);
  }
  return chosen;
}

function isAbove(one: ReferenceKey, other: ReferenceKey): boolean {
  return one.path.every((name, level) => other.path[level] === name);
}

function addTo(engine: Engine, key: number): void {
  for (let at = 0; at < COUNT; at++)
    engine.editing.createKey(key, `${at % 3 === 0 ? "é€" : "New "}${(at * 7919) % COUNT}`);
}

describeCorpus("keys of real hives are edited and put back", () => {
  for (const { file, version } of cleanHives(SIZE_LIMIT / 4)) {
    if (version === "1.1" || version === "1.2") continue;
    it(file, () => {
      const bytes = corpusFile(file);
      const before = readHive(bytes);
      const findings = validateHive(bytes);
      if (findings.some((finding) => /hint|order/.test(finding))) return; // beside such damage nothing is changed
      const engine = openForEdit(bytes);
      engine.editing.time = "keep";
      const chosen = someKeys(before.root, file.length, 12);
      const filled = [before.root, ...chosen].slice(0, 3).map(({ offset }) => offset);
      for (const parent of filled) addTo(engine, parent);
      for (const { offset } of chosen) {
        engine.editing.setClassName(engine.editing.createKey(offset, "Ünique €"), "its class");
      }
      const moved = chosen.map(({ offset, name, node }) =>
        engine.editing.moveKey(offset, node.number("parent"), `${name} by another name`),
      );
      expect(validateHive(engine.toBytes())).toEqual(findings);
      const edited = [...walkKeys(readHive(engine.toBytes()).root)];
      expect(edited).toHaveLength([...walkKeys(before.root)].length + filled.length * COUNT + chosen.length);

      // and back: what was moved goes home, what was made goes
      const home = chosen.map(({ name, node }, index) =>
        engine.editing.moveKey(moved[index] ?? 0, node.number("parent"), name),
      );
      for (const key of home) engine.editing.deleteKey(engine.findSubkey(key, "Ünique €") ?? 0);
      for (const parent of [before.root.offset, ...home].slice(0, 3))
        for (const key of engine.subkeys(parent))
          if (/^(é€|New )\d+$/.test(engine.key(key).name)) engine.editing.deleteKey(key);
      expect(validateHive(engine.toBytes())).toEqual(findings);
      expect(outline(readHive(engine.toBytes()).root)).toEqual(outline(before.root));
    });

    it(`${file}: each tree below the root is deleted whole`, () => {
      const bytes = corpusFile(file);
      const engine = openForEdit(bytes);
      const { root } = readHive(bytes);
      const isDeletable = (key: ReferenceKey): boolean =>
        [...walkKeys(key)].every(({ node }) => (node.number("flags") & 8) === 0);
      const before = validateHive(bytes);
      for (const key of root.keys.filter(isDeletable)) engine.editing.deleteKey(key.offset);
      const left = readHive(engine.toBytes());
      expect(left.root.keys.map(({ name }) => name)).toEqual(
        root.keys.filter((key) => !isDeletable(key)).map(({ name }) => name),
      );
      for (const finding of validateHive(engine.toBytes())) expect(before).toContain(finding);
      while (engine.editing.undo());
      expect(Buffer.compare(engine.toBytes(), bytes)).toBe(0);
    });
  }
});
