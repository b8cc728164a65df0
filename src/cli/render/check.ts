import { type CheckReport, displaySafe, type Finding, type Severity } from "../../index.ts";
import type { Colours } from "./colours.ts";

/** A check's findings for people: the worst first, at most `most` of a kind, and a summary. */
export function checkText(path: string, report: CheckReport, most: number, colours: Colours): string {
  const lines = [...findingLines(report, most, colours), ...summaryLines(report, colours)];
  return `${[colours.bold(displaySafe(path)), ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

/** The findings alone, a line each. */
export function findingLines(report: CheckReport, most: number, colours: Colours): string[] {
  return SEVERITIES.flatMap((severity) => {
    const findings = report.findings.filter((finding) => finding.severity === severity);
    return [...new Set(findings.map(({ code }) => code))].flatMap((code) => {
      const shown = findings.filter((finding) => finding.code === code);
      // Of a code that weighs now more, now less, the rest is told once, with the lesser ones.
      const isLast = !report.findings.some((other) => other.code === code && isLesser(other.severity, severity));
      const before = report.findings.filter(
        (other) => other.code === code && isLesser(severity, other.severity),
      ).length;
      const rest = (report.counts[code] ?? 0) - Math.min(before, most) - Math.min(shown.length, most);
      return [
        ...shown.slice(0, most).map((finding) => findingText(finding, colours)),
        ...(isLast && rest > 0 ? [`${colours.dim(code.padEnd(4))} and ${rest} more like this`] : []),
      ];
    });
  });
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

function isLesser(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) > SEVERITIES.indexOf(other);
}

function findingText({ severity, code, message, ...finding }: Finding, colours: Colours): string {
  const paint = { error: colours.red, warning: colours.yellow, info: colours.cyan }[severity];
  return `${colours.dim(code.padEnd(4))} ${paint(`${severity}:`)} ${message}${placeText(finding)}${factsText(finding)}`;
}

function placeText({
  structure,
  file,
  offset,
  keyPath,
}: Pick<Finding, "structure" | "file" | "offset" | "keyPath">): string {
  const where = file === "hive" ? "" : ` of ${file}`;
  const key = keyPath === null ? "" : keyPath === "" ? ", the root key" : `, ${displaySafe(keyPath)}`;
  return ` (${structure}${where}${offset === null ? "" : ` at 0x${offset.toString(16)}`}${key})`;
}

function factsText({ expected, found }: Pick<Finding, "expected" | "found">): string {
  const facts = [expected === null ? "" : `expected ${expected}`, found === null ? "" : `found ${found}`];
  const told = facts.filter((fact) => fact !== "").join(", ");
  return told === "" ? "" : `: ${displaySafe(told)}`;
}

function summaryLines(report: CheckReport, colours: Colours): string[] {
  const { errors, warnings, mendable, isDirty, appliedEntries } = report.summary;
  const all = mendable === errors + warnings;
  const applied = counted(appliedEntries, "log entry", "log entries");
  return [
    ...(isDirty ? [`dirty: judged ${appliedEntries > 0 ? `with ${applied} applied` : "as it lies"}`] : []),
    verdictText(report, colours),
    ...(errors === 0
      ? []
      : [`repair can mend ${all ? "all of it" : mendable === 0 ? "none of it" : `${mendable} of these`}`]),
  ];
}

/** Sound or damaged, in numbers. */
export function verdictText({ isSound, summary }: CheckReport, colours: Colours): string {
  const { errors, warnings, keys, values } = summary;
  const verdict = isSound ? colours.green("sound") : colours.red("damaged");
  const findings = `${counted(errors, "error", "errors")}, ${counted(warnings, "warning", "warnings")}`;
  return `${verdict}: ${findings}; ${counted(keys, "key", "keys")}, ${counted(values, "value", "values")}`;
}

function counted(count: number, one: string, many: string): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}
