import type { Command } from "commander";
import { allRecipes, EXIT, type ExitCode, findRecipe, HiveError, type Recipe } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { withExamples } from "../manual/examples.ts";
import { jsonText } from "../render/json.ts";
import { recipeDocument, recipeListText, recipeText } from "../render/recipe.ts";

interface Options {
  readonly json?: boolean;
  readonly print?: boolean;
}

const EXAMPLE = `hivetool recipes
hivetool recipes outlook-port
hivetool recipes internet-proxy --print > proxy.yaml

A recipe is a plan that comes with hivetool. "hivetool apply NAME HIVE..." does what it says.
docs/recipes has a page for each.`;

/** `hivetool recipes`: the plans that come with hivetool. */
export function addRecipesCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("recipes").description("list the plans that come with hivetool, or show one");
  withExamples(command, EXAMPLE)
    .argument("[name]", "the recipe to show")
    .option("--print", "print the plan itself, to be copied and changed")
    .option("--json", "print one JSON document instead of text")
    .action(async (name: string | undefined, options: Options) => {
      context.stdout.write(name === undefined ? await listed(options) : await shown(name, options));
      finish(EXIT.done);
    });
}

async function listed({ json, print }: Options): Promise<string> {
  if (print) throw new HiveError("usage", "--print prints one recipe; name it");
  const recipes = await allRecipes();
  return json ? jsonText({ recipes: recipes.map(recipeDocument) }) : recipeListText(recipes);
}

async function shown(name: string, { json, print }: Options): Promise<string> {
  const recipe = (await findRecipe(name)) ?? (await missing(name));
  if (print) return recipe.document.text;
  return json ? jsonText(recipeDocument(recipe)) : recipeText(recipe);
}

async function missing(name: string): Promise<Recipe> {
  const names = (await allRecipes()).map((recipe) => recipe.name);
  throw new HiveError("usage", `there is no recipe "${name}"`, { advice: `These are there: ${names.join(", ")}.` });
}
