import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cleanHives, corpusFile, describeCorpus } from "../../support/corpus.ts";
import { describeOracle } from "../../support/oracles.ts";
import { add, byLibhivex, bytes, byUs, compare, remove, set, setAll, text } from "./edited-by-both.ts";
import type { HivexEdit } from "./edits.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/hives", import.meta.url));
const USER = readFileSync(join(FIXTURES, "outlook-user.dat"));
const NEW_USER = readFileSync(join(FIXTURES, "outlook-user-1.5.dat"));

describeOracle("libhivex", "Hivex writes what libhivex writes", () => {
  describe.each([
    ["1.3", USER],
    ["1.5", NEW_USER],
  ])("in a hive of version %s", (_, hive) => {
    it("creates keys with their parent's time and security", () => {
      const { said } = compare(hive, [
        add([], "Acme"),
        add(["Acme"], "b"),
        add(["Acme"], "a"),
        add(["Acme"], "C"),
        add(["acme", "B"], "deep"),
        add(["Software", "Microsoft"], "New Thing"),
      ]);
      expect(said).toEqual(Array(6).fill("ok"));
    });

    it("refuses a name that is taken, an empty one, and a handle that is none", () => {
      const bad: HivexEdit = { function: "node_add_child", node: 4, name: "x" };
      const { said } = compare(hive, [add([], "SOFTWARE"), add(["software"], "microsoft"), add([], ""), bad]);
      expect(said).toEqual(["EEXIST", "EEXIST", "EINVAL", "EINVAL"]);
    });

    it("sets values: new ones behind the others, old ones in their place under the name as it is spelled now", () => {
      const { tree } = compare(hive, [
        add([], "Acme"),
        set(["Acme"], text("One", "first")),
        set(["Acme"], text("Two", "second")),
        set(["Acme"], bytes("ONE", 3)),
        set(["Acme"], bytes("", 0)),
        set(["Acme"], bytes("two", 5)),
        set(["Acme"], { key: "Odd type", t: 0x7fffffff, hex: "00" }),
        set(["Acme"], { key: "Negative type", t: -5, hex: "0102030405" }),
      ]);
      const names = tree.filter((line) => line.startsWith("V\tAcme\t")).map((line) => line.split("\t")[2]);
      expect(names).toEqual(["ONE", "two", "", "Odd type", "Negative type"]);
    });

    it("sets values of every size up to the largest that both can hold", () => {
      const sizes = [0, 1, 3, 4, 5, 100, 4000, 16344];
      compare(hive, [add([], "Sizes"), ...sizes.map((size) => set(["Sizes"], bytes(`of ${size}`, size)))]);
      compare(hive, [
        add([], "Sizes"),
        ...sizes.map((size) => set(["Sizes"], bytes("grows", size))),
        ...[...sizes].reverse().map((size) => set(["Sizes"], bytes("grows", size))),
      ]);
    });

    it("sets all values of a key anew, in the order given, and deletes all", () => {
      const { tree } = compare(hive, [
        add([], "Acme"),
        setAll(["Acme"], text("a", "1"), text("b", "2"), text("c", "3")),
        setAll(["Acme"], text("a", "1"), text("c", "new"), bytes("b", 2), bytes("d", 4000)),
        add([], "Empty"),
        setAll(["Empty"], text("a", "1")),
        setAll(["Empty"]),
      ]);
      const names = tree.filter((line) => line.startsWith("V\tAcme\t")).map((line) => line.split("\t")[2]);
      expect(names).toEqual(["a", "c", "b", "d"]);
    });

    it("deletes keys with all below them, but not the root", () => {
      const bad: HivexEdit = { function: "node_delete_child", node: 5 };
      const { said, tree } = compare(hive, [
        add([], "Acme"),
        add(["Acme"], "Child"),
        set(["Acme", "Child"], bytes("v", 9)),
        remove(["Acme"]),
        remove(["Software", "Microsoft"]),
        remove([]),
        bad,
      ]);
      expect(said.slice(-4)).toEqual(["ok", "ok", "EINVAL", "EINVAL"]);
      expect(tree.some((line) => line.startsWith("K\tSoftware\\Microsoft"))).toBe(false);
    });

    it("names beyond ASCII, and Latin-1", () => {
      compare(hive, [
        add([], "Grün"),
        add([], "Привет"),
        add(["Привет"], "\u{1f600}"),
        set(["Grün"], text("Größe", "ä")),
        set(["Grün"], text("Размер", "я")),
      ]);
    });

    it("numbers the hive as a commit does: both sequence numbers one higher", () => {
      const { file } = compare(hive, [add([], "Acme")]);
      const numbers = (of: Uint8Array): number[] => [4, 8].map((at) => Buffer.from(of).readUInt32LE(at));
      expect(numbers(file)).toEqual(numbers(hive).map((number) => number + 1));
      expect(numbers(byLibhivex(hive, [add([], "Acme")]).file)).toEqual(numbers(file));
    });
  });

  describe.each([
    ["1.3", USER],
    ["1.5", NEW_USER],
  ])("at random, in a hive of version %s", (_, hive) => {
    it.each([1, 2, 3])("from seed %i", (seed) => {
      const edits = randomEdits(seed, 80);
      const { said } = compare(hive, edits);
      expect(new Set(said)).toEqual(new Set(["ok", "EEXIST"]));
    });
  });

  describeCorpus("in real hives", () => {
    it.each(cleanHives(LARGEST_REAL).map(({ file }) => file))(
      "%s",
      (file) => {
        const refused = REFUSED.get(file);
        if (refused !== undefined) expect(byUs(corpusFile(file), [add([], "Hivetool")]).said).toEqual([refused]);
        if (refused !== undefined) return;
        const { said } = compare(corpusFile(file), [
          add([], "Hivetool"),
          add(["Hivetool"], "Ärger"),
          set(["Hivetool"], text("one", "text")),
          set([], bytes("another", 1000)),
          setAll(["Hivetool", "Ärger"], bytes("b", 2), bytes("a", 3000), bytes("", 4)),
          add(["Hivetool"], "gone"),
          remove(["Hivetool", "Gone"]),
        ]);
        expect(said).toEqual(Array(7).fill("ok"));
      },
      60_000,
    );
  });
});

/** A list of the root's whose hints are not those of its names: it is not known who reads it how. */
const REFUSED = new Map([["msuhanov+yarp/CompHive", "ENOTSUP"]]);

/** libhivex is asked for the whole tree twice for each. */
const LARGEST_REAL = 512 * 1024;

/** Edits that both libraries can make, below a few keys, so that they meet what earlier ones have made. */
function randomEdits(seed: number, count: number): HivexEdit[] {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
  const paths: string[][] = [[]];
  const edits: HivexEdit[] = [];
  const place = (): string[] => paths[below(paths.length)] ?? [];
  const value = () => bytes(`value ${below(8)}`, [0, 2, 4, 5, 30, 700, 5000][below(7)] ?? 0);
  while (edits.length < count) {
    const at = place();
    const kind = below(10);
    if (kind < 3) {
      const name = `key ${below(12)}`;
      edits.push(add(at, name));
      const isNew = !paths.some((path) => path.join("\\") === [...at, name].join("\\"));
      if (isNew && at.length < 4) paths.push([...at, name]);
      else if (isNew) edits.pop();
    } else if (kind < 7) edits.push(set(at, value()));
    else if (kind < 9) {
      const values = Array.from({ length: below(6) }, value);
      edits.push(
        setAll(at, ...values.filter(({ key }, index) => values.findIndex((one) => one.key === key) === index)),
      );
    } else if (at.length > 0 && below(3) === 0) {
      edits.push(remove(at));
      const isBelow = (path: string[]): boolean => at.every((name, index) => path[index] === name);
      paths.splice(0, paths.length, ...paths.filter((path) => !isBelow(path)));
    }
  }
  return edits;
}
