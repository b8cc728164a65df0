import { type Document, isMap, isScalar, isSeq, Lexer, type Node, parseDocument } from "yaml";
import { badPlan } from "../edit/plan-members.ts";
import { MOST_LEVELS, type PlanSource } from "./plan-source.ts";

/** Signs of a YAML text that are read: each costs some hundred bytes of memory. */
const MOST_SIGNS = 400_000;
/** Columns of indentation. */
const WIDEST = 200;
const TOO_WIDE = " ".repeat(WIDEST + 1);
/** Signs in one line outside of brackets that begin a level each: `- - ? `. */
const MOST_LEVELS_A_LINE = 8;
/** Names given to parts, and places where such parts stand again. */
const MOST_ANCHORS = 100;

/**
 * Reads YAML 1.2, its core schema: nothing that a tag would make. The library goes down by calling itself, so what would
 * be too deep for it is refused by its own lexer first.
 */
export function readYaml(text: string): PlanSource {
  assertBounded(text);
  const document = parseDocument(text, { version: "1.2", schema: "core", uniqueKeys: true, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw badYaml(text, problem.pos[0], problem.message);
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== "1.2")
    throw badPlan("the plan", "is written in YAML 1.2, and the text names another version");
  try {
    return {
      content: document.toJS({ maxAliasCount: MOST_ANCHORS }) as unknown,
      offsetOf: (place) => offsetOf(document, place),
    };
  } catch (cause) {
    if (cause instanceof ReferenceError || cause instanceof TypeError)
      throw badPlan("the plan", `repeats parts of itself too often: ${cause.message}`);
    throw cause;
  }
}

function assertBounded(text: string): void {
  let [signs, brackets, levels, anchors, offset] = [0, 0, 0, 0, 0];
  for (const sign of new Lexer().lex(text)) {
    const first = sign[0] ?? "";
    signs += 1;
    if (sign === "[" || sign === "{") brackets += 1;
    else if (sign === "]" || sign === "}") brackets -= 1;
    else if (first === "\n" || first === "\r") levels = 0;
    else if (brackets <= 0 && (sign === "-" || sign === "?" || sign === ":")) levels += 1;
    else if (first === "&" || first === "*") anchors += 1;
    // A text in many lines begins with blanks as well.
    const isWide = sign.startsWith(TOO_WIDE);
    if (brackets > MOST_LEVELS || levels > MOST_LEVELS_A_LINE || isWide)
      throw badYaml(text, offset, `it is nested deeper than ${MOST_LEVELS} levels`);
    if (anchors > MOST_ANCHORS) throw badYaml(text, offset, `there are more than ${MOST_ANCHORS} anchors and aliases`);
    if (signs > MOST_SIGNS) throw badYaml(text, offset, "it is too long for YAML; write so large a plan as JSON");
    offset += sign.length;
  }
}

function offsetOf(document: Document, place: string): number | undefined {
  const steps = place.split(/[.[\]]+/).filter((step) => step !== "");
  let node = document.contents as Node | null;
  let offset = node?.range?.[0];
  for (const step of steps) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step) : undefined;
    const next = (pair !== undefined ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined) as Node | null;
    const begin = pair === undefined ? next : (pair.key as Node);
    if (begin?.range === undefined || begin.range === null) return offset;
    offset = begin.range[0];
    node = next;
  }
  return offset;
}

function badYaml(text: string, offset: number, message: string): Error {
  const line = text.slice(0, offset).split("\n").length;
  return badPlan("the plan", `cannot be read on line ${line}: ${message.split("\n")[0]?.slice(0, 200)}`);
}
