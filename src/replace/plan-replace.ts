import type { Hive } from "../hive/hive.ts";
import { planRewriting } from "./plan-rewriting.ts";
import type { Rewriter, Rewriting, RewritingOptions, TextPart } from "./rewriting.ts";
import { literalPattern, regexPattern } from "./text-pattern.ts";

/** What to replace, and where. */
export interface ReplaceOptions extends RewritingOptions {
  /** Where to replace: in values' data unless told. */
  readonly parts?: readonly TextPart[];
  /** OLD is a regular expression, and NEW may name its groups. */
  readonly regex?: boolean;
  /** Letter case does not count: by the table that Windows compares names with, in a regular expression by Unicode. */
  readonly ignoreCase?: boolean;
}

/**
 * Plans to replace a text wherever it stands in values' data, in their names or in names of keys. Data keep their type and
 * all that belongs to their texts: NULs, the structure of lists, counts and offsets. Where a text cannot change, it is
 * left, and the reason is told. Nothing is changed yet.
 *
 * @throws HiveError `usage` for a pattern that is none, and as `planRewriting`
 * @example
 * const { plan, texts, left } = planReplace(hive, "\\\\old\\home", "\\\\new\\home", { ignoreCase: true });
 * applyPlan(hive, plan, { time });
 */
export function planReplace(hive: Hive, old: string, replacement: string, options: ReplaceOptions = {}): Rewriting {
  const { regex = false, ignoreCase = false, parts = ["data"] } = options;
  const pattern = regex
    ? regexPattern(old, replacement, ignoreCase)
    : literalPattern(old, replacement, ignoreCase ? (text) => hive.engine.upcased(text) : undefined);
  const inName = (name: string): string | undefined => pattern.replaced(name);
  const rewriter: Rewriter = {
    data: (text, { shape }) => pattern.replaced(text, shape === "within-bytes" ? LEAST_WITHIN_BYTES : 0),
    valueName: inName,
    keyName: inName,
  };
  return planRewriting(hive, regex ? rewriter : { ...rewriter, words: [{ text: old, ignoreCase }], reasonToPass }, {
    ...options,
    parts,
  });
}

/** Less is met in bytes by chance: what looks like a text may be a number. */
const LEAST_WITHIN_BYTES = 4;

const reasonToPass =
  "it stands where no text is known: behind a text's end, in a number, or in fewer than 4 characters";
