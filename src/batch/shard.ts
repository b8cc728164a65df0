import { hiveError } from "../errors.ts";

/** One of several machines' parts of a sorted list. */
export interface Shard {
  /** From 1 on. */
  readonly number: number;
  readonly of: number;
}

/**
 * Reads `i/n`: part i of n, counted from 1.
 *
 * @throws HiveError `usage`
 * @example
 * parseShard("2/4"); // { number: 2, of: 4 }
 */
export function parseShard(text: string): Shard {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  if (shard.number >= 1 && shard.number <= shard.of) return shard;
  throw hiveError("usage", `a shard is named i/n, such as 1/4: part i of n, counted from 1`, { found: text });
}

/** Every n-th of a list, so that every part has some of everything. */
export function shardOf<Item>(items: readonly Item[], { number, of }: Shard): Item[] {
  return items.filter((_, index) => index % of === number - 1);
}
