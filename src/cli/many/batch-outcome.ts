import { EXIT, type HiveOutcome, isRoaming } from "../../index.ts";
import type { HiveTarget } from "./hive-targets.ts";

/** What of a command's document says what became of a hive. */
interface EditDocument {
  readonly outcome?: string;
  readonly plan?: object;
  readonly obstacles?: readonly ErrorDocument[];
  readonly errors?: readonly ErrorDocument[];
  readonly error?: ErrorDocument;
  readonly warnings?: readonly string[];
}

interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly exitCode: number;
}

const RESULTS: Readonly<Record<string, HiveOutcome["result"]>> = {
  written: "changed",
  "dry-run": "would-change",
  nothing: "unchanged",
  clean: "unchanged",
};

/** Windows copies profiles on a share when their user logs on and off. */
const LOGGED_OFF =
  "it takes effect only if the user is logged off everywhere: the newer copy of a roaming profile wins";

/** Whether a hive just has not what a command is about: among many hives a user without Outlook is nobody's failure. */
export function isNotForIt({ code }: { readonly code: string }): boolean {
  return code === "profile-not-found" || code === "account-not-found" || code === "section-not-found";
}

/** What became of a hive, from what the command says about it. */
export function outcomeOf(document: object, target: HiveTarget): HiveOutcome {
  const { outcome = "", plan, obstacles = [], errors = [], error, warnings = [] } = document as EditDocument;
  const [first] = error === undefined ? [...errors, ...obstacles] : [error];
  const result =
    first === undefined
      ? RESULTS[outcome]
      : isNotForIt(first)
        ? "unchanged"
        : first.exitCode === EXIT.refused
          ? "refused"
          : "failed";
  const said = result === "changed" && isRoaming(target) ? [...warnings, LOGGED_OFF] : warnings;
  return {
    result: result ?? "failed",
    ...(plan && { plan }),
    ...(first && { code: first.code, reason: first.message }),
    ...(said.length > 0 && { warnings: said }),
  };
}
