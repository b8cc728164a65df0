import { badPlan } from "../edit/plan-members.ts";
import { MOST_LEVELS, type PlanSource } from "./plan-source.ts";

/** Strings, and the signs that make the structure; what is between them are numbers, words and blanks. */
const SIGNS = /"(?:[^"\\]|\\.)*"|[{}[\],]/gs;

/** One object or list that is open, with what it has had so far. */
interface Open {
  readonly place: string;
  /** Names of members; undefined for a list. */
  readonly names: Set<string> | undefined;
  index: number;
  /** The name of the member whose value comes next. */
  name: string | undefined;
}

/** Reads JSON; undefined where the text is none. `JSON.parse` would take the last of members of one name. */
export function readJson(text: string): PlanSource | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const offsetOf = (wanted: string): number | undefined => scan(text, wanted);
  offsetOf("");
  return { content, offsetOf };
}

/** Goes over the structure once, and says where the value of a place begins; the text is known to be JSON. */
function scan(text: string, wanted: string): number | undefined {
  const open: Open[] = [];
  for (const { 0: sign, index } of text.matchAll(SIGNS)) {
    const around = open.at(-1);
    const place = placeIn(around);
    if (sign === "}" || sign === "]") open.pop();
    else if (sign === ",") {
      if (around) around.index += 1;
      if (around) around.name = undefined;
    } else if (sign.startsWith('"') && around?.names !== undefined && around.name === undefined) {
      const name = JSON.parse(sign) as string;
      if (around.names.has(name))
        throw badPlan(around.place || "the plan", `has the member ${sign.slice(0, 80)} twice`);
      around.names.add(name);
      around.name = name;
      if (wanted !== "" && placeIn(around) === wanted) return index;
    } else {
      if (wanted !== "" && place === wanted) return index;
      if (sign.startsWith('"')) continue;
      if (open.length >= MOST_LEVELS) throw badPlan("the plan", `is nested deeper than ${MOST_LEVELS} levels`);
      open.push({ place, names: sign === "{" ? new Set() : undefined, index: 0, name: undefined });
    }
  }
  return undefined;
}

function placeIn(around: Open | undefined): string {
  if (around === undefined) return "";
  if (around.names === undefined) return `${around.place}[${around.index}]`;
  return around.place === "" ? (around.name ?? "") : `${around.place}.${around.name ?? ""}`;
}
