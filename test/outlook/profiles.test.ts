import { describe, expect, test } from "vitest";
import { mapiProfile } from "../../fixtures/build/mapi-profile.ts";
import { mapiBinary, mapiUnicode, regDword, regSz } from "../../fixtures/build/mapi-value.ts";
import { describeOutlook } from "../../src/outlook/describe.ts";
import { findRpcPolicies } from "../../src/outlook/policies.ts";
import { findProfiles } from "../../src/outlook/profiles.ts";
import { readRpcHttp } from "../../src/outlook/rpc-http.ts";
import { isProfileSecret } from "../../src/outlook/secrets.ts";
import { findExchangeSections } from "../../src/outlook/sections.ts";
import { below, fixtureHive, madeHive, USER_HIVES } from "./fixture-hive.ts";

const NEW_ROOT = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles";
const OLD_ROOT = "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
const GLOBAL = "13dbb0c8aa05101a9bb000aa002fc45a";

describe.each(USER_HIVES)("profiles of %s", (name) => {
  const hive = fixtureHive(name);
  const profiles = findProfiles(hive);

  test("are found in every place, the newest Outlook first", () => {
    const counts = new Map<string, number>();
    for (const { outlook } of profiles) counts.set(outlook, (counts.get(outlook) ?? 0) + 1);
    expect([...counts]).toEqual([
      ["16.0", 12],
      ["15.0", 1],
      ["97-2010", 3],
    ]);
  });

  test("have one default for each Outlook", () => {
    expect(profiles.filter(({ isDefault }) => isDefault).map(({ name: profile }) => profile)).toEqual([
      "Work",
      "Many hyphens",
      "Outlook",
    ]);
  });

  test("show which section belongs to which account", () => {
    const work = profiles.find(({ name: profile }) => profile === "Work");
    if (work === undefined) throw new Error("the fixture has lost a profile");
    const { accounts, sections } = findExchangeSections(hive, work);
    expect(accounts.map(({ id, name: account, service, kind }) => [id, account, service, kind])).toEqual([
      ["00000001", "erika@example.com", "MSEMS", "MAPI service"],
      ["00000002", "team@example.net", "MSEMS", "MAPI service"],
      ["00000003", "Outlook Address Book", "CONTAB", "MAPI service"],
      ["00000004", "erika@example.org", undefined, "POP3"],
    ]);
    expect(sections.map(({ title, account }) => [title, account?.name])).toEqual([
      ["Exchange global section", "erika@example.com"],
      [undefined, "erika@example.com"],
      [undefined, "team@example.net"],
    ]);
    const settings = sections.map(({ key }) => readRpcHttp(key));
    expect(
      settings.map(({ servers, principalName, flags, proxyAuthentication }) => [
        servers[0]?.text,
        principalName?.text,
        flags?.number,
        proxyAuthentication?.meaning,
      ]),
    ).toEqual([
      ["server.example.com-44300", "msstd:server.example.com", 0x23, "NTLM"],
      ["server.example.com-44300", "msstd:server.example.com", 0x23, "NTLM"],
      ["mail-gw.example.com-44300", "msstd:mail-gw.example.com", 0x23, "Basic"],
    ]);
  });

  test("are described as plain data that survive JSON", () => {
    const description = describeOutlook(hive);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description.profiles).toHaveLength(16);
  });

  test("are overridden by policies", () => {
    expect(findRpcPolicies(hive).map((value) => value.name)).toEqual(["EnableRPCTunnelingUI", "disablerpctcpfallback"]);
  });
});

test("a hive without Outlook has no profiles", () => {
  expect(findProfiles(fixtureHive("no-profiles.dat"))).toEqual([]);
});

test("a default profile may be named in another letter case, may be missing, or not be a text", () => {
  const office = (version: string, value: Parameters<typeof regDword> | string) => ({
    name: version,
    keys: [
      {
        name: "Outlook",
        values: typeof value === "string" ? [regSz("DefaultProfile", value)] : [regDword(...value)],
        keys: [{ name: "Profiles", keys: [{ name: "Größe" }, { name: "a.b/c" }] }],
      },
    ],
  });
  const hive = madeHive(
    below(
      "Software\\Microsoft\\Office",
      office("14.0", ["DefaultProfile", 1]),
      office("16.0", "GRÖßE"),
      office("9.0", "gone"),
      office("Common", "x"),
    ),
  );
  expect(findProfiles(hive).map(({ outlook, name, isDefault }) => `${outlook} ${name} ${isDefault}`)).toEqual([
    "16.0 a.b/c false",
    "16.0 Größe true",
    "14.0 a.b/c false",
    "14.0 Größe false",
    "9.0 a.b/c false",
    "9.0 Größe false",
    "Common a.b/c false",
    "Common Größe false",
  ]);
});

describe("sections", () => {
  const sectionsOf = (...keys: Parameters<typeof below>[1][]) => {
    const hive = madeHive(below(NEW_ROOT, { name: "P", keys }));
    const [profile] = findProfiles(hive);
    if (profile === undefined) throw new Error("no profile");
    return findExchangeSections(hive, profile);
  };

  test("are found by their value wherever they lie, down to the fourth level", () => {
    const proxy = mapiUnicode("001f6622", "a.example-1");
    const deep = (levels: number) => below(Array.from({ length: levels }, (_, level) => `level${level}`).join("\\"));
    const at = (levels: number) => {
      const key = deep(levels);
      let last: { name: string; keys?: readonly unknown[] } = key;
      while (last.keys?.length) last = last.keys[0] as typeof last;
      Object.assign(last, { values: [proxy] });
      return sectionsOf(key).sections.length;
    };
    expect([1, 2, 3, 4, 5].map(at)).toEqual([1, 1, 1, 1, 0]);
  });

  test("are found by an 8-bit value, and by a name in upper case", () => {
    const { sections } = sectionsOf(
      { name: "x", values: [{ name: "001E6622", type: 3, data: Uint8Array.of(0) }] },
      { name: GLOBAL.toUpperCase() },
    );
    expect(sections.map(({ key, title }) => [key.name, title])).toEqual([
      [GLOBAL.toUpperCase(), "Exchange global section"],
      ["x", undefined],
    ]);
  });

  test("that accounts name but that are not there, and UIDs of odd sizes, do no harm", () => {
    const account = {
      name: "00000001",
      values: [regSz("Account Name", "x"), { name: "Service UID", type: 3, data: new Uint8Array(15) }],
    };
    const other = { name: "00000002", values: [{ name: "Service UID", type: 3, data: new Uint8Array(16) }] };
    const { accounts, sections } = sectionsOf({ name: "9375CFF0413111d3B88A00104B2A6676", keys: [account, other] });
    expect(accounts.map(({ name, sections: names }) => [name, names])).toEqual([
      ["x", []],
      [undefined, ["0".repeat(32)]],
    ]);
    expect(sections).toEqual([]);
  });

  test("that name each other in a circle come to an end", () => {
    const uid = Uint8Array.from({ length: 16 }, () => 0xaa);
    const name = "aa".repeat(16);
    const account = {
      name: "00000001",
      values: [regSz("Account Name", "x"), { name: "Service UID", type: 3, data: uid }],
    };
    const section = { name, values: [mapiBinary("01023d00", uid), mapiBinary("01023d15", uid)] };
    const { sections } = sectionsOf({ name: "9375CFF0413111d3B88A00104B2A6676", keys: [account] }, section);
    expect(sections.map(({ key, account: owner }) => [key.name, owner?.name])).toEqual([[name, "x"]]);
  });

  test("an Outlook 2007 profile's global section belongs to its only Exchange account", () => {
    const hive = madeHive(
      below(OLD_ROOT, mapiProfile({ name: "P", textAs: "binary", global: [], exchange: [{ name: "Exchange" }] })),
    );
    const [profile] = findProfiles(hive);
    if (profile === undefined) throw new Error("no profile");
    expect(findExchangeSections(hive, profile).sections.map(({ account }) => account?.name)).toEqual(["Exchange"]);
  });
});

test("settings are decoded, and malformed ones said to be malformed", () => {
  const hive = madeHive({
    name: "section",
    values: [
      { name: "00036623", type: 3, data: Uint8Array.of(0x2f, 0, 0, 1) },
      { name: "00036627", type: 3, data: Uint8Array.of(1, 0) },
      { name: "00036619", type: 3, data: Uint8Array.of(16, 0, 0, 0) },
      { name: "001f6625", type: 3, data: Uint8Array.of(65) },
    ],
  });
  const { servers, principalName, flags, proxyAuthentication, authenticationPackage } = readRpcHttp(
    hive.key("section"),
  );
  expect(servers).toEqual([]);
  expect(principalName).toMatchObject({ text: undefined, fault: "its 1 bytes are no whole UTF-16 characters" });
  expect(flags).toMatchObject({
    number: 0x0100002f,
    meaning:
      "use HTTP, SSL only, mutual authentication, HTTP first on fast networks, HTTP first on slow networks, unknown bits 0x1000000",
  });
  expect(proxyAuthentication).toMatchObject({ number: undefined, meaning: "malformed: 2 bytes instead of 4" });
  expect(authenticationPackage).toMatchObject({ number: 16, meaning: "Kerberos" });
});

test.each([
  [`${NEW_ROOT}\\P\\9375CFF0413111d3B88A00104B2A6676\\00000001`, "POP3 Password", true],
  [`${OLD_ROOT}\\P\\9375CFF0413111d3B88A00104B2A6676\\00000001`, "imap password2", true],
  [`HKCU\\${NEW_ROOT}\\P\\${"a".repeat(32)}`, "001e6704", true],
  [`${NEW_ROOT}\\P\\${"a".repeat(32)}`, "001F6703", true],
  [`${NEW_ROOT}\\P\\${"a".repeat(32)}`, "001f6700", false],
  [`${NEW_ROOT}\\P\\9375CFF0413111d3B88A00104B2A6676\\00000001`, "POP3 Server", false],
  [NEW_ROOT, "Password", false],
  ["Software\\Vendor\\Profiles\\P", "Password", false],
  ["", "Password", false],
])("%s: is %s a password? %s", (keyPath, valueName, expected) => {
  expect(isProfileSecret(keyPath, valueName)).toBe(expected);
});
