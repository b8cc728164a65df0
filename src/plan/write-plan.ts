import { stringify } from "yaml";
import type { ExpectedValue } from "../edit/expectation.ts";
import type { Change } from "../edit/operations.ts";
import type { Plan } from "../edit/plan.ts";
import { bytesToHex, hexToBytes } from "../hive/hex.ts";
import { valueDataFromText } from "../hive/value-input.ts";
import { valueContent } from "../hive/value-text.ts";
import { valueTypeFromName, valueTypeName } from "../hive/value-type.ts";
import { withoutVariables } from "./variables.ts";

/** Changes that are written for people; more are for programs. */
const MOST_IN_WORDS = 5000;

/**
 * Writes a plan as a text that `readPlan` takes: YAML with values in words, or JSON where there are very many changes.
 *
 * @example
 * writePlan({ version: 1, changes: [{ op: "create-key", key: "Software\\Acme" }] });
 */
export function writePlan(plan: Plan): string {
  if (plan.changes.length > MOST_IN_WORDS) return `${JSON.stringify(planDocument(plan))}\n`;
  const changes = plan.changes.map((change) => withoutVariables(inWords(change)));
  return stringify({ version: plan.version, changes }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A plan as the object that `readPlan` takes as JSON: names that look like variables are escaped. */
export function planDocument(plan: Plan): Plan {
  return withoutVariables(plan);
}

function inWords(change: Change): object {
  const { expect, ...rest } = change as Change & { expect?: unknown };
  const expected = typeof expect === "object" ? valueInWords(expect as ExpectedValue) : expect;
  const isTyped = "type" in rest && "data" in rest && typeof rest.data === "string";
  const said = isTyped ? valueInWords(rest as ExpectedValue) : rest;
  return { ...said, ...(expected !== undefined && { expect: expected }) };
}

/** Type and data as people say them, where that gives the same bytes. */
function valueInWords<Said extends ExpectedValue>({ type, data, ...rest }: Said): object {
  const name = valueTypeName(type).replace(/^REG_/, "").toLowerCase().replaceAll("_", "-");
  const typeWord = valueTypeFromName(name.replaceAll("-", "_")) === type ? name : type;
  const bytes = hexToBytes(data) ?? new Uint8Array();
  const content = valueContent(type, bytes);
  const texts = Array.isArray(content) ? (content as readonly string[]) : [`${content}`];
  const isSame = content !== undefined && encoded(type, texts) === data;
  if (!isSame) return { ...rest, type: typeWord, data };
  if (Array.isArray(content)) return { ...rest, type: typeWord, texts: content };
  if (typeof content === "string") return { ...rest, type: typeWord, text: content };
  return { ...rest, type: typeWord, number: typeof content === "number" ? content : `${content}` };
}

function encoded(type: number, texts: readonly string[]): string | undefined {
  try {
    return bytesToHex(valueDataFromText(type, texts));
  } catch {
    return undefined; // a text with U+0000 within
  }
}
