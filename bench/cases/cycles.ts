import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goldenDump } from "../../test/support/golden-dump.ts";
import { readHive } from "../../test/support/reference-reader.ts";
import { type Command, type Contestant, outputOf, pythonWithHivex, run } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import { type Race, spread } from "../race.ts";
import { LOOKS } from "./looks.ts";

const LIBRARY = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const OURS = fileURLToPath(new URL("cycle-hivetool.mjs", import.meta.url));
const FLOOR = fileURLToPath(new URL("cycle-floor.mjs", import.meta.url));
const LIBHIVEX = fileURLToPath(new URL("cycle-libhivex.py", import.meta.url));
const PAIRS = 5;

/** Everything that one process does to several hives, against one process of libhivex, and against the bare calls. */
export function cycleRaces(hive: GeneratedHive, count: number, folder: string): Race[] {
  const title = `open, edit and commit ${count} hives of ${Math.round(hive.size / (1 << 20))} MB each`;
  const python = pythonWithHivex();
  const ours = cycler("hivetool, every sync done", hive, count, join(folder, "cycles-ours"), true, (paths, text) =>
    hivetool("nothing", text, paths),
  );
  const libhivex = (paths: readonly string[], text: string): Command => {
    return { program: python ?? "python3", args: [LIBHIVEX, text, ...paths] };
  };
  const floor = (paths: readonly string[], text: string): Command => {
    return { program: process.execPath, args: [FLOOR, callsFor(hive, text, folder), ...paths] };
  };
  return [
    {
      title,
      ours,
      peers: [
        cycler("python3-hivex, no sync", hive, count, join(folder, "cycles-libhivex"), python !== undefined, libhivex),
      ],
      target: 1,
      pairs: PAIRS,
    },
    {
      title: `${title}: the bare calls alone`,
      ours,
      peers: [cycler("Node making the same calls", hive, count, join(folder, "cycles-floor"), true, floor)],
      target: 0.67, // at most one and a half times as long
      pairs: PAIRS,
    },
  ];
}

/** What a process computes for each hive. */
export function cycleLimits(hive: GeneratedHive, count: number, folder: string): Limit[] {
  const paths = copies(hive, count, join(folder, "cycles-timed"));
  const output = outputOf(hivetool("times", textOf("timed"), paths)).toString();
  const times = JSON.parse(output) as [all: number, outside: number][];
  const title = `open, edit and commit one of ${count} hives: outside system calls`;
  return [{ title, figure: spread(times.map(([, outside]) => outside)).median, limit: 0.5, unit: "ms" }];
}

/** What setting one value reads and writes, as the system counts it. */
export function commitBytes(hive: GeneratedHive, folder: string): Limit[] {
  const [path = ""] = copies(hive, 1, join(folder, "cycles-large"));
  const told = JSON.parse(outputOf(hivetool("bytes", textOf("bytes"), [path])).toString());
  const { read, written } = told as { read: number; written: number };
  const title = `set a value and commit, hive of ${Math.round(hive.size / (1 << 20))} MB`;
  return [
    { title, figure: read / 1024, limit: 256, unit: "KiB read" },
    { title, figure: written / 1024, limit: 256, unit: "KiB written" },
  ];
}

function hivetool(told: string, text: string, paths: readonly string[]): Command {
  return { program: process.execPath, args: [OURS, LIBRARY, told, text, ...paths] };
}

/** Other text each time, of one length: what is there already would not be written. */
let texts = 1000;
function textOf(what: string): string {
  return `server-${what.slice(0, 1)}${texts++}.example.com:443`;
}

/** A contestant with hives of its own; the files are made once, and lie on the disk before anything is timed. */
function cycler(
  name: string,
  hive: GeneratedHive,
  count: number,
  folder: string,
  isThere: boolean,
  command: (paths: readonly string[], text: string) => Command,
): Contestant {
  let paths: readonly string[] | undefined;
  return {
    name,
    isThere: () => isThere,
    prepare: () => {
      paths ??= copies(hive, count, folder);
    },
    run: () => run(command(paths ?? [], textOf("raced"))),
    result: () => {
      const fresh = copies(hive, count, folder);
      run(command(fresh, "server.example.com:443"));
      return fresh.map(contentOf).join("\n");
    },
  };
}

/** Each in a folder of its own, as profiles are. */
function copies(hive: GeneratedHive, count: number, folder: string): string[] {
  const folders = Array.from({ length: count }, (_, index) => join(folder, String(index)));
  const paths = folders.map((each) => {
    mkdirSync(each, { recursive: true });
    const path = join(each, "NTUSER.DAT");
    copyFileSync(hive.path, path);
    return path;
  });
  spawnSync("sync");
  return paths;
}

/** The calls that hivetool makes for one such hive, recorded once, without those that only look around. */
const recorded = new Map<string, string>();
function callsFor(hive: GeneratedHive, text: string, folder: string): string {
  const known = recorded.get(hive.path);
  if (known !== undefined) return known;
  const paths = copies(hive, 1, join(folder, "cycles-recorded"));
  const calls = JSON.parse(outputOf(hivetool("calls", text, paths)).toString()) as [method: string][];
  const file = join(folder, "calls.json");
  writeFileSync(file, JSON.stringify(calls.filter(([method]) => !LOOKS.includes(method))));
  recorded.set(hive.path, file);
  return file;
}

function contentOf(path: string): string {
  return goldenDump(readHive(readFileSync(path)))
    .map((line) => (line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line))
    .join("\n");
}
