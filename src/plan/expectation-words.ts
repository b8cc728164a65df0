import type { Expectation, ExpectedValue } from "../edit/expectation.ts";
import { PlanMembers } from "../edit/plan-members.ts";
import { CONTENT, typedContentIn } from "./value-words.ts";

/** Reads the member `expect`: `absent`, or type and content; nothing where it is not there. */
export function expectationIn(members: PlanMembers): { readonly expect?: Expectation } {
  if (!members.has("expect")) return {};
  return members.raw("expect") === "absent" ? { expect: "absent" } : expectedValueIn(members);
}

/** Reads the member `expect` of a change that starts from a value. */
export function expectedValueIn(members: PlanMembers): { readonly expect?: ExpectedValue } {
  if (!members.has("expect")) return {};
  const expected = PlanMembers.of(members.raw("expect"), members.placeOf("expect"), ["type"], CONTENT);
  return { expect: typedContentIn(expected) };
}
