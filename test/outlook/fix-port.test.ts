import { describe, expect, test } from "vitest";
import { rpcOverHttps } from "../../fixtures/build/mapi-profile.ts";
import { mapiAnsi, mapiUnicode } from "../../fixtures/build/mapi-value.ts";
import { type FixPortOptions, planFixPort } from "../../src/outlook/fix-port.ts";
import { below, fixtureHive, madeHive, USER_HIVES } from "./fixture-hive.ts";

const ROOT = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles";
const PROXY = mapiUnicode("001f6622", "server.example.com-44300");

describe.each(USER_HIVES)("%s", (name) => {
  const hive = fixtureHive(name);

  test("the plan holds one change for each finding that is one, and expects the bytes that are there", () => {
    const { findings, plan } = planFixPort(hive);
    const changes = findings.filter(({ verdict }) => verdict === "change");
    expect(changes).toHaveLength(8);
    expect(plan.version).toBe(1);
    expect(plan.changes.map(({ key, value }) => [key, value])).toEqual(
      changes.map(({ value }) => [value.key.path, value.name]),
    );
    for (const change of plan.changes) {
      const value = hive.key(change.key).value(change.value);
      expect(Buffer.from(value.data()).toString("hex")).toBe(change.expect.data);
      expect(change.data).toBe(change.expect.data.replace(/2d(?=(?:00)?(?:3\d(?:00)?)+00(?:00)?$)/, "3a"));
    }
  });

  test("the principal name is in no plan", () => {
    for (const undo of [false, true]) {
      expect(planFixPort(hive, { undo, anyType: true }).plan.changes.map(({ value }) => value)).not.toContain(
        "001f6625",
      );
    }
  });

  test.each<[FixPortOptions, number]>([
    [{ profile: "outlook" }, 1],
    [{ profile: "WORK" }, 3],
    [{ profile: "work", account: "erika@example.com" }, 2],
    [{ profile: "work", account: "00000002" }, 1],
    [{ account: "ERIKA@EXAMPLE.COM" }, 4],
    [{ port: 443 }, 1],
    [{ host: "mail-gw.example.com" }, 1],
    [{ port: 2010 }, 1],
    [{ anyType: true }, 9],
    [{ undo: true }, 1],
  ])("%j plans %i changes", (options, count) => {
    expect(planFixPort(hive, options).plan.changes).toHaveLength(count);
  });

  test("warns where the server is not used", () => {
    const [finding] = planFixPort(hive, { profile: "Outlook does not use it" }).findings;
    expect(finding?.warnings).toEqual([expect.stringContaining("switched off")]);
  });
});

test.each([
  [0x23, []],
  [0x03, []],
  [0x21, [expect.stringContaining("plain HTTP")]],
  [0x22, [expect.stringContaining("switched off")]],
  [0x00, [expect.stringContaining("switched off")]],
])("flags 0x%x", (flags, warnings) => {
  const hive = madeHive(below(ROOT, { name: "P", keys: [{ name: "s", values: rpcOverHttps(PROXY, { flags }) }] }));
  expect(planFixPort(hive).findings[0]?.warnings).toEqual(warnings);
});

test("a section may hold the server twice, in Unicode and in 8-bit text", () => {
  const values = [PROXY, mapiAnsi("001e6622", "server.example.com-44300")];
  const hive = madeHive(below(ROOT, { name: "P", keys: [{ name: "s", values }] }));
  expect(planFixPort(hive).plan.changes.map(({ value }) => value)).toEqual(["001f6622", "001e6622"]);
});

test("a value of that name in another letter case is meant too", () => {
  const hive = madeHive(below(ROOT, { name: "P", keys: [{ name: "s", values: [{ ...PROXY, name: "001F6622" }] }] }));
  expect(planFixPort(hive).plan.changes.map(({ value }) => value)).toEqual(["001F6622"]);
});

test("values of that name outside profiles are left alone", () => {
  const hive = madeHive(
    below("Software\\Vendor", { name: "s", values: [PROXY] }),
    below("Software2"),
    below("Software3\\Microsoft\\Office\\16.0\\Outlook\\Profiles", { name: "P", values: [PROXY] }),
  );
  expect(() => planFixPort(hive)).toThrow(expect.objectContaining({ code: "profile-not-found" }));
});

test("what is not there is said with what is", () => {
  const hive = madeHive(below(ROOT, { name: "Wo\u001brk", keys: [{ name: "s", values: [PROXY] }] }));
  expect(() => planFixPort(hive, { profile: "x" })).toThrow(
    expect.objectContaining({ code: "profile-not-found", advice: 'These are there: "Wo<U+001B>rk".' }),
  );
  expect(() => planFixPort(hive, { account: "x" })).toThrow(
    expect.objectContaining({ code: "account-not-found", advice: "No account is there." }),
  );
});
