import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeHive } from "../../fixtures/build/hive-writer.ts";
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

/** Larger ones would make a sequence take longer than it is worth. */
const LARGEST = 400_000;
/** Hives whose keys mean more than names and values: an editor is right to treat them otherwise than the model does. */
const PECULIAR = /layers|special-keys/;

let starts: readonly Start[] | undefined;

/** Empty hives of each version that is edited, the sound fixtures, and where they are there some real hives. */
export function allStarts(): readonly Start[] {
  starts ??= [...emptyHives(), ...fixtureHives(), ...realHives()].flatMap(([name, bytes]) => startOf(name, bytes));
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
    const description = { minor, sequence: 1, time: 0x01d0_0000_0000_0000n, fileName: "", root: { name: "ROOT" } };
    return [`empty hive of version 1.${minor}`, writeHive(description).bytes];
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
