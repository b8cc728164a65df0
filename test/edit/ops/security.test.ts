import { describe, expect, it, onTestFinished } from "vitest";
import { ADMINISTRATORS, SYSTEM, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { applyPlan } from "../../../src/edit/apply.ts";
import { copyTree } from "../../../src/edit/copy-tree.ts";
import type { Change } from "../../../src/edit/operations.ts";
import { type Plan, parsePlan } from "../../../src/edit/plan.ts";
import { previewPlan } from "../../../src/edit/preview.ts";
import { verifyPlan } from "../../../src/edit/verify.ts";
import { HiveError } from "../../../src/errors.ts";
import { Hive } from "../../../src/hive/hive.ts";
import { securityDescriptorText } from "../../../src/hive/sddl.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { hiveOf } from "../../wasm/open-engine.ts";

const TIME = 0x01d5_0403_0201_0000n;
const USER_SID = "S-1-5-21-1004336348-1177238915-682003330-1001";
const OTHER_SID = "S-1-5-21-9-8-7-1105";
const MINE = securityDescriptor([USER, 0xf003f], [SYSTEM, 0xf003f]);
const THEIRS = securityDescriptor([ADMINISTRATORS, 0x20019]);

function opened(
  bytes = hiveOf({
    keys: [{ name: "Mine", security: MINE, keys: [{ name: "Too", security: THEIRS }] }, { name: "Other" }],
  }).bytes,
): Hive {
  const hive = Hive.fromBytes(bytes, { mode: "edit" });
  onTestFinished(() => hive.close());
  return hive;
}

const planOf = (...changes: Change[]): Plan => ({ version: 1, changes });
const textOf = (hive: Hive, path: string): string => securityDescriptorText(hive.key(path).security());

/** Applies a plan and opens what comes out, which must be sound and as wanted. */
function applied(hive: Hive, ...changes: Change[]): Hive {
  const plan = planOf(...changes);
  expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
  applyPlan(hive, plan, { time: TIME });
  const bytes = hive.engine.toBytes();
  expect(validateHive(bytes)).toEqual([]);
  const fresh = Hive.fromBytes(bytes);
  onTestFinished(() => fresh.close());
  verifyPlan(fresh, plan);
  if (changes.length === 1) expect(previewPlan(hive, plan).changesAnything).toBe(false);
  return fresh;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof HiveError) return error.code;
    throw error;
  }
  return "done";
}

describe("set-security", () => {
  it("changes the parts that the text names, of one key", () => {
    const fresh = applied(opened(), { op: "set-security", key: "Mine", sddl: "D:P(A;CI;KA;;;SY)" });
    expect(textOf(fresh, "Mine")).toBe("O:BAG:BAD:P(A;CI;KA;;;SY)");
    expect(textOf(fresh, "Mine\\Too")).toBe("O:BAG:BAD:(A;CI;KR;;;BA)");
    expect(fresh.key("Mine").lastWritten).toBe(TIME);
    expect(fresh.key("Mine\\Too").lastWritten).not.toBe(TIME);
  });

  it("and of all below it, each of which keeps its other parts", () => {
    const hive = opened();
    const fresh = applied(hive, { op: "set-security", key: "Mine", sddl: "O:SYS:(ML;;NW;;;LW)", recursive: true });
    expect(textOf(fresh, "Mine")).toBe(`O:SYG:BAD:(A;CI;KA;;;${USER_SID})(A;CI;KA;;;SY)S:(ML;;NW;;;LW)`);
    expect(textOf(fresh, "Mine\\Too")).toBe("O:SYG:BAD:(A;CI;KR;;;BA)S:(ML;;NW;;;LW)");
    expect(textOf(fresh, "Other")).not.toContain("ML");
    expect([fresh.key("Mine"), fresh.key("Mine\\Too")].map((key) => key.lastWritten)).toEqual([TIME, TIME]);
    expect(hive.engine.editing.undo()).toBe(true);
    expect(textOf(hive, "Mine\\Too")).toBe("O:BAG:BAD:(A;CI;KR;;;BA)");
  });

  it("says what it did, and how many keys", () => {
    const { changes } = previewPlan(
      opened(),
      planOf({ op: "set-security", key: "mine", sddl: "O:SY", recursive: true }),
    );
    expect(changes).toMatchObject([{ kind: "security", key: "Mine", keys: 2, isDone: false }]);
    expect(changes[0]).toMatchObject({ old: expect.stringMatching(/^O:BA/), new: expect.stringMatching(/^O:SY/) });
  });

  it("reads letters that are relative to a domain", () => {
    const sddl = { op: "set-security", key: "Other", sddl: "O:DA" } as const;
    expect(refusal(() => applyPlan(opened(), planOf(sddl), { time: TIME }))).toBe("bad-sddl");
    const fresh = applied(opened(), { ...sddl, domain: "S-1-5-21-9-8-7" });
    expect(textOf(fresh, "Other")).toMatch(/^O:S-1-5-21-9-8-7-512G:/);
  });

  it("leaves a descriptor alone that says the same in another layout", () => {
    // The fixtures put the list first; both orders mean the same.
    const hive = opened();
    const text = textOf(hive, "Mine");
    applied(hive, { op: "set-security", key: "Mine", sddl: text });
    expect(hive.engine.isChanged).toBe(false);
  });

  it("refuses a text without a part, and what would leave a key without owner", () => {
    expect(refusal(() => parsePlan(JSON.stringify(planOf({ op: "set-security", key: "", sddl: " " }))))).toBe(
      "bad-sddl",
    );
    const noOwner = THEIRS.slice();
    noOwner.fill(0, 4, 8);
    const hive = opened(hiveOf({ keys: [{ name: "a", security: noOwner }] }).bytes);
    const plan = planOf({ op: "set-security", key: "a", sddl: "G:SY" });
    expect(refusal(() => applyPlan(hive, plan, { time: TIME }))).toBe("bad-security");
    expect(hive.engine.isChanged).toBe(false);
  });

  it("a later change is what counts", () => {
    const fresh = applied(
      opened(),
      { op: "set-security", key: "", sddl: "O:SY", recursive: true },
      { op: "set-security", key: "Other", sddl: `O:${USER_SID}` },
      { op: "replace-sid", old: USER_SID, new: OTHER_SID },
    );
    expect(textOf(fresh, "Other")).toContain(`O:${OTHER_SID}`);
    expect(textOf(fresh, "Mine")).toContain("O:SY");
  });
});

describe("the hive of an app", () => {
  const app = (): Hive => opened(hiveOf({ keys: [{ name: "LocalState", keys: [{ name: "x" }] }] }).bytes);

  it("keeps one descriptor", () => {
    for (const change of [
      { op: "set-security", key: "LocalState", sddl: "O:SY" },
      { op: "set-security", key: "LocalState", sddl: "O:SY", recursive: true },
      { op: "set-security", key: "", sddl: "O:SY" },
    ] as const) {
      const hive = app();
      expect(refusal(() => applyPlan(hive, planOf(change), { time: TIME }))).toBe("one-descriptor");
      expect(hive.engine.isChanged).toBe(false);
    }
    const fresh = applied(app(), { op: "set-security", key: "", sddl: "O:SY", recursive: true });
    expect(fresh.engine.securityCounts(fresh.root.offset).size).toBe(1);
    expect(textOf(fresh, "LocalState\\x")).toContain("O:SY");
  });

  it("takes no other one along with a copy", () => {
    const hive = app();
    const [mine, plain] = [opened().key("Mine"), app().key("LocalState")];
    expect(refusal(() => copyTree(mine, hive, "Mine", { security: true }))).toBe("one-descriptor");
    expect(hive.engine.isChanged).toBe(false);
    expect(refusal(() => copyTree(plain, hive, "Copied", { security: true }))).toBe("done");
    expect(refusal(() => copyTree(mine, hive, "Mine"))).toBe("done");
    expect(hive.engine.securityCounts(hive.root.offset).size).toBe(1);
  });

  it("is none when it has two already", () => {
    const hive = opened(hiveOf({ keys: [{ name: "LocalState", security: MINE }] }).bytes);
    applied(hive, { op: "set-security", key: "", sddl: "O:SY" });
  });
});

describe("replace-sid", () => {
  it("gives a hive to another user: descriptors change, keys and values do not", () => {
    const user = Buffer.from(USER_SID, "utf16le");
    const values = [
      { name: "sid", type: 1, data: new Uint8Array(user) },
      { name: "bytes", type: 3, data: USER },
    ];
    const hive = opened(hiveOf({ values, keys: [{ name: "Mine", security: MINE }] }).bytes);
    const time = hive.key("Mine").lastWritten;
    const fresh = applied(hive, { op: "replace-sid", old: USER_SID, new: OTHER_SID });
    expect(textOf(fresh, "Mine")).toBe(`O:BAG:BAD:(A;CI;KA;;;${OTHER_SID})(A;CI;KA;;;SY)`);
    expect(fresh.key("Mine").lastWritten).toBe(time);
    expect(fresh.root.value("sid").data()).toEqual(new Uint8Array(user));
    expect(fresh.root.value("bytes").data()).toEqual(USER);
  });

  it("merges what becomes equal", () => {
    const keys = [MINE, securityDescriptor([ADMINISTRATORS, 0xf003f], [SYSTEM, 0xf003f])].map((security, index) => ({
      name: `k${index}`,
      security,
    }));
    const fresh = applied(opened(hiveOf({ keys }).bytes), { op: "replace-sid", old: USER_SID, new: "BA" });
    expect(fresh.key("k0").record.security).toBe(fresh.key("k1").record.security);
  });

  it("has nothing to do where nobody is called so, and refuses one name twice", () => {
    const hive = opened();
    applied(hive, { op: "replace-sid", old: "S-1-5-21-1-2-3-4", new: "SY" });
    expect(hive.engine.isChanged).toBe(false);
    const plan = planOf({ op: "replace-sid", old: "SY", new: "S-1-5-18" });
    expect(refusal(() => parsePlan(JSON.stringify(plan)))).toBe("bad-plan");
  });
});
