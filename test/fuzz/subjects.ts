import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Random } from "../../bench/generate/random.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { corpusFile, corpusHives } from "../support/corpus.ts";
import { LogMutationDrawer } from "./draw-log-mutations.ts";
import { MutationDrawer } from "./draw-mutations.ts";
import type { FileRole, HiveFiles, Mutation } from "./mutation.ts";

/** A hive, with its logs where it is dirty, that is damaged in many ways. */
export class Subject {
  /** `fixtures/<path>` or `corpus/<file>`. */
  readonly name: string;
  /** How often it is taken, compared with the others: small ones take less time, so they come more often. */
  readonly weight: number;
  readonly #load: () => HiveFiles;
  #files: HiveFiles | undefined;
  #drawers: { draw(random: Random): Mutation[] }[] | undefined;

  constructor(name: string, size: number, load: () => HiveFiles) {
    this.name = name;
    this.weight = Math.ceil(3_000_000 / (size + 10_000));
    this.#load = load;
  }

  /** Loaded once. */
  get files(): HiveFiles {
    this.#files ??= this.#load();
    return this.#files;
  }

  /** Bytes of all files. */
  get size(): number {
    return [...this.files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Damage to one of the files, now and then to several. */
  draw(random: Random): Mutation[] {
    this.#drawers ??= [...this.files].map(([role, bytes]) =>
      role === "hive" ? new MutationDrawer(bytes) : new LogMutationDrawer(role, bytes),
    );
    const mutations = random.pick(this.#drawers).draw(random);
    return random.below(6) === 0 ? [...mutations, ...random.pick(this.#drawers).draw(random)] : mutations;
  }
}

/** Folders of fixtures that can be read, at least in part. */
const FIXTURE_FOLDERS = ["hives", "refused", "unproved", "dirty/dirty-vector-log", "dirty/entry-logs"];

/** The committed hives and, where they are there, the real ones. */
export function allSubjects(): Subject[] {
  return [...fixtureSubjects(), ...corpusSubjects()];
}

export function fixtureSubjects(): Subject[] {
  return FIXTURE_FOLDERS.flatMap((folder) =>
    readdirSync(join(FIXTURES, ...folder.split("/")))
      .filter((file) => /^(?!recovered).*\.dat$/i.test(file))
      .sort()
      .map((file) => fixtureSubject(`${folder}/${file}`)),
  );
}

export function corpusSubjects(): Subject[] {
  return corpusHives().map(({ file, size, sequence, logs }) => {
    const load = (): HiveFiles => {
      const own: [FileRole, Uint8Array][] = [["hive", corpusFile(file)]];
      // The logs of a clean hive are never looked at.
      if (sequence[0] === sequence[1]) return new Map(own);
      return new Map([...own, ...logs.map((log): [FileRole, Uint8Array] => [roleOf(log.file), corpusFile(log.file)])]);
    };
    return new Subject(`corpus/${file}`, size, load);
  });
}

/** The subject of that name; throws where there is none. */
export function subjectNamed(name: string): Subject {
  const found = allSubjects().find((subject) => subject.name === name);
  if (found === undefined) throw new Error(`there is no hive ${name} to damage`);
  return found;
}

function fixtureSubject(path: string): Subject {
  const file = join(FIXTURES, ...path.split("/"));
  const load = (): HiveFiles => {
    const own: [FileRole, Uint8Array][] = [["hive", bytesOf(file)]];
    const logs = readdirSync(dirname(file)).filter((name) => /\.LOG\d?$/i.test(name));
    return new Map([
      ...own,
      ...logs.map((log): [FileRole, Uint8Array] => [roleOf(log), bytesOf(join(dirname(file), log))]),
    ]);
  };
  return new Subject(`fixtures/${path}`, bytesOf(file).length, load);
}

function roleOf(log: string): FileRole {
  return (/LOG\d?$/i.exec(log)?.[0].toUpperCase() ?? "LOG") as FileRole;
}

function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(file));
}
