import { HiveError } from "hivex-wasm";
import type { Change } from "../../edit/operations.ts";
import { badPlan, PlanFault, type PlanMembers } from "../../edit/plan-members.ts";
import { bytesToHex } from "../../hive/hex.ts";
import type { Hive } from "../../hive/hive.ts";
import { isProfileSecret } from "../../outlook/secrets.ts";
import { literalPattern, regexPattern, type TextPattern } from "../../replace/text-pattern.ts";
import { textsInData } from "../../text-in-data/texts-in-data.ts";
import type { PlanChange } from "../plan-change.ts";
import { type FoundTarget, valuesIn } from "../targets.ts";
import { dataChange } from "./set-data.ts";

/**
 * Puts one text in the place of another in the data of values: in texts of all kinds, also such as are stored as bytes; what
 * belongs to them is kept. Texts in the middle of other bytes are left alone unless asked for.
 */
export const replaceText: PlanChange = {
  required: ["replace"],
  optional: ["type", "ignoreCase", "within"],
  oneOf: [
    ["key", "keys"],
    ["value", "values"],
    ["find", "pattern"],
  ],
  parse(members) {
    const target = valuesIn(members);
    const patternFor = patternIn(members);
    const { within = false } = members.switches("within");
    return (hive) => {
      const pattern = patternFor(hive);
      const found = target.found(hive);
      const changes = found.flatMap((value) => changesOf(value, pattern, within, members.place));
      return { changes, met: found.length };
    };
  },
};

/** Which text is looked for; names of hives are compared by their own tables, so a hive is asked for letter case. */
function patternIn(members: PlanMembers): (hive: Hive) => TextPattern {
  if (members.has("find") === members.has("pattern"))
    throw badPlan(members.place, 'must have either "find" or "pattern"');
  const replacement = members.text("replace");
  const { ignoreCase = false } = members.switches("ignoreCase");
  if (members.has("pattern")) {
    const pattern = regex(members, replacement, ignoreCase);
    return () => pattern;
  }
  const text = members.text("find");
  if (text === "") throw badPlan(members.placeOf("find"), "must not be empty");
  return (hive) => literalPattern(text, replacement, ignoreCase ? (each) => hive.engine.upcased(each) : undefined);
}

function regex(members: PlanMembers, replacement: string, ignoreCase: boolean): TextPattern {
  try {
    return regexPattern(members.text("pattern"), replacement, ignoreCase);
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== "usage") throw error;
    throw new PlanFault(members.placeOf("pattern"), `is refused: ${error.statement}`, {
      ...(error.found && { found: error.found }),
    });
  }
}

function changesOf(found: FoundTarget, pattern: TextPattern, within: boolean, place: string): Change[] {
  const { key: keyPath, value: name, type, data } = found;
  // Passwords are bytes that may look like anything.
  if (isProfileSecret(keyPath, name)) return [];
  const stored = textsInData({ keyPath, name, type }, data);
  if (stored === undefined || (stored.shape === "within-bytes" && !within)) return [];
  const wanted = stored.texts.map(({ text }) => pattern.replaced(text) ?? text);
  if (stored.texts.every(({ text }, index) => text === wanted[index])) return [];
  const rewritten = stored.withTexts(wanted);
  if ("fault" in rewritten)
    throw new PlanFault(place, `cannot replace a text: ${rewritten.fault}`, { keyPath }, "precondition-failed");
  return [dataChange(found, bytesToHex(rewritten.data))];
}
