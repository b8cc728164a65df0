import { type PlanDocument, readPlan } from "../plan/plan-document.ts";

/** A plan that comes with hivetool. */
export interface Recipe {
  /** What it is called: `outlook-port`. */
  readonly name: string;
  readonly document: PlanDocument;
}

/** What a recipe's name is like: no file's with an ending, and no path. */
const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * The recipe of a name; undefined where there is none.
 *
 * @example
 * const recipe = await findRecipe("outlook-port");
 * if (recipe) applyDocument(hive, recipe.document, { time });
 */
export async function findRecipe(name: string): Promise<Recipe | undefined> {
  if (!NAME.test(name)) return undefined;
  const texts = await recipeTexts();
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
  return text === undefined ? undefined : { name, document: readPlan(text) };
}

/** All recipes, by their names. */
export async function allRecipes(): Promise<readonly Recipe[]> {
  return Object.entries(await recipeTexts()).map(([name, text]) => ({ name, document: readPlan(text) }));
}

/** They are a part of the program that is loaded when it is asked for. */
async function recipeTexts(): Promise<Readonly<Record<string, string>>> {
  return (await import("./recipe-texts.ts")).RECIPE_TEXTS;
}
