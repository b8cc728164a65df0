import { createHash } from "node:crypto";
import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, type Contestant, hivetool, run, runTogether } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Race } from "../race.ts";

/** In memory where the system has such a folder: what is measured is the exporting, not a disk. */
const OUTPUT = existsSync("/dev/shm") ? "/dev/shm" : undefined;
const FORMAT = ["--format", "jsonl"];
/** How the names of half of the users begin, and of the others. */
const HALVES = ["a", "b"];

/**
 * Many hives below one folder, each exported to a file: by all processors against one of them. The control shows what the
 * machine has to give: the same work, half of it each, by two processes that share nothing.
 */
export function manyExports(hive: GeneratedHive, count: number, folder: string): Race[] {
  const root = join(folder, "share");
  const output = join(OUTPUT ?? folder, `hivetool-bench-${process.pid}`);
  process.once("exit", () => rmSync(output, { recursive: true, force: true }));
  const lay = (): void => {
    if (existsSync(root)) return;
    for (let user = 0; user < count; user++) {
      const profile = join(root, `${HALVES[user % 2]}${user}.V6`);
      mkdirSync(profile, { recursive: true });
      copyFileSync(hive.path, join(profile, "NTUSER.DAT"), constants.COPYFILE_FICLONE);
    }
  };
  const exports = (name: string, act: () => void): Contestant => ({
    name,
    isThere: () => true,
    prepare: () => {
      lay();
      rmSync(output, { recursive: true, force: true });
    },
    run: act,
    result: () => {
      lay();
      rmSync(output, { recursive: true, force: true });
      act();
      const digests = digestsBelow(output);
      rmSync(output, { recursive: true, force: true });
      return digests;
    },
  });
  const command = (...options: string[]): Command =>
    hivetool("export", root, ...FORMAT, "--output-dir", output, ...options);
  const alone = exports("hivetool --jobs 1", () => run(command("--jobs", "1")));
  const megabytes = (hive.size / (1 << 20)).toFixed(0);
  const what = `export of ${count} hives of ${megabytes} MB each`;
  return [
    {
      title: `${what}, by ${availableParallelism()} processors`,
      ours: exports("hivetool", () => run(command())),
      peers: [alone],
      target: 1.6,
    },
    {
      title: `${what}, control: two processes`,
      ours: exports("two of hivetool --jobs 1", () =>
        runTogether(HALVES.map((half) => command("--jobs", "1", "--user", `${half}*`))),
      ),
      peers: [alone],
    },
  ];
}

/** Every file below a folder with the digest of what it holds. */
function digestsBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex")}`,
    )
    .join("\n");
}
