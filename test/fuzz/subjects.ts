import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { corpusFile, corpusHives } from "../support/corpus.ts";
import { MutationDrawer } from "./draw-mutations.ts";

/** A hive that is damaged in many ways. */
export interface Subject {
  /** `fixtures/<path>` or `corpus/<file>`. */
  readonly name: string;
  /** How often it is taken, compared with the others: small ones take less time, so they come more often. */
  readonly weight: number;
  bytes(): Uint8Array;
  drawer(): MutationDrawer;
}

const CORPUS = "corpus/";
const FIXTURE = "fixtures/";
/** Folders of fixtures that can be read, at least in part. */
const FOLDERS = ["hives", "refused", "unproved"];

/** The committed hives and, where they are there, the real ones. */
export function allSubjects(): Subject[] {
  return [...fixtureSubjects(), ...corpusSubjects()];
}

export function fixtureSubjects(): Subject[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(FIXTURES, folder))
      .filter((file) => file.endsWith(".dat"))
      .sort()
      .map((file) => `${FIXTURE}${folder}/${file}`),
  ).map((name) => subject(name, bytesOf(name).length));
}

export function corpusSubjects(): Subject[] {
  return corpusHives().map(({ file, size }) => subject(`${CORPUS}${file}`, size));
}

export function bytesOf(name: string): Uint8Array {
  if (name.startsWith(CORPUS)) return corpusFile(name.slice(CORPUS.length));
  return new Uint8Array(readFileSync(join(FIXTURES, ...name.slice(FIXTURE.length).split("/"))));
}

function subject(name: string, size: number): Subject {
  let bytes: Uint8Array | undefined;
  let drawer: MutationDrawer | undefined;
  const loaded = (): Uint8Array => (bytes ??= bytesOf(name));
  return {
    name,
    weight: Math.ceil(3_000_000 / (size + 10_000)),
    bytes: loaded,
    drawer: () => (drawer ??= new MutationDrawer(loaded())),
  };
}
