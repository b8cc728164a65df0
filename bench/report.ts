import { cpus, platform, release, totalmem } from "node:os";
import { isKept, type Limit } from "./limits.ts";
import type { Pairing, Spread } from "./race.ts";

/** One line of the table of races. */
export interface RacedPair extends Pairing {
  readonly title: string;
  readonly target?: number;
}

/** The machine and the day: without them a figure says nothing. */
export function machine(): string {
  const [first] = cpus();
  const gibibytes = Math.round(totalmem() / (1 << 30));
  const day = new Date().toISOString().slice(0, 10);
  return `${day}; ${cpus().length} processors (${first?.model.trim() ?? "unknown"}), ${gibibytes} GiB, ${platform()} ${release()}, Node ${process.versions.node}`;
}

/** Markdown: medians in milliseconds, and the ratio of each pair of runs with its least and most. */
export function raceTable(pairs: readonly RacedPair[]): string {
  const rows = pairs.map(({ title, peer, ours, theirs, ratio, target }) => {
    const goal = target === undefined ? "" : `at least ${target}${ratio.median >= target ? "" : ", **missed**"}`;
    return [title, peer, time(ours), time(theirs), `${times(ratio.median)} (${range(ratio)})`, goal];
  });
  return table(["", "against", "hivetool", "the other", "times faster (least to most)", "target"], "--rrrr", rows);
}

export function limitTable(limits: readonly Limit[]): string {
  const rows = limits.map((one) => [
    one.title,
    `${number(one.figure)} ${one.unit}`,
    `at most ${number(one.limit)}${isKept(one) ? "" : ", **missed**"}`,
  ]);
  return table(["", "measured", "target"], "-rr", rows);
}

function table(heads: readonly string[], alignment: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = [...alignment.padEnd(heads.length, "-")].map((side) => (side === "r" ? "---:" : "---"));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

function time({ median }: Spread): string {
  return median < 10_000 ? `${median.toFixed(0)} ms` : `${(median / 1000).toFixed(1)} s`;
}

function range({ least, most }: Spread): string {
  return `${times(least)} to ${times(most)}`;
}

function times(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1);
}

function number(figure: number): string {
  return figure < 100 ? figure.toFixed(1) : figure.toFixed(0);
}
