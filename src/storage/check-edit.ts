import { changedRuns, engineBefore, HiveError, type OldFault, type PageSource, validateEdit } from "hivex-wasm";
import type { Hive } from "../hive/hive.ts";
import { lookedAt } from "./looked-at.ts";
import type { OpenedHive } from "./open-hive.ts";

/** An edit that has been looked over in memory. */
export interface EditCheck {
  /** What was wrong there before it. */
  readonly warnings: readonly string[];
  /** Looks it over again, and up, in the hive as it has been written. */
  readonly verify: (fresh: PageSource) => void;
}

/** What is wanted of an edit: to be found again, and to leave everything that it touches in order. */
interface Wanted {
  readonly verify: (fresh: Hive) => void;
  readonly touched?: readonly number[];
}

/** Looks an edit over in memory, so that nothing is written rather than nonsense. */
export function checkEdit({ hive: { engine } }: OpenedHive, { verify, touched = [] }: Wanted): EditCheck {
  const places = { keys: touched, runs: changedRuns(engine) };
  const known = validated(() => {
    let before: ReturnType<typeof engineBefore> | undefined;
    try {
      return validateEdit(engine, places, { before: () => (before ??= engineBefore(engine)) });
    } finally {
      before?.close();
    }
  });
  return {
    warnings: known.map(({ error }) => `not in order, and not before the edit either: ${error.message}`),
    verify: lookedAt((fresh) => {
      verify(fresh);
      validateEdit(fresh.engine, places, { known });
    }),
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
