import type { Breach, CheckedStructures } from "hivex-wasm";
import type { CheckReport, CheckSummary, Finding } from "./finding.ts";
import { findingOf, isMendable, severityOf } from "./finding-of.ts";
import { RULES, ruleOf } from "./rules.ts";

type Totals = Pick<CheckSummary, "errors" | "warnings" | "infos" | "mendable">;

/** Findings as they come, a bounded number of each code, and counts of all. */
export class FindingList {
  readonly limit: number;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<string, number>();
  readonly #totals: Record<keyof Totals, number> = { errors: 0, warnings: 0, infos: 0, mendable: 0 };

  /** `limit` is how many of a code are listed. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Adds a breach; `isCounted` is false where somebody else counts. */
  add(breach: Breach, file: Finding["file"] = "hive", isCounted = true): void {
    if (isCounted) this.#count(breach.rule, breach.weight, 1);
    this.#findings.push(findingOf(breach, file));
  }

  /** Counts what has been met in the structures, listed or not. */
  countAll(count: CheckedStructures["count"]): void {
    for (const number of RULES.keys())
      for (const weight of ["full", "lesser"] as const) this.#count(number + 1, weight, count(number + 1, weight));
  }

  report(facts: Omit<CheckSummary, keyof Totals>): CheckReport {
    const findings = this.#findings.sort(byCodeAndPlace);
    const listed = new Map<string, number>();
    return {
      isSound: this.#totals.errors === 0,
      findings: findings.filter(({ code }) => {
        listed.set(code, (listed.get(code) ?? 0) + 1);
        return (listed.get(code) ?? 0) <= this.limit;
      }),
      counts: Object.fromEntries([...this.#counts].sort(([one], [other]) => numberOf(one) - numberOf(other))),
      summary: { ...this.#totals, ...facts },
    };
  }

  #count(rule: number, weight: Breach["weight"], by: number): void {
    if (by === 0) return;
    const { code } = ruleOf(`I${rule}`);
    const severity = severityOf(rule, weight);
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + by);
    this.#totals[`${severity}s`] += by;
    if (isMendable(rule, weight)) this.#totals.mendable += by;
  }
}

function byCodeAndPlace(one: Finding, other: Finding): number {
  if (one.code !== other.code) return numberOf(one.code) - numberOf(other.code);
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return (one.offset ?? -1) - (other.offset ?? -1);
}

function numberOf(code: string): number {
  return Number(code.slice(1));
}
