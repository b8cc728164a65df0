import { changedRuns, type Engine, engineBefore, HiveError, type OldFault, validateEdit } from "hivex-wasm";

/** An edit that has been looked over in memory. */
export interface TouchedCheck {
  /** What was wrong there before it. */
  readonly old: readonly HiveError[];
  /** The same for people. */
  readonly warnings: readonly string[];
  /** Looks it over again in the hive as it has been written. */
  readonly validate: (fresh: Engine) => void;
}

/**
 * Looks an edit over in memory, so that nothing is written rather than nonsense: what it has changed, and the keys that it
 * has touched, by their offsets.
 */
export function checkTouched(engine: Engine, touched: readonly number[]): TouchedCheck {
  const places = { keys: touched, runs: changedRuns(engine) };
  const known = validated(() => {
    let before: Engine | undefined;
    try {
      return validateEdit(engine, places, { before: () => (before ??= engineBefore(engine)) });
    } finally {
      before?.close();
    }
  });
  return {
    old: known.map(({ error }) => error),
    warnings: known.map(({ error }) => `not in order, and not before the edit either: ${error.message}`),
    // What is far away has been looked at in memory, and is as it was.
    validate: (fresh) => void validateEdit(fresh, places, { known, pages: 0 }),
  };
}

function validated(look: () => OldFault[]): OldFault[] {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    const { code, structure, fileOffset, expected, found } = error;
    const facts = Object.entries({ structure, fileOffset, expected, found }).filter(([, fact]) => fact !== undefined);
    throw new HiveError(code, `the edit would leave this out of order: ${error.statement}`, {
      ...Object.fromEntries(facts),
      advice: "Nothing was written. Please report this with the command that you typed.",
      cause: error,
    });
  }
}
