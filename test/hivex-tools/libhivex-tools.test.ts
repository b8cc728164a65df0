import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { type Hivex, hiveTypes } from "hivex-wasm";
import { hivexOpen } from "hivex-wasm/node";
import { afterAll, expect, test } from "vitest";
import { runTool } from "../../src/hivex-tools/run-tool.ts";
import { nodeFileSystem } from "../../src/index.ts";
import { type CommandLineResult, runCaptured } from "../cli/command-line.ts";
import { corpusFile, corpusHives, describeCorpus } from "../support/corpus.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { CAUSE_NAMES, type Counts, paired, unnamed } from "./differences.ts";
import { answersIn, type KeyQuestions, questionsOf, scriptOf } from "./shell-scripts.ts";

/** Where the clone's own programs are not: ours have libhivex's names. */
const PATH = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((path) => !path.includes("node_modules"))
  .join(delimiter);

const isThere = spawnSync("hivexsh", ["-?"], { env: { PATH } }).error === undefined;
if (!isThere) console.warn("SKIPPED, libhivex-bin is not installed: its tools are not compared with ours");

const IS_FULL = process.env.HIVETOOL_FULL === "1";
/** The largest hives that each tool is asked about: Perl takes its time, and a shell answers key by key. */
const KIB = 1024;
const LARGEST = IS_FULL
  ? { xml: 16384 * KIB, shell: 1024 * KIB, get: 64 * KIB, regedit: 256 * KIB, printable: 40 * KIB }
  : { xml: 256 * KIB, shell: 24 * KIB, get: 12 * KIB, regedit: 12 * KIB, printable: 0 };

/** Damaged so that libhivex and we give up at different places; what ours do with them is tested elsewhere. */
const NOT_COMPARED = new Set(["msuhanov+yarp/TruncatedHive", "log2timeline+plaso/regf/corrupt_sub_key_list.hiv"]);

interface Answer {
  readonly stdout: string;
  readonly exit: number | null;
}

const folder = new TemporaryFolder();

/** Into a file: hivexml cannot write to the sockets that Node's pipes are. */
function theirs(tool: string, args: readonly string[], input = ""): Answer {
  const output = folder.file("output");
  const descriptor = openSync(output, "w");
  const { status } = spawnSync(tool, args, { input, stdio: ["pipe", descriptor, "ignore"], env: { PATH } });
  closeSync(descriptor);
  return { stdout: readFileSync(output, "latin1"), exit: status };
}

function ours(tool: string, args: readonly string[], stdin = ""): Promise<CommandLineResult> {
  return runCaptured({ fs: nodeFileSystem, stdin }, (context) => runTool(tool, args, context));
}

const elements = (xml: string): string[] => xml.replaceAll("\r\n", "").split(/(?=<(?:value|node)[ >])/);

const counts: Counts = new Map();
/** Met in no real hive so far; `hivexsh.test.ts` has one. */
const TEXT_IS_NO_UTF16 = "text that is no UTF-16";

describeCorpus("libhivex's tools and ours say the same of every real hive", () => {
  afterAll(() => folder[Symbol.dispose]());
  const hives = corpusHives().filter(({ file, size }) => size <= LARGEST.xml && !NOT_COMPARED.has(file));

  test.skipIf(!isThere).each(hives)("$file", async ({ file, size }) => {
    const hive = folder.file("hive");
    writeFileSync(hive, corpusFile(file));

    const xml = [theirs("hivexml", [hive]), await ours("hivexml", [hive])] as const;
    expect(xml[1].exit).toBe(xml[0].exit);
    const isWhole = xml[0].exit === 0;
    if (isWhole) expect(unnamed(paired(elements(xml[0].stdout), elements(xml[1].stdout)), counts)).toEqual([]);

    const hows = [
      ...(size <= LARGEST.regedit ? [[]] : []),
      ...(size <= LARGEST.printable ? [["--unsafe-printable-strings"]] : []),
    ];
    for (const how of hows) {
      const args = ["--export", ...how, hive, "\\"];
      const [perl, own] = [theirs("hivexregedit", args), await ours("hivexregedit", args)];
      expect(own.exit).toBe(perl.exit);
      expect(unnamed(paired(perl.stdout.split("\n"), own.stdout.split("\n")), counts)).toEqual([]);
    }

    if (!isWhole || size > LARGEST.shell) return;
    const hivex = hivexOpen(hive);
    try {
      const questions = [...questionsOf(hivex)];
      const { stdout, stderr } = await ours("hivexsh", [hive], scriptOf(questions));
      expect(stderr).toBe("");
      const answers = answersIn(stdout, questions);
      expect(answers).toHaveLength(questions.length);
      expect(compareShell(hive, questions, answers)).toEqual([]);
      if (size <= LARGEST.get) await compareGet(hive, hivex);
    } finally {
      hivex.close();
    }
  });

  test.skipIf(!isThere || !IS_FULL)("every cause is met", () => {
    expect([...counts.keys()].sort()).toEqual([...CAUSE_NAMES].sort());
  });
});

/** libhivex's shell ends where it cannot read a text: it is started again behind that key. */
function compareShell(hive: string, questions: readonly KeyQuestions[], answers: readonly string[][]): unknown[] {
  const others: unknown[] = [];
  for (let done = 0; done < questions.length; ) {
    const rest = questions.slice(done);
    const { stdout, exit } = theirs("hivexsh", [hive], scriptOf(rest));
    const told = answersIn(stdout, rest);
    const whole = exit === 0 ? told.length : told.length - 1;
    for (let at = 0; at < whole; at++) {
      others.push(...unnamed(paired(told[at] ?? [], answers[done + at] ?? []), counts));
    }
    done += told.length;
    if (exit === 0) break;
    const last = told.at(-1) ?? [];
    const brokenOff = last.at(-1) ?? "";
    const line = answers[done - 1]?.[last.length - 1] ?? "";
    if (brokenOff.endsWith("=") && /^hex\([126]\):/.test(line.slice(brokenOff.length)))
      counts.set(TEXT_IS_NO_UTF16, (counts.get(TEXT_IS_NO_UTF16) ?? 0) + 1);
    else others.push({ path: questions[done - 1]?.path, theirs: brokenOff, ours: line });
    if (told.length === 0) break;
  }
  return others;
}

/** The first values of the root's first key that has any. */
async function compareGet(hive: string, hivex: Hivex): Promise<void> {
  const node = hivex.nodeChildren(hivex.root()).find((child) => hivex.nodeValues(child).length > 0);
  if (node === undefined || !/^[ -~]+$/.test(hivex.nodeName(node))) return;
  const path = `\\${hivex.nodeName(node)}`;
  const names = hivex
    .nodeValues(node)
    .slice(0, 2)
    .filter((value) => hivex.valueType(value).type !== hiveTypes.REG_NONE);
  for (const args of [[], ...names.map((value) => [hivex.valueKey(value) || "@"])]) {
    const { stdout, exit } = await ours("hivexget", [hive, path, ...args]);
    expect({ stdout, exit }).toEqual(theirs("hivexget", [hive, path, ...args]));
  }
}
