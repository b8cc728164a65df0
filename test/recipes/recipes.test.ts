import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { withWritten } from "../../docs/build/markdown.ts";
import { recipePages } from "../../docs/build/recipe-pages.ts";
import { allRecipes, applyPlan, checkPlan, type PlanDocument, planFixPort } from "../../src/index.ts";
import { fixtureHive, USER_HIVES } from "../outlook/fixture-hive.ts";
import { ROOT } from "../setup/clone.ts";
import { apply, held, userHive, wanted } from "./applied.ts";
import { CASES, REFUSED } from "./cases.ts";

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
    expect(Buffer.compare(ours.toBytes(), other.toBytes())).toBe(0);
    const ambiguous = planFixPort(other, { port: 2010 });
    expect(ambiguous.plan.changes).toHaveLength(1);
    applyPlan(other, ambiguous.plan, { time: 0n });
    await apply(ours, "outlook-port", { port: "2010" });
    expect(Buffer.compare(ours.toBytes(), other.toBytes())).toBe(0);
  });
});

describe("exact values", () => {
  test.each(CASES.map((each) => [each.recipe, each] as const))(
    "%s",
    async (recipe, { before, variables = {}, after }) => {
      const hive = userHive(before);
      await apply(hive, recipe, variables);
      const found = held(hive);
      for (const [key, values] of Object.entries(wanted(after))) expect(found[key], key).toEqual(values);
      // Of all others none is left, and none has come.
      const others = Object.entries(found).filter(([key, values]) => {
        return !Object.hasOwn(after, key) && (Object.hasOwn(before, key) || Object.keys(values).length > 0);
      });
      expect(others).toEqual([]);
    },
  );

  test("every recipe has a case", () => {
    const tried = new Set([...CASES.map(({ recipe }) => recipe), "outlook-port"]);
    expect(RECIPES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});

test.each(REFUSED)("%s refuses %j", (name, variables) => {
  const document = RECIPES.find((recipe) => recipe.name === name)?.document as PlanDocument;
  expect(() => checkPlan(document, variables)).toThrow(expect.objectContaining({ code: "bad-plan" }));
});

test("every recipe is a plan for the published schema", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "docs/plan.schema.json"), "utf8")) as object;
  const isPlan = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);
  for (const { name, document } of RECIPES)
    expect(isPlan(document.source.content), `${name} ${JSON.stringify(isPlan.errors)}`).toBe(true);
});
