import type { PageSource } from "hivex-wasm";
import { checkTouched } from "hivex-wasm/node";
import { HiveError, hiveError } from "../errors.ts";
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

/**
 * Looks an edit over in memory, so that nothing is written rather than nonsense.
 *
 * @throws HiveError `damaged-part` where something was wrong there already: who works in rubble makes more of it
 */
export function checkEdit({ hive }: Pick<OpenedHive, "hive">, { verify, touched = [] }: Wanted): EditCheck {
  const { old, warnings, validate } = checkTouched(hive.engine, touched);
  const damage = old.find(({ code }) => !HARMLESS.includes(code));
  if (damage !== undefined) throw damagedPart(damage);
  return {
    warnings,
    verify: lookedAt((fresh) => {
      verify(fresh);
      validate(fresh.engine);
    }),
  };
}

/**
 * What would keep `commitEdit` from writing an edit because of what is wrong where it has been made; undefined where nothing
 * is. `touched` as for `commitEdit`.
 */
export function damageAround({ hive }: Pick<OpenedHive, "hive">, touched: readonly number[]): HiveError | undefined {
  try {
    checkEdit({ hive }, { verify: () => undefined, touched });
    return undefined;
  } catch (error) {
    if (error instanceof HiveError) return error;
    throw error;
  }
}

/** Callers of Windows may read too little by it; an edit is not in danger. */
const HARMLESS: readonly string[] = ["bad-key-hint"];

function damagedPart({ code, statement, structure, fileOffset, expected, found }: HiveError): Error {
  const facts = Object.entries({ structure, fileOffset, expected, found }).filter(([, fact]) => fact !== undefined);
  return hiveError("damaged-part", `what the edit touches was damaged before it: ${statement} (${code})`, {
    ...Object.fromEntries(facts),
  });
}
