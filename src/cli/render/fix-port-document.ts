import { bytesToHex, type ProxyFinding, valueText, valueTypeName } from "../../index.ts";
import { outcomeDocument } from "./edit-outcome.ts";
import { type FixPortFacts, notesOn } from "./fix-port.ts";

/** The facts for `--json`. */
export function fixPortDocument(facts: FixPortFacts): object {
  const { fix, policies, outcome } = facts;
  return {
    outcome: outcome.kind,
    findings: fix.findings.map(findingDocument),
    plan: fix.plan,
    policies: policies.map((value) => ({
      key: value.key.path,
      name: value.name,
      type: valueTypeName(value.type),
      text: valueText(value.type, value.data()),
    })),
    ...outcomeDocument(outcome),
    ...((outcome.kind === "written" || outcome.kind === "dry-run") && { notes: notesOn(facts) }),
  };
}

function findingDocument(finding: ProxyFinding): object {
  const { profile, section, value, verdict, reason, needs, oldText, newText, oldData, newData, byteIndex, warnings } =
    finding;
  return {
    outlook: profile.outlook,
    profile: profile.name,
    account: section.account?.name ?? section.account?.id ?? null,
    section: section.key.path,
    value: value.name,
    type: valueTypeName(value.type),
    verdict,
    reason: reason ?? null,
    needs: needs ?? null,
    oldText: oldText ?? null,
    newText: newText ?? null,
    oldData: bytesToHex(oldData),
    newData: newData ? bytesToHex(newData) : null,
    byteIndex: byteIndex ?? null,
    warnings,
  };
}
