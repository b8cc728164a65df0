import type { Command } from "commander";
import {
  binStatistics,
  chooseLogFormat,
  displaySafe,
  type ExitCode,
  filetimeToIso,
  type GuardState,
  guardBeside,
  type Hive,
  HiveError,
  type HiveKind,
  type LogFormatChoice,
  type OpenedHive,
  type PrimaryHeader,
  type Recovery,
} from "../../index.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { type CommonOptions, HIVE_ARGUMENT, withCommonOptions, withReadingOptions } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { withRootOptions } from "../many/root-options.ts";
import { logLines, MUST_BE_RECOVERED, recoveryText } from "../render/recovery.ts";
import { type HiveStatistics, statisticsDocument, statisticsRows } from "../render/statistics.ts";
import { table } from "../render/table.ts";

/** `hivetool info`: what a hive's header says, and what lies beside it. */
export function addInfoCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("info").description("show a hive's version, state, sizes, times and logs");
  withRootOptions(withReadingOptions(withCommonOptions(command, "hivetool info NTUSER.DAT")), "all")
    .argument("<hive...>", HIVE_ARGUMENT)
    .action(async (hives: string[], options: CommonOptions) => {
      const run = new CommandRun(context, options);
      finish(
        await run.over(hives, { usual: "all", isHeaded: true }, (path) =>
          run.withHive(path, {}, (opened) => describe(opened, options, run)),
        ),
      );
    });
}

function describe(opened: OpenedHive, options: CommonOptions, run: CommandRun): Report {
  const { baseBlock, root } = opened.hive;
  const statistics = options.stats ? count(opened.hive) : undefined;
  const logs = opened.logs.map(({ role, path, size, format, firstSequence }) => ({
    role,
    path,
    size,
    format,
    firstSequence: firstSequence ?? null,
  }));
  const commit = chooseLogFormat(opened);
  const guard = guardBeside(opened, () => run.context.processFacts);
  const primary = primaryHeader(opened);
  const document = {
    realPath: opened.realPath,
    kind: kindOf(opened) ?? null,
    version: `${baseBlock.majorVersion}.${baseBlock.minorVersion}`,
    isDirty: opened.recovery !== undefined,
    mustBeRecovered: opened.recovery?.state === "recovered",
    primarySequence: primary.primarySequence,
    secondarySequence: primary.secondarySequence,
    checksum: {
      isValid: primary.isValid,
      stored: hex(primary.checksumStored),
      computed: hex(primary.checksumComputed),
    },
    recovery: opened.recovery ?? null,
    fileSize: opened.identity.size,
    binsSize: baseBlock.binsSize,
    root: {
      name: root.name,
      lastWritten: filetimeToIso(root.lastWritten),
      subkeyCount: root.subkeyCount,
      valueCount: root.valueCount,
    },
    lastWritten: filetimeToIso(baseBlock.lastWritten),
    lastReorganized: reorganized(opened.hive) ?? null,
    fileName: baseBlock.fileName,
    logs,
    guard: guard ?? null,
    commit,
    ...(statistics && { statistics: statisticsDocument(statistics) }),
  };
  return { document, text: textOf(opened, { commit, guard, statistics }, run) };
}

/** Reads the whole hive. What cannot be read is an error, or a fault in a tolerant hive. */
function count(hive: Hive): HiveStatistics {
  const tree = hive.count();
  const bins = hive.engine.attempt(() => binStatistics(hive.engine));
  return { tree, bins };
}

/** What lies beside the hive, and what takes reading all of it. */
interface Surroundings {
  readonly commit: LogFormatChoice;
  readonly guard: GuardState | undefined;
  readonly statistics: HiveStatistics | undefined;
}

function textOf(opened: OpenedHive, { commit, guard, statistics }: Surroundings, run: CommandRun): string {
  const { baseBlock, root } = opened.hive;
  const { recovery } = opened;
  const primary = primaryHeader(opened);
  const { colours } = run;
  const rows = [
    ["kind", kindText(kindOf(opened))],
    ["version", `${baseBlock.majorVersion}.${baseBlock.minorVersion}`],
    ["state", recovery === undefined ? colours.green("clean") : `${colours.yellow("dirty")}${waitingText(recovery)}`],
    ["sequence numbers", `${primary.primarySequence} and ${primary.secondarySequence}`],
    ["checksum", checksumText(primary)],
    ["recovered from", recovery === undefined ? "" : recoveryText(recovery)],
    ...(recovery === undefined ? [] : logLines(recovery).map((line) => ["", line])),
    ["file size", `${opened.identity.size} bytes`],
    ["bins data", `${baseBlock.binsSize} bytes`],
    ["root key", `${displaySafe(root.name)} (${root.subkeyCount} keys, ${root.valueCount} values)`],
    ["root key written", filetimeToIso(root.lastWritten)],
    ["hive written", filetimeToIso(baseBlock.lastWritten)],
    ["reorganized", reorganized(opened.hive) ?? ""],
    ["embedded name", displaySafe(baseBlock.fileName)],
    ...logRows(opened),
    ["guard", guard === undefined ? "" : guardText(guard)],
    ...(statistics === undefined ? [] : statisticsRows(statistics)),
    ["a commit would use", `${LOG_NAMES[commit.format]}: ${displaySafe(commit.reason)}`],
  ];
  return `${colours.bold(displaySafe(opened.path))}\n${table(
    rows.filter(([, text]) => text !== ""),
    "  ",
  )}`;
}

function waitingText({ state }: Recovery): string {
  return state === "recovered" ? `: ${MUST_BE_RECOVERED}` : "";
}

/** When the hive was reorganized; undefined where it never was, or its version does not say. */
function reorganized({ baseBlock: { lastReorganized = 0n } }: Hive): string | undefined {
  return lastReorganized === 0n ? undefined : filetimeToIso(lastReorganized);
}

/** undefined where the keys that would tell cannot be read. */
function kindOf({ hive, path }: OpenedHive): HiveKind | undefined {
  try {
    return hive.kind(path);
  } catch (error) {
    if (error instanceof HiveError) return undefined;
    throw error;
  }
}

function kindText(kind: HiveKind | undefined): string {
  if (kind === undefined || kind.name === "unknown") return "";
  const doubt = kind.evidence === "content" ? "" : ", by its name only";
  return kind.isRootNameInvented ? `${kind.name}${doubt}` : `${kind.name}, shown as ${kind.rootName}${doubt}`;
}

/** What the two kinds of logs are called in messages. */
const LOG_NAMES = { hvle: "new log (HvLE)", dirt: "old log (DIRT)" } as const;

function logRows({ logs }: OpenedHive): string[][] {
  if (logs.length === 0) return [["logs", "none"]];
  return logs.map(({ path, size, format, firstSequence }) => {
    const kind = { hvle: "new kind (HvLE)", dirt: "old kind (DIRT)", unknown: "no valid header", empty: "empty" }[
      format
    ];
    const number = firstSequence === undefined ? "" : `, sequence number ${firstSequence}`;
    return ["log", `${displaySafe(path)}: ${size} bytes, ${kind}${number}`];
  });
}

function guardText({ path, owner, state }: GuardState): string {
  if (owner === undefined) return displaySafe(`${path}: it names nobody`);
  const who = `process ${owner.pid} on ${owner.host} since ${owner.time}`;
  const meaning = {
    alive: "which is at work on this hive",
    dead: "which is gone; the next hivetool that writes takes the guard away",
    unknown: "and nothing here tells whether that is still at work",
  }[state];
  return displaySafe(`${path}: taken by ${who}, ${meaning}`);
}

/** The base block as it lies in the file: a recovered hive shows another one. */
function primaryHeader({ hive: { baseBlock }, recovery }: OpenedHive): PrimaryHeader {
  return recovery?.primary ?? { ...baseBlock, isValid: baseBlock.checksumValid };
}

function checksumText({ isValid, checksumStored, checksumComputed }: PrimaryHeader): string {
  if (isValid) return `${hex(checksumStored)}, right`;
  return `${hex(checksumStored)}, wrong: ${hex(checksumComputed)} is right`;
}

function hex(number: number): string {
  return `0x${number.toString(16).padStart(8, "0")}`;
}
