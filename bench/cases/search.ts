import { fileURLToPath } from "node:url";
import { Engine, type PageSource, searchTree } from "hivex-wasm";
import { type Command, type Contestant, hivetool, isInstalled, quoted, run } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Limit } from "../limits.ts";
import type { Race } from "../race.ts";
import { againstWalk } from "./against-walk.ts";

/** In no generated hive. */
const ABSENT = "mail.example.com";
/** In names and data, some hundred times a megabyte. */
const PRESENT = "Module";
const FLOOR = fileURLToPath(new URL("search-floor.mjs", import.meta.url));

/** In bytes. */
const LARGE = 100 << 20;

/** A text that is not there, in whole processes. */
export function searchRaces(hive: GeneratedHive): Race[] {
  const megabytes = `${Math.round(hive.size / (1 << 20))} MB`;
  const ours = finding("hivetool search", hivetool("search", ABSENT, hive.path));
  const floor = { program: process.execPath, args: [FLOOR, hive.path, ABSENT] };
  return [
    {
      title: `search without a hit against reading the file and Buffer.indexOf, ${megabytes}`,
      ours,
      peers: [finding("Node", floor)],
      target: 0.5,
    },
    {
      title: `search without a hit, ${megabytes}`,
      ours,
      peers: [hivexmlAndGrep(hive)],
      ...(hive.size >= LARGE && { target: 6 }), // of a small one, Node's start is most
    },
  ];
}

/** Texts that are there, and one that is not, in one process. */
export function searchesAgainstWalk(hive: GeneratedHive, rounds?: number): Limit[] {
  return [
    againstWalk(hive, { title: "search with hits", work: searchFor(PRESENT, false), limit: 1.5 }, rounds),
    againstWalk(
      hive,
      { title: "search in any letter case with hits", work: searchFor(PRESENT, true), limit: 1.5 },
      rounds,
    ),
  ];
}

function searchFor(text: string, ignoreCase: boolean): (source: PageSource) => void {
  return (source) => {
    using engine = Engine.open(source);
    let count = 0;
    for (const { records } of searchTree(engine, { text, ignoreCase })) count += records.length;
    if (count === 0) throw new Error(`${text} is not in the hive`);
  };
}

function hivexmlAndGrep(hive: GeneratedHive): Contestant {
  // Were it to end early, that would be found.
  const pipe = `(hivexml ${quoted(hive.path)} || echo failed) | grep -F -e ${quoted(ABSENT)} -e failed`;
  return { ...finding("hivexml | grep", { program: "sh", args: ["-c", pipe] }), isThere: () => isInstalled("hivexml") };
}

/** Who finds nothing ends with 1. */
function finding(name: string, { program, args }: Command): Contestant {
  const line = [program, ...args].map(quoted).join(" ");
  const nothing = { program: "sh", args: ["-c", `${line}; test $? = 1`] };
  return {
    name,
    isThere: () => true,
    run: () => run(nothing),
    result: () => {
      run(nothing);
      return "not found";
    },
  };
}
