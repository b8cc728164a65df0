import { displaySafe, type Plan, planDocument, writePlan } from "../../index.ts";
import type { Report } from "../command-run.ts";

/** What --plan-only prints: a plan that `apply` takes, headed by a comment that names the hive. */
export function planReport(plan: Plan, path: string): Report {
  return { document: { plan: planDocument(plan) }, text: `# ${displaySafe(path)}\n${writePlan(plan)}` };
}
