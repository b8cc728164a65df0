import type { Breach } from "hivex-wasm";
import { joinKeyPath } from "../hive/key-path.ts";
import type { Finding } from "./finding.ts";
import type { Severity } from "./rule.ts";
import { ruleOf } from "./rules.ts";
import { WORDS } from "./words.ts";

/** A breach of a rule as people and programs are told of it. */
export function findingOf(breach: Breach, file: Finding["file"]): Finding {
  const { rule: number, structure, fileOffset, path } = breach;
  const rule = ruleOf(`I${number}`);
  const words = WORDS[number];
  const severity = severityOf(number, breach.weight);
  return {
    code: rule.code,
    severity,
    structure,
    file,
    offset: fileOffset,
    keyPath: path === undefined ? null : joinKeyPath(path),
    expected: words?.expected?.(breach.expected) ?? null,
    found: words?.found?.(breach.found) ?? null,
    mendable: isMendable(number, breach.weight),
    message: words?.fault ?? rule.title,
  };
}

/** Whether `repair` mends a breach of this weight. */
export function isMendable(rule: number, weight: Breach["weight"]): boolean {
  const { mendable, lesser } = ruleOf(`I${rule}`);
  if (severityOf(rule, weight) === "info") return false;
  return mendable && (weight !== "lesser" || lesser?.mendable !== false);
}

/** How bad a breach of this weight is. */
export function severityOf(rule: number, weight: Breach["weight"]): Severity {
  if (weight === "told") return "info";
  const { severity, lesser } = ruleOf(`I${rule}`);
  return weight === "lesser" && lesser !== undefined ? lesser.severity : severity;
}
