import { closeSync, copyFileSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { newHive } from "hivex-wasm";
import { goldenDump } from "../../test/support/golden-dump.ts";
import { readHive } from "../../test/support/reference-reader.ts";
import { type Command, type Contestant, hivetool, isInstalled, run } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import type { Race } from "../race.ts";
import { peakMemory } from "./memory.ts";

const ROOT = "HKEY_CURRENT_USER";
const MEGABYTE = 1 << 20;
/** Reged takes several seconds for some. */
const PAIRS = 5;

/** A .reg file of so many values in so many keys into a copy of a hive: whole processes, ours with every sync. */
export function importRaces(hive: GeneratedHive, values: number, folder: string): Race[] {
  return [1, values / 10].map((keys) => {
    const regFile = join(folder, `import-${keys}.reg`);
    // Others read no UTF-16.
    writeFileSync(regFile, [...regText(keys, values / keys)].join(""), "utf8");
    const ours = (path: string): Command => hivetool("import", path, regFile);
    const hivexregedit = (path: string): Command => ({
      program: "hivexregedit",
      args: ["--merge", "--prefix", ROOT, path, regFile],
    });
    return {
      title: `import of ${values} values into ${keys === 1 ? "one key" : `${keys} keys`}, hive of ${Math.round(hive.size / MEGABYTE)} MB`,
      ours: importer("hivetool", hive, folder, ours),
      peers: [
        importer("hivexregedit --merge", hive, folder, hivexregedit),
        importer("reged -I", hive, folder, (path) => reged(path, regFile)),
      ],
      pairs: PAIRS,
      target: 1,
    };
  });
}

/** The most memory that importing a .reg file of so many MB takes: all of it new, and the same over and over. */
export function importMemory(size: number, folder: string): Limit[] {
  const path = join(folder, "import.dat");
  const regFile = join(folder, "import.reg");
  return [
    { what: "all of it new", megabytes: size, keyOf: (index: number) => index },
    { what: "the same over and over", megabytes: size * 3, keyOf: (index: number) => index % 10 },
  ].map(({ what, megabytes, keyOf }) => {
    writeFileSync(path, newHive({ minorVersion: 5, like: "machine", time: 0n }));
    writeLarge(regFile, megabytes * MEGABYTE, keyOf);
    const command = hivetool("import", path, regFile, "--prefix", ROOT, "--replace");
    const figure = peakMemory(command) / MEGABYTE;
    rmSync(regFile);
    return { title: `peak memory, import of a .reg file of ${megabytes} MB, ${what}`, figure, limit: 300, unit: "MB" };
  });
}

function writeLarge(path: string, size: number, keyOf: (index: number) => number): void {
  const file = openSync(path, "w");
  let written = writeSync(file, "\ufeffWindows Registry Editor Version 5.00\r\n\r\n", null, "utf16le");
  for (let index = 0; written < size; index++)
    written += writeSync(file, [...section(keyOf(index), 100)].join(""), null, "utf16le");
  closeSync(file);
}

function* regText(keys: number, valuesInEach: number): Generator<string> {
  // hivexregedit wants to be told of each key on the way.
  yield `Windows Registry Editor Version 5.00\r\n\r\n[${ROOT}\\Imported]\r\n\r\n`;
  for (let key = 0; key < keys; key++) yield* section(key, valuesInEach);
}

/** Texts, numbers and bytes, as settings are. */
function* section(key: number, values: number): Generator<string> {
  yield `[${ROOT}\\Imported\\Key ${key}]\r\n`;
  for (let value = 0; value < values; value++) {
    const name = `"Value ${value}"`;
    if (value % 4 === 3) yield `${name}=dword:${(key + value).toString(16).padStart(8, "0")}\r\n`;
    else if (value % 4 === 2) yield `${name}=hex:01,02,03,04,05,06,07,08,09,0a,0b,0c,0d,0e,0f,10\r\n`;
    else yield `${name}="some text for value ${value} of key ${key}"\r\n`;
  }
  yield "\r\n";
}

/** Its exit code is 2 where it has made the file larger. */
function reged(path: string, regFile: string): Command {
  return { program: "sh", args: ["-c", `reged -I -C "$1" ${ROOT} "$2"; test $? -le 2`, "sh", path, regFile] };
}

function importer(name: string, hive: GeneratedHive, folder: string, command: (path: string) => Command): Contestant {
  const path = join(folder, "imported.dat");
  const prepare = (): void => copyFileSync(hive.path, path);
  const work = (): void => run(command(path));
  return {
    name,
    isThere: () => isInstalled(name === "hivetool" ? process.execPath : (name.split(" ")[0] as string)),
    prepare,
    run: work,
    result: () => {
      prepare();
      work();
      return contentOf(path);
    },
  };
}

/** Without times, and values by their names: not every tool keeps the order. */
function contentOf(path: string): string {
  return goldenDump(readHive(readFileSync(path)))
    .filter((line) => /^[KV]\tImported/.test(line))
    .map((line) => (line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line))
    .sort()
    .join("\n");
}
