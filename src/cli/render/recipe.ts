import type { PlanVariable, Recipe } from "../../index.ts";
import { table } from "./table.ts";

/** All recipes, a line each. */
export function recipeListText(recipes: readonly Recipe[]): string {
  return table(recipes.map(({ name, document }) => [name, document.name ?? ""]));
}

/** What a recipe does, what it may be told, and how it is applied. */
export function recipeText(recipe: Recipe): string {
  const { name, description, variables } = recipe.document;
  const rows = Object.entries(variables).map(([variable, about]) => [variable, variableText(about)]);
  const parts = [`${recipe.name}: ${name ?? ""}\n`, wrapped(description ?? "")];
  if (rows.length > 0) parts.push(`Variables, each as --var NAME=VALUE:\n${table(rows, "  ")}`);
  parts.push(`Example:\n  ${recipeExample(recipe)}\n`);
  return parts.join("\n");
}

/** How a recipe is applied, with values for what it has to be told. */
export function recipeExample({ name, document }: Recipe): string {
  const needed = Object.entries(document.variables).filter(([, about]) => about.default === undefined);
  const given = needed.map(([variable, { example = "" }]) => ` --var ${variable}=${shellWord(example)}`);
  return `hivetool apply ${name} NTUSER.DAT${given.join("")} --dry-run`;
}

/** The same for scripts. */
export function recipeDocument(recipe: Recipe): object {
  const { name: title, description, variables } = recipe.document;
  return { name: recipe.name, title, description, variables, example: recipeExample(recipe) };
}

/** What a variable is, and whether one has to give it. */
function variableText({ description = "", default: usual, example }: PlanVariable): string {
  const facts = [
    ...(usual === undefined ? ["needed"] : usual === "" ? [] : [`${usual} unless given`]),
    ...(example === undefined ? [] : [`such as ${example}`]),
  ];
  return facts.length === 0 ? description : `${description} (${facts.join("; ")})`;
}

function shellWord(text: string): string {
  return /^[\w.:/@%+-]+$/.test(text) ? text : `'${text}'`;
}

function wrapped(text: string, width = 100): string {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return `${lines.join("\n")}\n`;
}
