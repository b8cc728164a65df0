import { RULES, type Rule } from "../../src/index.ts";

/** The table of all rules as docs/check.md has it. */
export function rulesText(): string {
  const sections = GROUPS.map(([title, from, to]) => {
    const rows = RULES.slice(from - 1, to).map(row);
    return [`### ${title}`, "", HEAD, ...rows].join("\n");
  });
  return `${sections.join("\n\n")}\n`;
}

const GROUPS: readonly (readonly [title: string, from: number, to: number])[] = [
  ["Base block", 1, 19],
  ["Hive bins and cells", 20, 32],
  ["Keys", 33, 51],
  ["Subkey lists", 52, 62],
  ["Values", 63, 76],
  ["Security", 77, 83],
  ["Transaction logs", 84, 90],
];

const HEAD = "| Code | A sound hive | Otherwise | A finding is at | `repair` |\n| --- | --- | --- | --- | --- |";

function row({ code, title, severity, lesser, structure, place, repair }: Rule): string {
  const weight = lesser === undefined ? severity : `${severity}; ${lesser.severity} when ${lesser.when}`;
  return `| ${[code, title, weight, `${structure}: ${place}`, repair].join(" | ")} |`;
}
