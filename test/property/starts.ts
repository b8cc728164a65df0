import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newHive } from "hivex-wasm";
import { type KeyDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { cleanHives, corpusFile } from "../support/corpus.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive } from "../support/reference-reader.ts";
import { styleFindings } from "../support/style-validator.ts";
import { type ModelKey, modelOf } from "./model.ts";

/** A hive that sequences of edits start from; nothing is wrong with it. */
export interface Start {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly model: ModelKey;
}

const TIME = 0x01d0_0000_0000_0000n;
/** Larger ones would make a sequence take longer than it is worth. */
const LARGEST = 400_000;
/** Hives whose keys mean more than names and values: an editor is right to treat them otherwise than the model does. */
const PECULIAR = /layers|special-keys/;

let starts: readonly Start[] | undefined;

/** Empty hives of each version that is edited, some with lists about to change their shape, the sound fixtures, and where they are there some real hives. */
export function allStarts(): readonly Start[] {
  starts ??= [...emptyHives(), ...newHives(), ...listHives(), ...fixtureHives(), ...realHives()].flatMap(
    ([name, bytes]) => startOf(name, bytes),
  );
  return starts;
}

function startOf(name: string, bytes: Uint8Array): Start[] {
  const hive = readHive(bytes);
  const minor = hive.baseBlock.number("minorVersion");
  if (minor < 3 || bytes.length > LARGEST) return [];
  if (validateHive(bytes).length > 0 || styleFindings(bytes).length > 0) return [];
  return [{ name, bytes, model: modelOf(bytes, hive) }];
}

function emptyHives(): [name: string, bytes: Uint8Array][] {
  return [3, 4, 5, 6].map((minor) => {
    const description = { minor, sequence: 1, time: TIME, fileName: "", root: { name: "ROOT" } };
    return [`empty hive of version 1.${minor}`, writeHive(description).bytes];
  });
}

/** The engine's own empty hives. */
function newHives(): [name: string, bytes: Uint8Array][] {
  const kinds = [
    [3, "user"],
    [5, "machine"],
    [6, "app"],
  ] as const;
  return kinds.map(([minorVersion, like]) => [`new hive of a ${like}`, newHive({ minorVersion, like, time: TIME })]);
}

/** Full leaves, leaves of a few elements each, and keys with subkeys among what they list. */
function listHives(): [name: string, bytes: Uint8Array][] {
  const keys = (count: number, below: number): KeyDescription[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `${index}`,
      keys: below === 0 ? [] : keys(index % 4, below - 1),
    }));
  return [3, 4, 5, 6].flatMap((minor): [string, Uint8Array][] => {
    const most = minor < 5 ? 1012 : 507;
    const root = (...listed: KeyDescription[]): Uint8Array => {
      const named = listed.map((key, index) => ({ ...key, name: `list ${index}` }));
      return writeHive({ minor, sequence: 1, time: TIME, fileName: "", root: { name: "ROOT", keys: named } }).bytes;
    };
    const short = { name: "", keys: keys(9, 2), list: { leafCount: 2 } };
    const single = { name: "", keys: keys(3, 1), list: { leafCount: 1 } };
    const full = { name: "", keys: keys(most, 0) };
    const twoLeaves = { name: "", keys: keys(most + 1, 0) };
    const fast = { name: "", keys: keys(507, 0) };
    return [
      [`short leaves in version 1.${minor}`, root(short, single, short)],
      [`full leaves in version 1.${minor}`, root(full, twoLeaves, fast)],
    ];
  });
}

function fixtureHives(): [name: string, bytes: Uint8Array][] {
  const folder = join(FIXTURES, "hives");
  return readdirSync(folder)
    .filter((file) => !PECULIAR.test(file))
    .sort()
    .map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]);
}

function realHives(): [name: string, bytes: Uint8Array][] {
  return cleanHives(LARGEST).map(({ file }) => [file, corpusFile(file)]);
}
