import type { PageSource } from "hivex-wasm";
import { checkTouched } from "hivex-wasm/node";
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
export function checkEdit({ hive }: OpenedHive, { verify, touched = [] }: Wanted): EditCheck {
  const { warnings, validate } = checkTouched(hive.engine, touched);
  return {
    warnings,
    verify: lookedAt((fresh) => {
      verify(fresh);
      validate(fresh.engine);
    }),
  };
}
