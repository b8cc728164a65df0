import type { CliContext } from "../cli/context.ts";

type Tool = (words: readonly string[], context: CliContext) => Promise<number>;

/** libhivex's tools; the code of each is loaded when it is asked for. */
const TOOLS: Readonly<Record<string, () => Promise<Tool>>> = {
  hivexget: async () => (await import("./hivexget.ts")).hivexget,
  hivexml: async () => (await import("./hivexml.ts")).hivexml,
  hivexregedit: async () => (await import("./hivexregedit.ts")).hivexregedit,
  hivexsh: async () => (await import("./hivexsh.ts")).hivexsh,
};

/** Runs one of libhivex's tools, by its name, and returns its exit status. */
export async function runTool(name: string, words: readonly string[], context: CliContext): Promise<number> {
  const load = TOOLS[name];
  if (load === undefined) throw new Error(`There is no ${name} among libhivex's tools.`);
  const tool = await load();
  return tool(words, context);
}
