import { HiveError, type HiveErrorFacts } from "hivex-wasm";

/**
 * One error for a failure and what went wrong while cleaning up after it: the first one's code and facts, everybody's
 * words, and all of them as its cause.
 */
export function joinedError(first: HiveError, others: readonly HiveError[]): HiveError {
  if (others.length === 0) return first;
  const statement = [first.statement, ...others.map((other) => other.statement)].join("; besides, ");
  const { structure, fileOffset, expected, found, path, keyPath, advice } = first;
  const facts = { structure, fileOffset, expected, found, path, keyPath, advice };
  const known = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as HiveErrorFacts;
  return new HiveError(first.code, statement, { ...known, cause: new AggregateError([first, ...others], statement) });
}
