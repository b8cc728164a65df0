import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withWritten } from "../../docs/build/markdown.ts";
import { recipePages } from "../../docs/build/recipe-pages.ts";
import { allRecipes, applyPlan, checkPlan, planFixPort } from "../../src/index.ts";
import { fixtureHive, USER_HIVES } from "../outlook/fixture-hive.ts";
import { ROOT } from "../setup/clone.ts";
import { apply, held, type Keys, userHive, wanted } from "./applied.ts";

const RECIPES = await allRecipes();

test("docs/recipes has a page for every recipe, and no other; npm run docs writes them", async () => {
  const folder = join(ROOT, "docs", "recipes");
  const made = await recipePages();
  expect(readdirSync(folder).sort(), "run npm run docs").toEqual(made.map(({ file }) => file).sort());
  for (const { file, text } of made) {
    const found = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n");
    expect.soft(found, `docs/recipes/${file} is out of date: run npm run docs`).toBe(withWritten(text, found));
  }
});

describe("every recipe says what it is, and is checked with its examples", () => {
  test.each(RECIPES.map(({ name, document }) => [name, document] as const))("%s", (_, document) => {
    const { name, description, variables } = document;
    expect(name).toMatch(/^[A-Z].*[^.]$/);
    expect(description?.length).toBeGreaterThan(80);
    for (const { description: about, example } of Object.values(variables)) {
      expect(about).toBeTruthy();
      expect(example).toBeTruthy();
    }
    const all = Object.fromEntries(Object.entries(variables).map(([each, { example = "" }]) => [each, example]));
    checkPlan(document, all);
    const needed = Object.entries(variables).filter(([, about]) => about.default === undefined);
    checkPlan(document, Object.fromEntries(needed.map(([each, { example = "" }]) => [each, example])));
  });
});

describe("outlook-port does what `outlook fix-port` does, byte for byte", () => {
  test.each(USER_HIVES)("%s", async (name) => {
    const [ours, other] = [fixtureHive(name, "edit"), fixtureHive(name, "edit")];
    const { plan } = planFixPort(other);
    expect(plan.changes.length).toBeGreaterThan(3);
    applyPlan(other, plan, { time: 0n });
    await apply(ours, "outlook-port");
    expect(ours.toBytes()).toEqual(other.toBytes());
    const ambiguous = planFixPort(other, { port: 2010 });
    expect(ambiguous.plan.changes).toHaveLength(1);
    applyPlan(other, ambiguous.plan, { time: 0n });
    await apply(ours, "outlook-port", { port: "2010" });
    expect(ours.toBytes()).toEqual(other.toBytes());
  });
});

const SETTINGS = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const RUN = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";
const NO_PROXY = `4600000001000000${"01000000"}${"00".repeat(44)}`;
/** 75 bytes as a real hive has them: `127.0.0.1:80`, `<local>`, flags 0x0b. */
const PROXY = `46000000020000000b0000000c000000${Buffer.from("127.0.0.1:80").toString("hex")}07000000${Buffer.from("<local>").toString("hex")}00000000${"00".repeat(32)}`;

/** What a recipe makes of a hive: keys before, variables, keys after. */
const CASES: readonly (readonly [recipe: string, before: Keys, variables: Record<string, string>, after: Keys])[] = [
  [
    "internet-proxy",
    {
      [SETTINGS]: { AutoConfigURL: ["sz", "http://old/p.pac"], Other: ["dword", 7] },
      [`${SETTINGS}\\Connections`]: {
        DefaultConnectionSettings: ["binary", NO_PROXY],
        SavedLegacySettings: ["binary", NO_PROXY],
      },
    },
    { server: "127.0.0.1:80", bypass: "<local>", detect: "yes" },
    {
      [SETTINGS]: {
        Other: ["dword", 7],
        ProxyEnable: ["dword", 1],
        ProxyServer: ["sz", "127.0.0.1:80"],
        ProxyOverride: ["sz", "<local>"],
      },
      [`${SETTINGS}\\Connections`]: {
        DefaultConnectionSettings: ["binary", PROXY],
        SavedLegacySettings: ["binary", PROXY],
      },
    },
  ],
  [
    "internet-proxy",
    { [SETTINGS]: { ProxyEnable: ["dword", 1], ProxyServer: ["sz", "p:1"], ProxyOverride: ["sz", "x"] } },
    {},
    {
      [SETTINGS]: { ProxyEnable: ["dword", 0] },
      [`${SETTINGS}\\Connections`]: {
        DefaultConnectionSettings: ["binary", NO_PROXY],
        SavedLegacySettings: ["binary", NO_PROXY],
      },
    },
  ],
  [
    "onedrive-setup",
    { [RUN]: { OneDriveSetup: ["sz", "C:\\Windows\\SysWOW64\\OneDriveSetup.exe /thfirstsetup"], Mine: ["sz", "a"] } },
    {},
    { [RUN]: { Mine: ["sz", "a"] } },
  ],
];

describe("exact values", () => {
  test.each(CASES)("%s of %j with %j", async (recipe, before, variables, after) => {
    const hive = userHive(before);
    await apply(hive, recipe, variables);
    for (const key of Object.keys(after)) {
      const found = held(hive, key);
      expect({ [key]: found[key] }).toEqual(wanted({ [key]: after[key] ?? {} }));
    }
    for (const key of Object.keys(before)) {
      if (!Object.hasOwn(after, key)) expect(hive.findKey(key), key).toBeUndefined();
    }
  });

  test("every recipe has a case", () => {
    const tried = new Set([...CASES.map(([recipe]) => recipe), "outlook-port"]);
    expect(RECIPES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
