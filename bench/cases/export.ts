import { type Command, type Contestant, hivetool, hivexTool, isInstalled, outputOf, run } from "../contestant.ts";
import type { GeneratedHive } from "../generate/hive.ts";
import type { Race } from "../race.ts";
import { readRegText } from "../results/reg-text.ts";

/** How many times faster than the peers the whole process shall be, on a small and on a large hive. */
const TARGETS = { reg: { small: 15, large: 45 }, text: { small: 1.5, large: 4.5 } } as const;
/** The drop-in tool against its model, document by document. */
const HIVEXML = { small: 1.3, large: 3 } as const;
const LARGE = 100 << 20;

/** The whole hive as text, to nowhere. */
export function exportRaces(hive: GeneratedHive): Race[] {
  const size = hive.size > LARGE ? "large" : "small";
  const megabytes = `${Math.round(hive.size / (1 << 20))} MB`;
  return [
    {
      title: `export as .reg, ${megabytes}`,
      ours: exporter("hivetool --format reg", hivetool("export", hive.path, "--format", "reg"), (text) =>
        readRegText(text.toString("utf16le")).join("\n"),
      ),
      peers: [
        exporter("hivexregedit --export", hivexregedit(hive.path), (text) =>
          readRegText(text.toString("utf8")).join("\n"),
        ),
      ],
      target: TARGETS.reg[size],
    },
    {
      title: `export as JSON Lines against XML, ${megabytes}`,
      ours: exporter("hivetool --format jsonl", hivetool("export", hive.path, "--format", "jsonl"), jsonlCounts),
      peers: [hivexml(hive)],
      target: TARGETS.text[size],
    },
    {
      title: `export as XML, ${megabytes}`,
      ours: exporter("hivetool --format xml", hivetool("export", hive.path, "--format", "xml"), (text) =>
        counts(occurrences(text, "<key "), occurrences(text, "<value ")),
      ),
      peers: [hivexml(hive)],
      target: TARGETS.text[size],
    },
    {
      title: `hivexml, ${megabytes}`,
      ours: exporter("hivexml of hivetool", hivexTool("hivexml", hive.path), elementCounts),
      peers: [hivexml(hive)],
      target: HIVEXML[size],
    },
  ];
}

/** Perl has to be told that its output is UTF-8; otherwise it mixes encodings and complains of each wide letter. */
function hivexregedit(path: string): Command {
  return { program: "hivexregedit", args: ["--export", path, "\\"], env: { PERL_UNICODE: "SD" } };
}

function hivexml(hive: GeneratedHive): Contestant {
  return exporter("hivexml", { program: "hivexml", args: [hive.path] }, elementCounts);
}

function elementCounts(text: Buffer): string {
  return counts(occurrences(text, "<node "), occurrences(text, "<value "));
}

function exporter(name: string, command: Command, read: (text: Buffer) => string): Contestant {
  return {
    name,
    isThere: () => isInstalled(command.program),
    run: () => run(command),
    result: () => read(outputOf(command)),
  };
}

function jsonlCounts(text: Buffer): string {
  const keys = text
    .toString("utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { values: unknown[] });
  return counts(
    keys.length,
    keys.reduce((sum, { values }) => sum + values.length, 0),
  );
}

function counts(keys: number, values: number): string {
  return `${keys} keys, ${values} values`;
}

function occurrences(text: Buffer, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++;
  return count;
}
