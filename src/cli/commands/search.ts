import { type Command, InvalidArgumentError, Option } from "commander";
import {
  EXIT,
  type ExitCode,
  filetimeFromIso,
  HiveError,
  hexToBytes,
  type OpenedHive,
  type SearchHit,
  type SearchOptions,
  type SearchQuery,
  searchSteps,
} from "../../index.ts";
import { boundedSteps } from "../bounded-steps.ts";
import { CommandRun, type Report } from "../command-run.ts";
import {
  type CommonOptions,
  HIVE_ARGUMENT,
  parseNumber,
  parseValueTypes,
  withCommonOptions,
  withReadingOptions,
} from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { ProgressBar } from "../many/progress.ts";
import { withRootOptions } from "../many/root-options.ts";
import { keyAt } from "../not-found.ts";
import { CSV_HEAD, type HitFormat, HitRenderer } from "../render/search-hit.ts";
import { writeBytes } from "../write-bytes.ts";

interface SearchCommandOptions extends CommonOptions {
  readonly regex?: boolean;
  readonly hex?: boolean;
  readonly ignoreCase?: boolean;
  readonly in?: SearchOptions["in"];
  readonly key?: string;
  readonly path?: string;
  readonly type?: readonly number[];
  readonly minSize?: number;
  readonly since?: bigint;
  readonly until?: bigint;
  readonly limit?: number;
  readonly format: HitFormat;
  readonly showSecrets?: boolean;
}

const EXAMPLE = `hivetool search mail.example.com NTUSER.DAT --ignore-case
hivetool search '\\\\oldserver\\' /srv/profiles --type sz,expand_sz --format csv > mentions.csv
hivetool search --hex 9a1f00 SYSTEM --path '**\\Services\\*'
hivetool search --regex '\\.com-\\d+' NTUSER.DAT --in data

Exit code 1 says that nothing was found.`;

/** `hivetool search`: what holds a text, bytes or a pattern, in names and data. */
export function addSearchCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("search").description("search names of keys, names of values, and data");
  withCommonOptions(command, EXAMPLE)
    .argument("<text>", "what to search for")
    .argument("<hive...>", `${HIVE_ARGUMENT}; several are searched one after the other`)
    .addOption(new Option("--regex", "the text is a regular expression of JavaScript").conflicts("hex"))
    .option("--hex", "the text is bytes, as hexadecimal digits, searched for in data")
    .option("-i, --ignore-case", "compare letters as Windows compares names")
    .option("--in <where>", "only in these: keys, names (of values), data; with commas between them", parseRooms)
    .option("--key <path>", "only in this key and below it")
    .option("--path <glob>", "only in keys with such a path: * within a name, ** for any names, such as '**\\Run*'")
    .option("--type <types>", "only in values of these types, such as REG_BINARY or sz,expand_sz", parseValueTypes)
    .option("--min-size <bytes>", "only in values with so many bytes of data", parseNumber)
    .option(
      "--since <time>",
      "only in keys written then or later, such as 2026-01-31 or 2026-01-31T12:00:00Z",
      parseSince,
    )
    .option("--until <time>", "only in keys written then or earlier; a day counts to its end", parseUntil)
    .option("--limit <number>", "stop after so many hits in a hive", parseNumber)
    .addOption(new Option("--format <format>", "how to write hits").choices(["text", "jsonl", "csv"]).default("text"))
    .option("--show-secrets", "also show what is around hits in passwords of Outlook profiles");
  withRootOptions(withReadingOptions(command), "users").action(
    async (text: string, hives: string[], options: SearchCommandOptions) => {
      const query = queryOf(text, options);
      const run = new CommandRun(context, options);
      // As with grep, one hive with a hit is enough.
      if (hives.length > 1) run.goesOverFolder();
      if (options.format === "csv" && !options.json) context.stdout.write(CSV_HEAD);
      finish(
        await run.over(
          hives,
          { usual: "users", isOne: hives.length === 1, isHeaded: options.format !== "text" },
          (file) => run.withHive(file, {}, (opened) => search(opened, query, options, run)),
        ),
      );
    },
  );
}

async function search(
  opened: OpenedHive,
  query: SearchQuery,
  options: SearchCommandOptions,
  run: CommandRun,
): Promise<Report> {
  const { hive, path } = opened;
  const { key, limit = Number.POSITIVE_INFINITY, json = false, format, showSecrets = false } = options;
  const renderer = new HitRenderer({ path, format, showSecrets, colours: run.colours });
  const documents: object[] = [];
  const writer = new Writer(run.context);
  const bar = new ProgressBar(run.context.stderr);
  let count = 0;
  const take = async (hit: SearchHit): Promise<boolean> => {
    count += 1;
    if (json) documents.push(renderer.document(hit));
    else if (!(await writer.write(renderer.text(hit)))) return false;
    return count < limit;
  };
  const below = key === undefined ? undefined : keyAt(hive, key);
  try {
    const steps = searchSteps(hive, query, { ...filterOf(options), ...(below && { below }) });
    all: for await (const { hits, part } of options.regex ? boundedSteps(run.context, steps) : steps) {
      for (const hit of hits) if (!(await take(hit))) break all;
      bar.show(() => ({ part: part ?? opened.statistics.bytesRead / opened.identity.size / 2, text: `${count} hits` }));
      await run.stopIfInterrupted("all was searched");
    }
  } finally {
    bar.hide();
    await writer.end();
  }
  const exit = count === 0 ? { exit: EXIT.notFound, isNotForIt: true } : {};
  return { document: { hits: documents }, text: "", ...exit };
}

const ENOUGH = 65_536; // characters that are gathered before they are written

/** Writes hits as they come, and waits for a slow reader. */
class Writer {
  readonly #context: CliContext;
  readonly #encoder = new TextEncoder();
  #gathered = "";

  constructor(context: CliContext) {
    this.#context = context;
  }

  /** False when nobody reads any more. */
  async write(text: string): Promise<boolean> {
    this.#gathered += text;
    return this.#gathered.length < ENOUGH || this.end();
  }

  end(): Promise<boolean> {
    const bytes = this.#encoder.encode(this.#gathered);
    this.#gathered = "";
    return writeBytes(this.#context, bytes);
  }
}

function filterOf({ in: rooms, path, type, minSize, since, until }: SearchCommandOptions): SearchOptions {
  return {
    ...(rooms && { in: rooms }),
    ...(path !== undefined && { path }),
    ...(type && { types: type }),
    ...(minSize !== undefined && { minSize }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

function queryOf(
  text: string,
  { regex, hex, ignoreCase = false, in: rooms, json, format }: SearchCommandOptions,
): SearchQuery {
  if (json && format !== "text") throw usage("--json is a format of its own", "Leave --format or --json out.");
  if (hex) {
    if (rooms !== undefined && rooms.data !== true)
      throw usage("--hex searches data, and --in leaves that out", "Leave --in out.");
    const bytes = hexToBytes(text.replaceAll(/[\s,]/g, ""));
    if (bytes !== undefined) return { bytes };
    throw usage(`"${text}" is not bytes as hexadecimal digits`, "Write two digits a byte, such as 9a1f00.");
  }
  if (!regex) return { text, ignoreCase };
  try {
    return { pattern: new RegExp(text, ignoreCase ? "iu" : "u") };
  } catch (error) {
    throw usage(
      `the regular expression is not one: ${(error as Error).message}`,
      "Without --regex the text is taken as it is.",
    );
  }
}

function usage(statement: string, advice: string): HiveError {
  return new HiveError("usage", statement, { advice });
}

const ROOMS = ["keys", "names", "data"] as const;

function parseRooms(text: string): SearchOptions["in"] {
  const asked = text.split(",").map((name) => name.trim());
  const unknown = asked.find((name) => !(ROOMS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`Say ${ROOMS.join(", ")}, not "${unknown}".`);
  return { keys: asked.includes("keys"), names: asked.includes("names"), data: asked.includes("data") };
}

function parseSince(text: string): bigint {
  const time = filetimeFromIso(text);
  if (time !== undefined) return time;
  throw new InvalidArgumentError("Say a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z.");
}

const DAY = 864_000_000_000n; // FILETIME counts 100 ns

function parseUntil(text: string): bigint {
  const time = parseSince(text);
  return text.includes("T") || text.includes("t") ? time : time + DAY - 1n;
}
