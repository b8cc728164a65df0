import type { Rule } from "./rule.ts";
import { BASE_BLOCK_RULES } from "./rules/base-block.ts";
import { BIN_AND_CELL_RULES } from "./rules/bins-and-cells.ts";
import { KEY_RULES } from "./rules/keys.ts";
import { LOG_RULES } from "./rules/logs.ts";
import { SECURITY_RULES } from "./rules/security.ts";
import { SUBKEY_LIST_RULES } from "./rules/subkey-lists.ts";
import { VALUE_RULES } from "./rules/values.ts";

/** Every rule that a check knows, I1 to I90 in this order. docs/check.md is made from it. */
export const RULES: readonly Rule[] = [
  ...BASE_BLOCK_RULES,
  ...BIN_AND_CELL_RULES,
  ...KEY_RULES,
  ...SUBKEY_LIST_RULES,
  ...VALUE_RULES,
  ...SECURITY_RULES,
  ...LOG_RULES,
];

/** The rule of a code. */
export function ruleOf(code: string): Rule {
  const rule = RULES[Number(code.slice(1)) - 1];
  if (rule?.code !== code) throw new RangeError(`there is no rule ${code}`);
  return rule;
}
