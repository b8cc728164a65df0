import { replaceSid as replacedIn } from "../../hive/replace-sid.ts";
import { sidFromText } from "../../hive/sddl/parse-sid.ts";
import { type Sid, sidText } from "../../hive/sid.ts";
import { descriptorsBelow } from "../descriptors-below.ts";
import type { Operation } from "../operation.ts";
import { badPlan } from "../plan-members.ts";

/**
 * Puts one SID in the place of another in all security descriptors of the hive: a profile that goes to another user. Keys
 * keep their times. Values are not touched, also where they hold the SID as text or bytes.
 */
export interface ReplaceSid {
  readonly op: "replace-sid";
  /** S-1-..., or the letters of SDDL for a well-known SID. */
  readonly old: string;
  readonly new: string;
}

export const replaceSid: Operation<ReplaceSid> = {
  required: ["old", "new"],
  optional: [],
  parse(members) {
    const change: ReplaceSid = { op: "replace-sid", old: members.text("old"), new: members.text("new") };
    const [old, replacement] = sidsOf(change).map(sidText);
    if (old === replacement) throw badPlan(members.placeOf("new"), "must be another SID than the old one");
    return change;
  },
  apply(hive, change) {
    const [old, replacement] = sidsOf(change);
    const { keys } = hive.engine.editing.changeSecurity(hive.root.offset, (descriptor) =>
      replacedIn(descriptor, old, replacement),
    );
    return { kind: "security", key: "", old: sidText(old), new: sidText(replacement), keys, isDone: keys === 0 };
  },
  expect(state, change) {
    const [old, replacement] = sidsOf(change);
    state.forgetSecurity("");
    state.wantTrees([""], "a security descriptor still holds the old SID", (hive) =>
      descriptorsBelow(hive.root).every((descriptor) => replacedIn(descriptor, old, replacement) === undefined),
    );
  },
};

function sidsOf(change: ReplaceSid): [old: Sid, replacement: Sid] {
  return [sidFromText(change.old), sidFromText(change.new)];
}
