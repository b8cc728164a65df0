import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { goldenDump } from "../../test/support/golden-dump.ts";
import { readHive } from "../../test/support/reference-reader.ts";
import { type Command, type Contestant, hivetool, isInstalled, outputOf, pythonWithHivex, run } from "../contestant.ts";
import { cachedHive } from "../generate/hive.ts";
import { OUTLOOK_SECTION } from "../generate/tree.ts";
import type { Limit } from "../limits.ts";
import type { Race } from "../race.ts";
import { LOOKS } from "./looks.ts";
import { peakMemory } from "./memory.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const PROXY = "001f6622";
const MEGABYTE = 1 << 20;
/** So many hives differ; where there are more, they come again. */
const MOST_DIFFERENT = 200;

/** A share of profiles, as many as wanted, each hive another one of about so many bytes. */
export interface Profiles {
  readonly count: number;
  readonly size: number;
  /** For the contestants' copies. */
  readonly folder: string;
}

/** The flagship fix on a share of profiles, and what only reads it. */
export function profileRaces(profiles: Profiles): Race[] {
  const { count, size } = profiles;
  const what = `${count} profiles of ${Math.round(size / MEGABYTE)} MB`;
  const fix = `fix-port, ${what}`;
  const python = pythonWithHivex();
  const hasPython = (): boolean => python !== undefined;
  const program = python ?? "python3";
  const ours = changer(
    profiles,
    "ours",
    "hivetool, every sync done",
    () => true,
    (root) => run(hivetool("outlook", "fix-port", root)),
  );
  const readOnly = (
    name: string,
    isThere: () => boolean,
    command: (root: string, paths: readonly string[]) => Command,
  ) => reader(profiles, name, isThere, command);
  return [
    {
      title: `${fix}, against a shell loop`,
      ours,
      peers: [
        changer(
          profiles,
          "loop",
          "hivexget + hivexregedit",
          () => isInstalled("hivexget") && isInstalled("hivexregedit"),
          (_, paths) =>
            run({
              program: "sh",
              args: [
                join(HERE, "fix-port-loop.sh"),
                OUTLOOK_SECTION,
                PROXY,
                join(profiles.folder, "fix.reg"),
                ...paths,
              ],
            }),
        ),
      ],
      target: 25,
      pairs: 3,
    },
    {
      title: `${fix}, against one process`,
      ours,
      peers: [
        changer(profiles, "python", "python3-hivex, no sync", hasPython, (_, paths) =>
          run({ program, args: [join(HERE, "fix-port-libhivex.py"), ...paths] }),
        ),
      ],
      target: 1,
      pairs: 5,
    },
    {
      title: `${fix}: the bare calls alone`,
      ours,
      peers: [
        changer(
          profiles,
          "floor",
          "Node making the same calls",
          () => true,
          (_, paths) =>
            run({ program: process.execPath, args: [join(HERE, "profiles-floor.mjs"), callsFor(profiles), ...paths] }),
        ),
      ],
      target: 0.67, // at most one and a half times as long
      pairs: 5,
    },
    {
      title: `fix-port --dry-run, ${what}`,
      ours: readOnly(
        "hivetool",
        () => true,
        (root) => hivetool("outlook", "fix-port", root, "--dry-run"),
      ),
      peers: [
        readOnly("python3-hivex", hasPython, (_, paths) => ({
          program,
          args: [join(HERE, "fix-port-libhivex.py"), "--dry-run", ...paths],
        })),
      ],
      target: 15,
      pairs: 5,
    },
    {
      title: `outlook list, ${what}`,
      ours: readOnly(
        "hivetool",
        () => true,
        (root) => hivetool("outlook", "list", root),
      ),
      peers: [
        readOnly("python3-hivex", hasPython, (_, paths) => ({
          program,
          args: [join(HERE, "list-libhivex.py"), ...paths],
        })),
      ],
      target: 15,
      pairs: 5,
    },
  ];
}

/** What the fix reads of each hive, as counted at the calls. */
export function profileReads({ size, folder }: Profiles): Limit[] {
  const count = 10;
  const root = join(folder, "reads");
  layOut({ count, size, folder }, root);
  const { program, args } = hivetool("outlook", "fix-port", root);
  const { stderr } = spawnSync(program, ["--require", join(HERE, "report-reads.cjs"), ...args], { encoding: "utf8" });
  const bytes = Number(/read: (\d+) bytes in all/.exec(stderr)?.[1]);
  rmSync(root, { recursive: true });
  const title = `fix-port, each of ${count} profiles of ${Math.round(size / MEGABYTE)} MB`;
  return [{ title, figure: bytes / count / 1024, limit: 256, unit: "KiB read" }];
}

/** The most memory that the fix takes, whatever the number of hives. */
export function profileMemory(profiles: Profiles): Limit[] {
  const { count, size, folder } = profiles;
  const root = join(folder, "memory");
  layOut(profiles, root);
  const figure = peakMemory(hivetool("outlook", "fix-port", root)) / MEGABYTE;
  rmSync(root, { recursive: true });
  return [
    {
      title: `peak memory, fix-port on ${count} profiles of ${Math.round(size / MEGABYTE)} MB`,
      figure,
      limit: 120,
      unit: "MB",
    },
  ];
}

/** A contestant with a share of its own, laid out anew before each run, and on the disk before anything is timed. */
function changer(
  profiles: Profiles,
  id: string,
  name: string,
  isThere: () => boolean,
  act: (root: string, paths: readonly string[]) => void,
): Contestant {
  const root = join(profiles.folder, `profiles-${id}`);
  const prepare = (): readonly string[] => layOut(profiles, root);
  return {
    name,
    isThere,
    prepare,
    run: () => act(root, pathsBelow(profiles, root)),
    result: () => {
      const paths = prepare();
      act(root, paths);
      return id === "floor" ? resultOf(profiles) : paths.map(contentOf).join("\n");
    },
  };
}

/** The bare calls leave nothing that means anything: what hivetool comes to counts for them. */
function resultOf(profiles: Profiles): string {
  const root = join(profiles.folder, "profiles-ours");
  return pathsBelow(profiles, root).map(contentOf).join("\n");
}

/** A contestant that changes nothing; all read one share. */
function reader(
  profiles: Profiles,
  name: string,
  isThere: () => boolean,
  command: (root: string, paths: readonly string[]) => Command,
): Contestant {
  const root = join(profiles.folder, "profiles-read");
  const paths = (): readonly string[] => (existsSync(root) ? pathsBelow(profiles, root) : layOut(profiles, root));
  const lay = (): void => void paths();
  return {
    name,
    isThere,
    prepare: lay,
    run: () => run(command(root, paths())),
    result: () => {
      const found = outputOf(command(root, paths())).toString();
      return paths()
        .filter((path) => found === "" || found.includes(path))
        .join("\n");
    },
  };
}

function pathsBelow({ count }: Profiles, root: string): string[] {
  return Array.from({ length: count }, (_, user) =>
    join(root, `user${String(user).padStart(4, "0")}.V6`, "NTUSER.DAT"),
  );
}

function layOut(profiles: Profiles, root: string): readonly string[] {
  const paths = pathsBelow(profiles, root);
  for (const [user, path] of paths.entries()) {
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(cachedHive(profiles.size, user % MOST_DIFFERENT).path, path);
  }
  spawnSync("sync");
  return paths;
}

/** The calls that hivetool makes for one of the profiles, recorded once, without those that only look around. */
let recorded: string | undefined;
function callsFor(profiles: Profiles): string {
  if (recorded !== undefined) return recorded;
  const root = join(profiles.folder, "profiles-recorded");
  const [path = ""] = layOut({ ...profiles, count: 1 }, root);
  const file = join(profiles.folder, "profile-calls.json");
  const { program, args } = hivetool("outlook", "fix-port", path);
  const env = { CALLS: file, FOLDER: dirname(path) };
  run({ program, args: ["--require", join(HERE, "record-calls.cjs"), ...args], env });
  const calls = JSON.parse(readFileSync(file, "utf8")) as [method: string][];
  writeFileSync(file, JSON.stringify(calls.filter(([method]) => !LOOKS.includes(method))));
  recorded = file;
  return file;
}

/** Last-write times and the order of values differ from tool to tool; what the keys and values are does not. */
function contentOf(path: string): string {
  const lines = goldenDump(readHive(readFileSync(path)));
  return lines
    .map((line) => (line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line))
    .sort()
    .join("\n");
}
