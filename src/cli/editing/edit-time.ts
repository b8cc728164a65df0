import { InvalidArgumentError } from "commander";
import { type EditTime, filetimeFromIso, filetimeFromUnix, HiveError } from "../../index.ts";
import type { CliContext } from "../context.ts";

/** What `--time` asks for: the clock, the times that stand in the hive, or one that was given. */
export type TimeOption = "now" | EditTime;

/** Parses `--time`. */
export function parseTime(text: string): TimeOption {
  if (text === "now" || text === "keep") return text;
  const time = filetimeFromIso(text);
  if (time !== undefined) return time;
  throw new InvalidArgumentError("Say now, keep, or a time such as 2026-01-31T12:00:00Z.");
}

/**
 * The time that changed keys get. SOURCE_DATE_EPOCH, seconds since 1970, stands for the clock where it is set: so an image
 * that is built twice comes out the same.
 */
export function editTime(option: TimeOption, context: CliContext): EditTime {
  if (option !== "now") return option;
  const epoch = context.env.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === "") return context.now();
  if (/^\d{1,11}$/.test(epoch)) return filetimeFromUnix(Number(epoch) * 1000);
  const advice = "Set it to seconds since 1970, or unset it.";
  throw new HiveError("usage", "SOURCE_DATE_EPOCH is not a number of seconds", { found: epoch, advice });
}
