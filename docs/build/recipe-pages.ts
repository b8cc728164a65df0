import { recipeExample } from "../../src/cli/render/recipe.ts";
import { allRecipes, type PlanVariable, type Recipe } from "../../src/index.ts";
import { type DocumentText, table, text } from "./markdown.ts";

/** The generated part of each file in docs/recipes: a page for each recipe, and the index. */
export async function recipePages(): Promise<DocumentText[]> {
  const recipes = await allRecipes();
  return [{ file: "README.md", text: indexPage(recipes) }, ...recipes.map(recipePage)];
}

function indexPage(recipes: readonly Recipe[]): string {
  const rows = recipes.map(({ name, document }) => [`[\`${name}\`](${name}.md)`, text(document.name ?? "")]);
  return parts([
    "# Recipes",
    "A recipe is a plan that comes with hivetool. `hivetool apply NAME HIVE...` does what it says, with all options of " +
      "[apply](../commands/apply.md); `hivetool recipes NAME --print` prints it, to be copied and changed. How plans are " +
      "written is told in [plans.md](../plans.md).",
    table(["Recipe", "Does"], rows),
    "The name of a recipe has precedence over a file that is called so; the file is then named by its path, as in " +
      "`./outlook-port`.",
  ]);
}

function recipePage(recipe: Recipe): DocumentText {
  const { name, document } = recipe;
  const { name: title = "", description = "", variables } = document;
  const rows = Object.entries(variables).map(([variable, about]) => variableRow(variable, about));
  const content = parts([
    `# ${name}`,
    `${text(title)}.`,
    text(description.trim()),
    `\`\`\`sh\n${recipeExample(recipe)}\n\`\`\``,
    ...(rows.length === 0
      ? []
      : ["## Variables", table(["Variable", "Means", "Unless given", "Such as", "Fits"], rows)]),
    "## The plan",
    `\`\`\`yaml\n${document.text.trimEnd()}\n\`\`\``,
    "All recipes: [Recipes](README.md).",
  ]);
  return { file: `${name}.md`, text: content };
}

function variableRow(name: string, { description = "", default: usual, example, pattern }: PlanVariable): string[] {
  const cells = [usual === "" ? undefined : usual, example, pattern].map((each) =>
    each === undefined ? "" : code(each),
  );
  return [`\`${name}\``, text(description), usual === undefined ? "needed" : (cells[0] ?? ""), ...cells.slice(1)];
}

function code(plain: string): string {
  return `\`${plain.replaceAll("|", "\\|")}\``;
}

function parts(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
