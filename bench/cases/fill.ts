import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newHive } from "hivex-wasm";
import { goldenDump } from "../../test/support/golden-dump.ts";
import { type ReferenceKey, readHive, walkKeys } from "../../test/support/reference-reader.ts";
import { type Command, type Contestant, isInstalled, outputOf, pythonWithHivex, run } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { type Race, spread } from "../race.ts";

const LIBRARY = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const OURS = fileURLToPath(new URL("fill-hivetool.mjs", import.meta.url));
const LIBHIVEX = fileURLToPath(new URL("fill-libhivex.py", import.meta.url));
/** Libhivex takes a quarter of a minute for some, and reged half as much. */
const PAIRS = 3;

const TASKS = {
  values: { what: "values one by one into one key", isShuffled: false },
  keys: { what: "subkeys one by one under one key", isShuffled: false },
  "deleted-keys": { what: "subkeys in random order, and their deletion", isShuffled: true },
} as const;
type Task = keyof typeof TASKS;
const TASK_NAMES = Object.keys(TASKS) as Task[];

/** So many things into one key of a hive: from the start of the process to the written file. */
export function fillRaces(hive: GeneratedHive, count: number, folder: string): Race[] {
  return TASK_NAMES.map((task) => {
    const names = namesFor(task, count, folder);
    const regFile = join(folder, `${task}.reg`);
    const python = pythonWithHivex();
    const peers = [
      filler("python3-hivex", hive, folder, python !== undefined, (path) => libhivex(python, path, task, names)),
    ];
    if (task !== "deleted-keys") {
      writeFileSync(regFile, regText(task, readNames(names)));
      peers.push(filler("reged -I", hive, folder, isInstalled("reged"), (path) => reged(path, regFile)));
    }
    return {
      title: `${count} ${TASKS[task].what}, hive of ${Math.round(hive.size / (1 << 20))} MB`,
      ours: filler("hivetool", hive, folder, true, (path) => ours(path, task, names)),
      peers,
      pairs: PAIRS,
    };
  });
}

/** What an empty hive grows by, against what the new cells need; and the time of the edits alone, against libhivex's. */
export function fillLimits(hive: GeneratedHive, count: number, folder: string): Limit[] {
  const path = join(folder, "filled.dat");
  const python = pythonWithHivex();
  return TASK_NAMES.flatMap((task) => {
    const names = namesFor(task, count, folder);
    const title = `${count} ${TASKS[task].what}`;
    const timed = (command: Command): number => {
      copyFileSync(hive.path, path);
      return Number(outputOf(command).toString());
    };
    const limits: Limit[] = [];
    if (python !== undefined) {
      const ratios = Array.from({ length: PAIRS }, () => {
        const own = timed(ours(path, task, names));
        return (100 * own) / timed(libhivex(python, path, task, names));
      });
      limits.push({
        title: `${title}: edits alone, in time that libhivex takes`,
        figure: spread(ratios).median,
        limit: 1,
        unit: "%",
      });
    }
    if (task === "deleted-keys") return limits;
    // An empty hive has no free cells that could take some of it.
    writeFileSync(path, newHive({ minorVersion: 5, like: "machine", time: 0n }));
    const emptySize = statSync(path).size;
    run(ours(path, task, names));
    const growth = (statSync(path).size - emptySize) / neededBytes(readFileSync(path));
    return [
      ...limits,
      { title: `${title}: growth by the bytes that they need`, figure: growth, limit: 1.3, unit: "times" },
    ];
  });
}

function ours(path: string, task: Task, names: string): Command {
  return { program: process.execPath, args: [OURS, LIBRARY, path, task, names] };
}

function libhivex(python: string | undefined, path: string, task: Task, names: string): Command {
  return { program: python ?? "python3", args: [LIBHIVEX, path, task, names] };
}

/** Its exit code is 2 where it has made the file larger. */
function reged(path: string, regFile: string): Command {
  const script = 'reged -I -C "$1" HKEY_CURRENT_USER "$2"; test $? -le 2';
  return { program: "sh", args: ["-c", script, "sh", path, regFile] };
}

function filler(
  name: string,
  hive: GeneratedHive,
  folder: string,
  isThere: boolean,
  command: (path: string) => Command,
): Contestant {
  const path = join(folder, "filled.dat");
  const prepare = (): void => copyFileSync(hive.path, path);
  const work = (): void => run(command(path));
  return {
    name,
    isThere: () => isThere,
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
    .filter((line) => /^[KV]\tFilled/.test(line))
    .map((line) => (line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line))
    .sort()
    .join("\n");
}

function namesFor(task: Task, count: number, folder: string): string {
  // A prime that no count is a multiple of leads through all of them, in no order.
  const step = TASKS[task].isShuffled ? 7919 : 1;
  const names = Array.from({ length: count }, (_, index) => `v${String((index * step) % count).padStart(5, "0")}`);
  const path = join(folder, `${task}.txt`);
  writeFileSync(path, `${names.join("\n")}\n`, "ascii");
  return path;
}

function readNames(path: string): string[] {
  return readFileSync(path, "ascii").split("\n").filter(Boolean);
}

function regText(task: Task, names: readonly string[]): string {
  const key = "HKEY_CURRENT_USER\\Filled";
  const number = (name: string): string =>
    Buffer.from(name.slice(-4), "ascii").readUInt32LE().toString(16).padStart(8, "0");
  const lines =
    task === "values"
      ? [`[${key}]`, ...names.map((name) => `"${name}"=dword:${number(name)}`)]
      : [`[${key}]`, ...names.map((name) => `\r\n[${key}\\${name}]`)];
  return `Windows Registry Editor Version 5.00\r\n\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** The cells of the new key and of all in it: nodes, lists without spare room, values. */
function neededBytes(bytes: Uint8Array): number {
  const filled = readHive(bytes).root.keys.find(({ name }) => name === "Filled");
  if (filled === undefined) throw new Error("nothing has been filled");
  return [...walkKeys(filled)].reduce((sum, key) => sum + cellsOf(key), 0);
}

function cellsOf({ name, leaves, values }: ReferenceKey): number {
  const lists = leaves.map(({ kind, count }) => cell(4 + count * (kind === "li" ? 4 : 8)));
  if (leaves.length > 1) lists.push(cell(4 + leaves.length * 4));
  const inValues = values.map(
    (value) => cell(20 + value.name.length) + (value.data.length > 4 ? cell(value.data.length) : 0),
  );
  const valueList = values.length === 0 ? 0 : cell(values.length * 4);
  return cell(76 + name.length) + [...lists, ...inValues, valueList].reduce((sum, size) => sum + size, 0);
}

function cell(size: number): number {
  return Math.ceil((4 + size) / 8) * 8;
}
