import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "../set-up/root.mjs";
import { writeWhole } from "../set-up/write-whole.mjs";

/** Embeds the plans in recipes as texts, so that no file is read at run time. */
export function embedRecipes() {
  const folder = join(ROOT, "recipes");
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const names = files.map((file) => basename(file, ".yaml")).sort();
  const texts = names.map((name) => {
    const text = readFileSync(join(folder, `${name}.yaml`), "utf8").replaceAll("\r\n", "\n");
    return `  ${JSON.stringify(name)}:\n    ${JSON.stringify(text)},\n`;
  });
  writeWhole(
    join(ROOT, "src", "recipes", "recipe-texts.ts"),
    "// Generated from recipes by scripts/products/recipes.mjs; do not edit.\n" +
      "/** The plans in recipes, by name. */\n" +
      `export const RECIPE_TEXTS: Readonly<Record<string, string>> = {\n${texts.join("")}};\n`,
  );
}
