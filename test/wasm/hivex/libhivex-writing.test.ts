import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HIVEX_OPEN_WRITE, Hivex, hiveTypes } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { validateHive } from "../../support/hive-validator.ts";
import { askLibhivex, describeOracle, hivexDump } from "../../support/oracles.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { type HivexEdit, makeEdits, type ValueToSet } from "./edits.ts";

const SCRIPT = fileURLToPath(new URL("libhivex-edits.py", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../../../fixtures/hives", import.meta.url));
const USER = readFileSync(join(FIXTURES, "outlook-user.dat"));
const NEW_USER = readFileSync(join(FIXTURES, "outlook-user-1.5.dat"));

const hexOf = (text: string): string => Buffer.from(text, "utf16le").toString("hex");
const text = (key: string, data: string): ValueToSet => ({ key, t: hiveTypes.REG_SZ, hex: hexOf(`${data}\0`) });
const bytes = (key: string, size: number): ValueToSet => ({ key, t: hiveTypes.REG_BINARY, hex: "5a".repeat(size) });

interface Outcome {
  /** "ok" or an errno for each edit. */
  readonly said: readonly string[];
  /** The tree afterwards, as libhivex reads it. */
  readonly tree: readonly string[];
  readonly file: Uint8Array;
}

function byLibhivex(hive: Uint8Array, edits: readonly HivexEdit[]): Outcome {
  using folder = new TemporaryFolder();
  const path = folder.file("hive");
  writeFileSync(path, hive);
  writeFileSync(`${path}.edits.json`, JSON.stringify(edits));
  return { said: askLibhivex(SCRIPT, path), tree: sorted(hivexDump(path)), file: readFileSync(path) };
}

function byUs(hive: Uint8Array, edits: readonly HivexEdit[]): Outcome {
  using hivex = Hivex.open(hive, HIVEX_OPEN_WRITE);
  const said = makeEdits(hivex, edits);
  using folder = new TemporaryFolder();
  const path = folder.file("hive");
  const file = hivex.toBytes();
  writeFileSync(path, file);
  expect(validateHive(file)).toEqual([]);
  return { said, tree: sorted(hivexDump(path)), file };
}

/**
 * Keys by their paths, each with its values in stored order: libhivex sorts siblings by lower case, Windows by upper case,
 * which differ where a name holds one of [ \ ] ^ _ `.
 */
function sorted(dump: readonly string[]): string[] {
  const keys: string[][] = [];
  for (const line of dump) {
    if (line.startsWith("K\t")) keys.push([line]);
    else keys.at(-1)?.push(line);
  }
  return keys.sort(([one = ""], [other = ""]) => (one < other ? -1 : 1)).flat();
}

/** Both make the edits; the same is said of each, and libhivex reads the same tree from both files. */
function compare(hive: Uint8Array, edits: readonly HivexEdit[]): Outcome {
  const theirs = byLibhivex(hive, edits);
  const ours = byUs(hive, edits);
  expect(ours.said).toEqual(theirs.said);
  expect(ours.tree).toEqual(theirs.tree);
  return ours;
}

const add = (node: readonly string[], name: string): HivexEdit => ({ function: "node_add_child", node, name });
const set = (node: readonly string[], value: ValueToSet): HivexEdit => ({ function: "node_set_value", node, value });
const setAll = (node: readonly string[], ...values: ValueToSet[]): HivexEdit => ({
  function: "node_set_values",
  node,
  values,
});
const remove = (node: readonly string[]): HivexEdit => ({ function: "node_delete_child", node });

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
});
