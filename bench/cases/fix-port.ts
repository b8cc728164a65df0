import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goldenDump } from "../../test/support/golden-dump.ts";
import { readHive } from "../../test/support/reference-reader.ts";
import { type Contestant, hivetool, isInstalled, outputOf, pythonWithHivex, run } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import { OUTLOOK_SECTION } from "../generate/tree.ts";
import type { Race } from "../race.ts";

const LIBHIVEX = fileURLToPath(new URL("fix-port-libhivex.py", import.meta.url));
const PROXY = "001f6622";

/** The proxy port of one hive after the other, from the command line to the written files. */
export function fixPortRace(hive: GeneratedHive, count: number, folder: string): Race {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `NTUSER-${index}.DAT`));
  const megabytes = (hive.size / (1 << 20)).toFixed(0);
  return {
    title: count === 1 ? `fix-port, one hive of ${megabytes} MB` : `fix-port, ${count} hives of ${megabytes} MB each`,
    ours: fixer(
      "hivetool",
      hive,
      paths,
      () => true,
      () => run(hivetool("outlook", "fix-port", ...paths)),
    ),
    peers: [
      // Writes each file anew, in place, and flushes nothing.
      fixer(
        "python3-hivex",
        hive,
        paths,
        () => pythonWithHivex() !== undefined,
        () => {
          for (const path of paths) run({ program: pythonWithHivexOnce(), args: [LIBHIVEX, path] });
        },
      ),
      fixer(
        "hivexget + hivexregedit",
        hive,
        paths,
        () => isInstalled("hivexget") && isInstalled("hivexregedit"),
        () => {
          for (const path of paths) fixByText(path, join(folder, "fix.reg"));
        },
      ),
    ],
  };
}

let python: string | undefined;
function pythonWithHivexOnce(): string {
  python ??= pythonWithHivex();
  return python ?? "python3";
}

/** Reads the value with one program, has another one merge the new text: how one does it in a shell. */
function fixByText(path: string, regFile: string): void {
  const data = outputOf({ program: "hivexget", args: [path, OUTLOOK_SECTION, PROXY] });
  const text = data.toString("utf16le").replace(/-(\d{1,5})\0$/, ":$1\0");
  const hex = [...Buffer.from(text, "utf16le")].map((byte) => byte.toString(16).padStart(2, "0")).join(",");
  writeFileSync(regFile, `Windows Registry Editor Version 5.00\n\n[\\${OUTLOOK_SECTION}]\n"${PROXY}"=hex:${hex}\n`);
  run({ program: "hivexregedit", args: ["--merge", path, regFile] });
}

function fixer(
  name: string,
  hive: GeneratedHive,
  paths: readonly string[],
  isThere: () => boolean,
  fix: () => void,
): Contestant {
  const prepare = (): void => {
    for (const path of paths) copyFileSync(hive.path, path);
  };
  return {
    name,
    isThere,
    prepare,
    run: fix,
    result: () => {
      prepare();
      fix();
      return paths.map(contentOf).join("\n");
    },
  };
}

/** Last-write times and the order of values differ from tool to tool; what the keys and values are does not. */
function contentOf(path: string): string {
  const lines = goldenDump(readHive(readFileSync(path)));
  return lines
    .map((line) => (line.startsWith("K\t") ? line.slice(0, line.lastIndexOf("\t")) : line))
    .sort()
    .join("\n");
}
