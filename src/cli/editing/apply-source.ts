import {
  allRecipes,
  filePieces,
  findRecipe,
  HiveError,
  type PlanDocument,
  readPlan,
  readWholeFile,
} from "../../index.ts";
import type { CliContext } from "../context.ts";
import { isFolder } from "../many/hive-targets.ts";
import { nearNames } from "../near-names.ts";
import type { Source } from "./import-sources.ts";

/** What is to be applied to hives. */
export type ApplySource =
  | { readonly kind: "plan"; readonly document: PlanDocument }
  /** A file of settings, gone through piece by piece. */
  | { readonly kind: "settings"; readonly sources: readonly Source[] };

/** How a file of settings begins, whatever it is called: regedit's headers, in UTF-16 too, and the signature of Registry.pol. */
const SETTINGS = /^(?:PReg|\s*(?:REGEDIT|Windows Registry Editor))/i;

/**
 * What the first argument of `apply` names: a recipe, also where a file is called so, which its path names; a plan in YAML
 * or JSON, or a file of settings, told by its name or its first bytes; `-` is stdin.
 */
export async function applySource(name: string, context: CliContext): Promise<ApplySource> {
  if (/\.(?:reg|pol)$/i.test(name)) return { kind: "settings", sources: [fileSource(name, context)] };
  const recipe = await findRecipe(name);
  if (recipe !== undefined) return { kind: "plan", document: recipe.document };
  const bytes = name === "-" ? await context.stdin() : await planFile(name, context);
  const head = new TextDecoder(isUtf16(bytes) ? "utf-16le" : "latin1").decode(bytes.subarray(0, 256));
  if (SETTINGS.test(head.replace(/^(?:\uFEFF|ï»¿)/, "")))
    return { kind: "settings", sources: [{ file: name, pieces: () => [bytes] }] };
  if (head.startsWith("regf"))
    throw new HiveError("bad-plan", "this is a hive, not a plan", { path: name, advice: ORDER });
  try {
    return { kind: "plan", document: readPlan(textOf(bytes)) };
  } catch (error) {
    throw aboutPlan(error, name);
  }
}

const ORDER = "The plan comes first: hivetool apply PLAN HIVE...";

async function planFile(name: string, { fs }: CliContext): Promise<Uint8Array> {
  if (isFolder(fs, name))
    throw new HiveError("not-a-file", "this is a folder, not a plan", { path: name, advice: ORDER });
  try {
    return readWholeFile(fs, name);
  } catch (error) {
    // A name without a folder or an ending was meant as a recipe's.
    if (!(error instanceof HiveError) || error.code !== "file-not-found" || /[\\/.]/.test(name)) throw error;
    const [near] = nearNames(
      name,
      Array.from(await allRecipes(), (recipe) => recipe.name),
    );
    throw new HiveError("file-not-found", "there is no such recipe, and no such file", {
      path: name,
      advice: `${near === undefined ? "" : `Did you mean ${near}? `}hivetool recipes lists the recipes.`,
      cause: error,
    });
  }
}

/** Errors of a plan name its file instead of the word. */
export function aboutPlan(error: unknown, name: string): unknown {
  if (!(error instanceof HiveError) || error.structure !== "plan") return error;
  const { code, statement, expected, found, advice } = error;
  const facts = { ...(expected && { expected }), ...(found && { found }), ...(advice && { advice }) };
  return new HiveError(code, statement, { ...facts, structure: name });
}

function fileSource(file: string, { fs }: CliContext): Source {
  return { file, pieces: filePieces(fs, file) };
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new HiveError("bad-plan", "the plan is empty", { structure: "plan" });
  try {
    return new TextDecoder(isUtf16(bytes) ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const advice = "Save it as UTF-8, or as UTF-16 with a byte order mark.";
    throw new HiveError("bad-plan", "the plan is no text in UTF-8", { structure: "plan", advice, cause });
  }
}

function isUtf16(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}
